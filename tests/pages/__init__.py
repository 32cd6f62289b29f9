"""The pages of the server in a browser, on the shipped graph."""

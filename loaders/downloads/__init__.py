"""What people take away of a release: its files in every format, by graph, by class and as tables.

`parts` takes the sorted quads apart, `documents` writes the parts in the formats of RDF, `tables` what SPARQL makes of
them as CSV, `columns` and `csvw` say what those hold. `compression` puts gzip and zstd beside each file, `manifest`
lists all of them, and `collection` does it in order.
"""

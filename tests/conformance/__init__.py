"""The W3C's SPARQL 1.1 tests, asked of a server over HTTP; the tests themselves are no part of this repository."""

"""From reviewed tables to a published store: read, check, describe, reconcile, infer, validate, publish.

`records` and `tables` read a row, `holdings` all of them. `registries`, `consistency` and `sources` hold them against
their contract, each other and the source files. `things` and `prints` make triples of them; `amounts`, `totals` and
`reconcile` make facts; `inference` adds what follows, `report` says what is wrong, `build` publishes a `release`
with its `downloads`. `withdrawals` says what is gone; `releasing` compares releases and publishes them for good.

A new document comes in before that: `pages` makes lines of a file, `reading` rows of the lines, `review` shows them
beside the tables and takes them over.
"""

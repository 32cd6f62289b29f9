"""From what `seisaku extract` wrote, and a person edited, to reviewed tables in `data/`.

`drafts` reads the folder and `context` the lines of its source. `decisions` says which slug a person gave to each
provisional one; `corrections` and `differences` hold the rows against the registered ones. `reviews` is all of it, and
`listing` writes it for a terminal or a program. `acceptance` says what `data/` becomes, with the new rows of the
registries from `registration` and `spellings`; `marking` says which registered rows a program reads. `changes` writes
all files or none.
"""

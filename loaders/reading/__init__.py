"""From the lines of a budget document nobody has seen to the rows a person only has to check.

`pages` (one level up) makes lines of a file. `tokens` finds what looks like a fact in a text, `wording` says what a
line is by its words; `slides` finds the slides and their titles, `stages` which budget is presented. On a slide
(`sheets`: its text in one piece) `figures` reads the amounts with their labels and names, of which `grids` does tables,
`namings` the names and `asides` what is no budget; `anchors` finds the names a slide speaks of. `outline` joins the
slides: `kinship` says which program is a part of which, `scopes` which line speaks of which, `likeness` what a slide
without a title is about.

`budgets` (with `qualifiers`), `programs` (with `periods`), `citations`, `involvements` and `terms` read the rows of
each table; `residue` lists every token that no row consumed, `limits` those of lines too long to be read. `names`
replaces printed names by slugs, by their `spellings`; `editions` tells policies of one series apart, `suggestions` says
which known names are near. `extraction` is all of it: a path in, records out; `folder` writes them. Everything but
these two is pure.
"""

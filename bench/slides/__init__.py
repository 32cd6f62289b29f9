"""Budget slides that we write ourselves in the manner of the ministries, with the rows a careful reader makes of them.

`plans` draws the facts of a document with a seed; `overviews` and `pages` compose slides of them, in which each fact is
tied to the text that prints it; a medium (text, Markdown, HTML, PDF) writes the slides and notes the line of each fact.
So the truth cannot drift from the text. Nothing here is taken from a document: the programs are invented; ministries,
divisions, agencies and decisions are real.
"""

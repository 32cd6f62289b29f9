"""A file -> its lines: the only place that knows PDF, HTML and encodings.

`read(path)` is the whole interface. `files` takes the bytes and refuses what is none of ours; `encoding` makes text of
them; `text`, `markdown` and `markup` make lines of text. A PDF is read in a process of its own (`pdf`) by `pdfium`,
which yields characters with their places; `runs` joins them to strings, `rows` puts these on lines, `layout` puts them
in reading order with `columns` and `paragraphs`.
"""

from loaders.pages.files import Document, Form, document, read
from loaders.pages.line import Box, Line

__all__ = ["Box", "Document", "Form", "Line", "document", "read"]

"""The media in which a document is written: text as a flattened PDF gives it, Markdown, HTML and PDF."""

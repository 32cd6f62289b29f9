"""Lines of Markdown -> the same lines as they would be printed: their numbers stay those of the file."""

import re
from collections.abc import Iterable
from dataclasses import replace

from loaders.pages.line import Line

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*|\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3,}.*)\s*")
_CELLS = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+|\s+#+\s*$")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"\*\*+|__+|~~")
_EMPHASIS = re.compile(r"(?<!\*)\*(?=[^\s*])([^*]+)(?<!\s)\*(?!\*)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def lifted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines without the marks of headings, quotations, emphasis and links; the cells of tables apart by tabs."""
    return tuple(replace(line, text=_plain(line.text)) for line in lines)


def _plain(text: str) -> str:
    if _RULE.fullmatch(text):
        return ""
    text = _HEADING.sub("", _QUOTE.sub("", text)) if "#" in text or ">" in text else text
    if text.strip().startswith("|") and text.count("|") > 1:
        text = "\t".join(cell.strip() for cell in _CELLS.split(text.strip().strip("|")))
    text = _STRONG.sub("", _LINK.sub(r"\1", _BREAK.sub(" ", text)))
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\1", text))

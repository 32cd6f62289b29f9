"""HTML -> lines: a block a line, a row of a table a line with tabs between its cells."""

import re
from html.parser import HTMLParser

from loaders.pages.line import Line

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_SILENT = frozenset({"script", "style", "template", "title"})
_INLINE = re.compile(
    r"a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|meter|nobr|output|q|s|samp|"
    r"small|span|strike|strong|sub|sup|time|tt|u|var|wbr|ruby|rb|rt|rp|rtc"
)
_CELLS = frozenset({"td", "th"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


def charset(content: bytes) -> str | None:
    """What the page says its encoding is."""
    found = _CHARSET.search(content[:4096])
    return found[1].decode("ascii") if found else None


def lines(text: str) -> tuple[Line, ...]:
    """The lines a reader sees, an empty one between blocks; scripts and styles are left out."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_row()
    rows = reader.rows[:-1] if reader.rows[-1:] == [""] else reader.rows
    return tuple(Line(number, row) for number, row in enumerate(rows, 1))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = []
        self._row = ""
        self._silent: str | None = None
        self._table = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            return
        if tag in _SILENT:
            self._silent = tag
        elif tag in _CELLS:
            # The end of the cell before it may be left out.
            self._row += "\t" if self._table else ""
            self._table += 1
        elif tag == "br" and self._table:
            self._row += " "
        elif not _INLINE.fullmatch(tag):
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = None if tag == self._silent else self._silent
        elif tag in _CELLS and self._table:
            self._table -= 1
            self._row = self._row.rstrip(" ") + "\t"
        elif tag not in _VOID and not _INLINE.fullmatch(tag):
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._row += re.sub(r"[ \t\r\n\f]+", " ", data)

    def _break(self, tag: str) -> None:
        if not self._table or tag in {"tr", "table"}:
            self._table = 0 if tag in {"tr", "table"} else self._table
            self.end_row()
            if tag not in {"tr", "br", "li", "td", "th", "tbody", "thead"} and self.rows and self.rows[-1]:
                self.rows.append("")
        elif not self._row.endswith(("\t", " ")):
            self._row += " "

    def end_row(self) -> None:
        """The row that was begun is whole."""
        row = re.sub(r" *\t *", "\t", self._row).rstrip().lstrip(" ")
        if row.strip():
            self.rows.append(row)
        self._row = ""

"""PDF bytes on standard input -> lines as JSON on standard output, in a process that may fail.

The one module that knows the PDF library. `python -m loaders.pages.pdfium SECONDS BYTES` gives itself limits of
processor time and memory before it reads: the library is native, and a hostile file must harm nobody.
"""

import ctypes
import gc
import json
import math
import resource
import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple

import pypdfium2
import pypdfium2.raw as c

from loaders.pages.glyphs import Glyph, Page
from loaders.pages.layout import lines
from loaders.pages.substitute import font

MOST_PAGES = 3000
MOST_GLYPHS = 30_000
"""Of one page; a full slide has two thousand."""

_TURN = math.tau
_ASKEW = 0.05
_REFUSED = 3
_SPACE = 0x20
_ASCENT = 0.88
_FAR = 1e5
# The signs of a hyphen at a line's end, what stands for characters that the file gives no code, and half characters.
_NOTHING = frozenset({0x00, 0x02, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)})
_KEPT: list[object] = []


def pages(content: bytes) -> Iterator[Page]:
    """The pages one by one; `pypdfium2.PdfiumError` if the file cannot be opened."""
    _substitute_fonts()
    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield Page(number + 1, 0, 0, ())
            continue
        yield _page(page, number + 1)
        page.close()


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    frame = _Frame(page)
    text = page.get_textpage()
    glyphs = tuple(_glyphs(text.raw, frame))
    text.close()
    return Page(number, frame.width, frame.height, glyphs)


class _Frame:
    """How points of the page's own space stand on the page as it is shown."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.quarters = page.get_rotation() // 90
        self.angle = self.quarters * _TURN / 4
        width, height = self.right - self.left, self.top - self.bottom
        self.width, self.height = (height, width) if self.quarters % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def _glyphs(text: c.FPDF_TEXTPAGE, frame: _Frame) -> Iterator[Glyph]:
    rect, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    point, sizes = frame.point, _Sizes(text)
    for index in range(min(c.FPDFText_CountChars(text), MOST_GLYPHS)):
        code = c.FPDFText_GetUnicode(text, index)
        if code in _NOTHING or (code <= _SPACE and c.FPDFText_IsGenerated(text, index) == 1):
            continue
        c.FPDFText_GetLooseCharBox(text, index, rect)
        c.FPDFText_GetCharOrigin(text, index, x, y)
        x1, y1 = point(rect.left, rect.top)
        x2, y2 = point(rect.right, rect.bottom)
        base = point(x.value, y.value)[1]
        if not (-_FAR < x1 + x2 < _FAR and -_FAR < y1 + y2 < _FAR and -_FAR < base < _FAR):
            continue
        left, top, right, bottom = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        turned = _ASKEW < (c.FPDFText_GetCharAngle(text, index) + frame.angle) % _TURN < _TURN - _ASKEW
        size = sizes.size(index, bottom - top)
        if not turned:
            # Fonts say what they like of their height.
            top, bottom = base - _ASCENT * size, base + (1 - _ASCENT) * size
        yield Glyph(chr(code), left, top, right, bottom, base, size, turned)


class _Sizes:
    """The sizes of the characters of a page, each asked for once."""

    def __init__(self, text: c.FPDF_TEXTPAGE) -> None:
        self._text = text
        self._known: dict[float, float] = {}
        self._matrix = c.FS_MATRIX()

    def size(self, index: int, height: float) -> float:
        """That of a character in a font of this height."""
        size = self._known.get(height)
        if size is None:
            c.FPDFText_GetMatrix(self._text, index, self._matrix)
            size = c.FPDFText_GetFontSize(self._text, index) * math.hypot(self._matrix.c, self._matrix.d)
            size = size if 0.3 * height < size < 2 * height else height
            self._known[height] = size
        return size


def _substitute_fonts() -> None:
    """No font of this machine is looked for: places come from the widths in the file, the same everywhere."""
    if _KEPT:
        return
    info = c.FPDF_SYSFONTINFO(version=1)
    kinds = dict(info._fields_)
    for name, answer in _answers(font()).items():
        setattr(info, name, kinds[name](answer))
    c.FPDF_SetSystemFontInfo(info)
    # The library keeps the address.
    _KEPT.append(info)


def _answers(content: bytes) -> dict[str, Callable[..., int | None]]:
    """What the library is told whatever font it asks for."""

    def data(_: object, _font: object, table: int, buffer: int | None, size: int) -> int:
        if buffer and size >= len(content) and not table:
            ctypes.memmove(buffer, content, len(content))
        return 0 if table else len(content)

    nothing = dict.fromkeys(("Release", "EnumFonts", "DeleteFont"), lambda *_: None)
    zero = dict.fromkeys(("GetFaceName", "GetFontCharset"), lambda *_: 0)
    return {**nothing, **zero, **dict.fromkeys(("MapFont", "GetFont"), lambda *_: 1), "GetFontData": data}


def _limited(seconds: int, size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The exit code: 0 with the lines as lists (text, page and box), 3 with the reason of the library."""
    _limited(int(sys.argv[1]), int(sys.argv[2]))
    gc.disable()
    try:
        found = lines(pages(sys.stdin.buffer.read()))
    except pypdfium2.PdfiumError as error:
        sys.stdout.write(str(error))
        return _REFUSED
    json.dump([[line.text, line.page, *(astuple(line.box) if line.box else ())] for line in found], sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

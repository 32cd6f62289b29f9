"""PDF files written by hand: each string where a test wants it, in a Japanese font that needs no file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 960, 540


@dataclass(frozen=True)
class Mark:
    """A string on a page; points from the top left corner to the start of its base line."""

    x: float
    y: float
    text: str
    size: float = 12
    angle: int = 0
    """Degrees, against the clock."""

    @property
    def right(self) -> float:
        return self.x + sum(0.5 if ord(one) < 128 else 1.0 for one in self.text) * self.size


Page = Sequence[Mark]


def column(x: float, y: float, texts: Sequence[str], *, size: float = 12, leading: float = 1.5) -> list[Mark]:
    """Strings one below the other."""
    return [Mark(x, y + number * size * leading, text, size) for number, text in enumerate(texts)]


def downwards(x: float, y: float, text: str, size: float = 12) -> list[Mark]:
    """A string that is read downwards."""
    return [Mark(x, y + number * size, one, size) for number, one in enumerate(text)]


def pdf(pages: Sequence[Page], *, rotate: int = 0, trailer: str = "") -> bytes:
    """The file; `rotate` turns every page as a viewer shows it, and its marks with it."""
    contents = [_content(page, rotate) for page in pages]
    width, height = (HEIGHT, WIDTH) if rotate % 180 else (WIDTH, HEIGHT)
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/Gothic/Encoding/UniJIS-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Gothic/DW 1000/W[1 95 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/Gothic/Flags 4/FontBBox[0 -120 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>>>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {rotate}"
            f"/Resources<</Font<</F 3 0 R>>>>/Contents {6 + 2 * number} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _file(objects, trailer)


def _content(page: Page, rotate: int) -> bytes:
    return "\n".join(_shown(mark, rotate) for mark in page).encode("ascii")


def _shown(mark: Mark, rotate: int) -> str:
    points = {
        0: (mark.x, HEIGHT - mark.y),
        90: (mark.y, mark.x),
        180: (WIDTH - mark.x, mark.y),
        270: (HEIGHT - mark.y, WIDTH - mark.x),
    }
    turn = math.radians(mark.angle + rotate)
    x, y = points[rotate]
    matrix = f"{math.cos(turn):.6f} {math.sin(turn):.6f} {-math.sin(turn):.6f} {math.cos(turn):.6f} {x} {y}"
    return f"BT /F {mark.size} Tf {matrix} Tm <{mark.text.encode('utf-16-be').hex()}> Tj ET"


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF".encode()

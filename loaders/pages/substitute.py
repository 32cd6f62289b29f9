"""The font that stands in for those a PDF does not embed.

The library asks the machine for a font where a file brings none, and drops text whose characters that font lacks;
what is read would then depend on the fonts installed. This one has every character, as the same triangle: places come
from the widths that the file itself states. The tables are those of OpenType that a reader must have.
"""

from struct import pack

_UNITS, _ASCENT, _DESCENT, _WIDTH = 1000, 880, -120, 400
_VERSION = 0x00010000
_MAGIC = 0x5F0F3CF5
_LAST = 0x10FFFF


def font() -> bytes:
    """A TrueType font of two glyphs, an empty one and the triangle, which every character has."""
    glyph = _triangle()
    tables = {
        b"cmap": pack(">HHHHI", 0, 1, 3, 10, 12) + pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, _LAST, 1),
        b"glyf": glyph,
        b"head": pack(">IIIIHHQQ", _VERSION, _VERSION, 0, _MAGIC, 0, _UNITS, 0, 0)
        + pack(">hhhhHHhhh", 0, _DESCENT, _WIDTH, _ASCENT, 0, 8, 2, 0, 0),
        b"hhea": pack(">IhhhH11hH", _VERSION, _ASCENT, _DESCENT, 0, _UNITS, 0, 0, _WIDTH, 1, *[0] * 7, 1),
        b"hmtx": pack(">Hhh", _UNITS, 0, 0),
        b"loca": pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": pack(">IH13H", _VERSION, 2, 3, 1, 0, 0, 1, *[0] * 8),
    }
    return _file(tables)


def _triangle() -> bytes:
    points = (*(0, _WIDTH, 0), *(_DESCENT, 0, _ASCENT - _DESCENT))
    glyph = pack(">5hHH3B6h", 1, 0, _DESCENT, _WIDTH, _ASCENT, 2, 0, 1, 1, 1, *points)
    return glyph + bytes(-len(glyph) % 4)


def _file(tables: dict[bytes, bytes]) -> bytes:
    directory, body = b"", b""
    start = 12 + 16 * len(tables)
    for name, table in sorted(tables.items()):
        directory += pack(">4sIII", name, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return pack(">IHHHH", _VERSION, len(tables), 64, 2, 16 * len(tables) - 64) + directory + body

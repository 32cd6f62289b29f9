"""A process that makes pictures: `python -m server.charts.engraver <number of its socket> <bytes of memory>`.

The library runs JavaScript (Vega-Lite) inside this process, which therefore opens no socket, has so much memory and
is killed when it takes too long. It reads jobs and writes results: one letter, the length in four bytes, the bytes.
"""

import os
import socket
import struct
import sys
from importlib.util import find_spec

from server import confinement, limits

HEAD = struct.Struct(">cI")
SVG, PNG = b"S", b"P"
"""The jobs: an SVG from a Vega-Lite specification, a PNG from an SVG."""
DONE, FAILED, NO_LIBRARY, NO_FONTS, READY = b"D", b"X", b"L", b"F", b"R"
"""The results; it is ready when it says so."""
FONTS = "noto_cjk_sans_jp_regular"
FAMILIES = "'Noto Sans CJK JP', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, IPAexGothic, sans-serif"
"""The fonts of charts, the first that is there."""
# Whoever asks for pictures waits for them; others do not.
_NICENESS = 10
_GLYPH = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="{FAMILIES}">'
    '<text y="16">{}</text></svg>'
)


def main(descriptor: int, memory: int) -> None:
    """Makes pictures until the socket closes."""
    limits.end_with_parent()
    limits.preempt_nobody()
    limits.slow_down(os.getpid(), _NICENESS)
    confined = confinement.refuse_sockets()
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rb") as stream:
        try:
            bench = Bench()
        except ImportError:
            connection.sendall(packed(NO_LIBRARY))
            return
        bench.warm_up()
        limits.limit_memory(memory)
        if not confined:
            limits.limit_files()
        connection.sendall(packed(READY))
        while head := stream.read(HEAD.size):
            kind, length = HEAD.unpack(head)
            connection.sendall(packed(*bench.made(kind, stream.read(length))))


def packed(kind: bytes, body: bytes = b"") -> bytes:
    """A job or result on its way."""
    return HEAD.pack(kind, len(body)) + body


class Bench:
    """The library, with the fonts that it finds; raises ImportError without it."""

    def __init__(self) -> None:
        # Nothing but this process imports it: 88 MB of engine.
        import vl_convert  # noqa: PLC0415

        self._library = vl_convert
        found = find_spec(FONTS)
        for folder in found.submodule_search_locations or () if found else ():
            vl_convert.register_font_directory(folder)
        self._has_fonts = False

    def warm_up(self) -> None:
        """Starts the engine, opens the fonts, and looks whether they have Japanese characters."""
        self._svg(b'{"data":{"values":[{}]},"mark":"point"}')
        # Where they have not, every character is the same empty box.
        self._has_fonts = len({self._png(_GLYPH.format(sign).encode()) for sign in "政策"}) == 2

    def made(self, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
        """The result of a job."""
        if kind == PNG and not self._has_fonts:
            return NO_FONTS, b""
        try:
            return DONE, self._svg(body) if kind == SVG else self._png(body)
        except ValueError as error:
            return FAILED, str(error).encode()

    def _svg(self, specification: bytes) -> bytes:
        return self._library.vegalite_to_svg(specification.decode(), vl_version="6.4", allowed_base_urls=[]).encode()

    def _png(self, svg: bytes) -> bytes:
        return self._library.svg_to_png(svg.decode())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""The HTML that others paste into their pages."""

from dataclasses import dataclass

from markupsafe import Markup

# Links open in a window of their own; nothing else of a page is needed, not even its origin.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_FRAME = Markup(
    '<iframe src="{src}" title="{title}" width="{width}" height="{height}" loading="lazy" sandbox="{sandbox}"></iframe>'
)


@dataclass(frozen=True)
class Size:
    """The width and height of a frame, or the most that they may be, in CSS pixels."""

    width: int
    height: int

    def within(self, most: "Size") -> "Size":
        """The size, where it is not more than allowed."""
        return Size(min(self.width, most.width), min(self.height, most.height))


USUAL = {"program": Size(640, 860), "policy": Size(640, 960), "query": Size(640, 600)}


def frame_markup(src: str, title: str, size: Size) -> Markup:
    """An iframe that shows an embed and may do nothing but open its links."""
    return _FRAME.format(src=src, title=title, width=size.width, height=size.height, sandbox=_SANDBOX)

"""SVG pictures with a name and a description, for browsers and for who does not see them."""

from hashlib import blake2b
from html import escape

from server.charts.drawing import Drawing


def titled(svg: str, drawing: Drawing) -> str:
    """The SVG that the library wrote as one image with title and description."""
    mark = blake2b(drawing.specification.encode(), digest_size=6).hexdigest()
    head, tag, rest = svg.partition("<svg ")
    first, end, body = rest.partition(">")
    named = f'role="img" lang="{drawing.language}" aria-labelledby="title-{mark} about-{mark}" '
    title = f'<title id="title-{mark}">{escape(drawing.title)}</title>'
    about = f'<desc id="about-{mark}">{escape(drawing.alternative)}</desc>'
    return head + tag + named + first + end + title + about + body

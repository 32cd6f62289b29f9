"""How a page says that it can be embedded (oEmbed 1.0, section 4)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

from server.embedding.targets import target_at
from server.service import service_of

_TYPES = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


@dataclass(frozen=True)
class Discovery:
    """The addresses at which the oEmbed answers about a page are, by media type."""

    addresses: tuple[tuple[str, str], ...]

    @property
    def header(self) -> str:
        """The value of a Link header."""
        return ", ".join(f'<{address}>; rel="alternate"; type="{kind}"' for kind, address in self.addresses)


def discovery_of(request: Request, language: str) -> Discovery | None:
    """The discovery of the page that answers a request, None if it cannot be embedded."""
    path = request.scope["path"]
    if target_at(path) is None:
        return None
    public = service_of(request).settings.public_url.rstrip("/")
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("format", "lang")]
    page = f"{public}{path}?{urlencode([*kept, ('lang', language)])}"
    return Discovery(
        tuple((kind, f"{public}/oembed?{urlencode({'url': page, 'format': name})}") for name, kind in _TYPES.items())
    )

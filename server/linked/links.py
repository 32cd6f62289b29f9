"""Link headers (RFC 8288): what else there is about a resource, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import Request

from server.formats import Format

TOPIC = "http://xmlns.com/foaf/0.1/primaryTopic"
PROVENANCE = "http://www.w3.org/ns/prov#has_provenance"


@dataclass(frozen=True)
class Relation:
    """A link: where it leads, how that is related, and in which media type it is."""

    target: str
    rel: str
    media_type: str = ""

    def __str__(self) -> str:
        target = quote(self.target, safe="/%:@!$&'()*+,;=~?#[]")
        said = f'<{target}>; rel="{self.rel}"'
        return f'{said}; type="{self.media_type}"' if self.media_type else said


def header(relations: Iterable[Relation]) -> dict[str, str]:
    """The header that says these."""
    return {"Link": ", ".join(map(str, relations))}


def alternates(address: str, offers: Iterable[Format]) -> Iterator[Relation]:
    """The same in each of the formats, by suffix."""
    for offer in offers:
        yield Relation(f"{address}.{offer.names[0]}", "alternate", offer.media_types[0])


def kept(request: Request) -> str:
    """The parameters of a request that hold of the document it is led to as well, as the end of an address."""
    found = [(name, value) for name, value in request.query_params.multi_items() if name in {"lang", "page"}]
    return f"?{urlencode(found)}" if found else ""

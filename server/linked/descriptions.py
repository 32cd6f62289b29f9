"""What a document says: the thing, its parts, a page of what points at it, and about the document itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from pyoxigraph import Literal, NamedNode, Triple

import queries
from server.linked.reading import Reading
from server.linked.standing import Standing
from server.linked.windows import Window, window

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DCTERMS = "http://purl.org/dc/terms/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_VOID = "http://rdfs.org/ns/void#"
_DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
_DATE_TIME = NamedNode("http://www.w3.org/2001/XMLSchema#dateTime")
_PAGES = {"first": "first", "prev": "previous", "next": "next", "last": "last"}
Object = NamedNode | Literal


@dataclass(frozen=True)
class Description:
    """The document about a thing: its own IRI, what it is about, the page of links that it shows, and what else."""

    document: str
    about: Standing
    window: Window
    besides: tuple[Triple, ...] = ()

    def query(self, name: str, **terms: NamedNode | Literal) -> str:
        """A query about the thing, for this page of links."""
        node = self.about.node
        text = queries.page(name, resource=node, subject=node, value=node, **terms)
        return queries.paged(text, self.window.offset)

    def graph(self, release_iri: str, modified: str) -> str:
        """The query for the whole document, which says what it is of and where from."""
        return queries.stating(self.query("description"), self._statements(release_iri, modified))

    def _statements(self, release_iri: str, modified: str) -> Iterator[Triple]:
        yield from self.besides
        yield self._said("type", NamedNode(_FOAF + "Document"), space=_RDF)
        yield self._said("primaryTopic", self.about.node, space=_FOAF)
        yield self._said("inDataset", NamedNode(release_iri), space=_VOID)
        yield self._said("modified", date_time(modified))
        for licence in self.about.licences:
            yield self._said("license", licence)
        for source in self.about.sources:
            yield Triple(NamedNode(self.document), NamedNode(_DERIVED), source.graph)
            for title in source.titles:
                yield Triple(source.graph, NamedNode(_DCTERMS + "title"), title)
            for licence in source.licences:
                yield Triple(source.graph, NamedNode(_DCTERMS + "license"), licence)
        if self.window.total:
            yield from self._collection()

    def _collection(self) -> Iterator[Triple]:
        links, view = NamedNode(self.document + "#links"), NamedNode(self._page(self.window.number))
        yield self._said("hasPart", links)
        yield Triple(links, NamedNode(_RDF + "type"), NamedNode(_HYDRA + "Collection"))
        yield Triple(links, NamedNode(_HYDRA + "totalItems"), Literal(self.window.total))
        yield Triple(links, NamedNode(_HYDRA + "view"), view)
        yield Triple(view, NamedNode(_RDF + "type"), NamedNode(_HYDRA + "PartialCollectionView"))
        for rel, page in self.window.named():
            yield Triple(view, NamedNode(_HYDRA + _PAGES[rel]), NamedNode(self._page(page)))

    def _page(self, number: int) -> str:
        return f"{self.document}?page={number}"

    def _said(self, name: str, value: Object, *, space: str = _DCTERMS) -> Triple:
        return Triple(NamedNode(self.document), NamedNode(space + name), value)


def date_time(modified: str) -> Literal:
    """A date as HTTP writes it, as RDF does."""
    return Literal(parsedate_to_datetime(modified).isoformat(), datatype=_DATE_TIME)


async def described(reading: Reading, about: Standing, page: int, besides: Iterable[Triple] = ()) -> Description:
    """The description of a thing with this page of links; raises NotFound where there is none."""
    rows = await reading.rows(queries.page("pointing", resource=about.node))
    path = about.node.value.removeprefix(reading.base_iri).removeprefix("id/")
    links = window(page, int(rows[0]["count"].value))
    return Description(f"{reading.base_iri}doc/{path}", about, links, tuple(besides))

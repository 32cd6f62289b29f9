"""The data services: the SPARQL endpoint and the graph store."""

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Triple

from ontology import LICENCE
from queries import Text
from server.catalogue import profile
from server.catalogue.datasets import Dataset
from server.catalogue.edition import Edition
from server.catalogue.words import DCAT, DCTERMS, RDF, about, both
from server.formats import GRAPHS

SPARQL = "/sparql"
GRAPH_STORE = "/data"
_WORDS = {
    SPARQL: (
        Text("SPARQL エンドポイント", "SPARQL endpoint"),
        Text(
            "SPARQL 1.1 の検索。結果は JSON、XML、CSV、TSV、RDF の各形式。",
            "SPARQL 1.1 queries, answered in JSON, XML, CSV, TSV and every format of RDF.",
        ),
    ),
    GRAPH_STORE: (
        Text("グラフストア", "Graph store"),
        Text(
            "SPARQL 1.1 Graph Store HTTP Protocol。名前付きグラフを一つずつ RDF で返す。",
            "The SPARQL 1.1 Graph Store HTTP Protocol: each named graph in any format of RDF.",
        ),
    ),
}
_STANDARDS = {SPARQL: profile.STANDARDS["query"], GRAPH_STORE: profile.STANDARDS["graphs"]}


def services(edition: Edition, served: Sequence[Dataset]) -> Iterator[Triple]:
    """Both services, and which datasets they serve."""
    for path, (title, description) in _WORDS.items():
        address = NamedNode(edition.at(path))
        # The service describes itself to who asks it nothing (SPARQL 1.1 Service Description).
        described = (
            [edition.at(SPARQL), edition.at("/openapi.json")] if path == SPARQL else [edition.at("/openapi.json")]
        )
        yield from about(
            address,
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, both(title)),
            (DCTERMS.description, both(description)),
            (DCTERMS.publisher, NamedNode(f"{edition.catalogue.value}#publisher")),
            (DCTERMS.license, LICENCE),
            (DCTERMS.accessRights, profile.PUBLIC),
            (DCTERMS.conformsTo, _STANDARDS[path]),
            (DCTERMS.format, [found for one in GRAPHS if (found := profile.file_type(one.media_types[0]))]),
            (DCAT.endpointURL, address),
            (DCAT.endpointDescription, map(NamedNode, described)),
            (DCAT.servesDataset, [one.iri for one in served]),
            (DCAT.theme, profile.THEMES),
            (DCAT.keyword, [literal for word in profile.KEYWORDS for literal in both(word)]),
            (DCAT.contactPoint, contact(edition)),
        )


def contact(edition: Edition) -> NamedNode | None:
    """Whom to ask, if the settings name somebody."""
    return NamedNode(f"{edition.catalogue.value}#contact") if edition.settings.contact else None

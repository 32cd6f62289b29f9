"""The graph `catalog`: what each named graph holds and how many triples, counted in the finished store."""

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders import iris
from loaders.holdings import Holdings
from loaders.triples import about, text
from ontology import DCTERMS, RDF, SD, VOID

GRAPH = iris.graph("catalog")
_TITLES = MappingProxyType(
    {
        "registry": (
            "事業・機関・政策文書・年度の台帳",
            "The registry of programs, bodies, policies and fiscal years",
        ),
        "facts": ("照合済みの金額と事業の関係", "Reconciled amounts and relations of programs"),
        "inferred": ("規則から導かれるもの", "What follows by the rules"),
        "ontology": ("オントロジーとコード表", "The ontology and its code lists"),
        "queries": ("公開の質問（SPARQL）", "The public questions as SPARQL"),
    }
)


def counts(store: Store) -> dict[str, int]:
    """Triples of each named graph, by IRI, sorted."""
    counted = Counter(quad.graph_name.value for quad in store if isinstance(quad.graph_name, NamedNode))
    return dict(sorted(counted.items()))


def quads(store: Store, holdings: Holdings) -> Iterator[Quad]:
    """A title and a count for each named graph that the store holds now."""
    titles = {iris.graph(name).value: title for name, title in _TITLES.items()}
    titles |= {
        iris.graph(f"document/{row.document}").value: (
            f"「{row.title}」の記載",
            f"What {row.document} prints",
        )
        for row in holdings.registries.documents
    }
    for graph, number in counts(store).items():
        ja, en = titles[graph]
        for triple in about(
            NamedNode(graph),
            (RDF.type, (SD.NamedGraph, VOID.Dataset)),
            (DCTERMS.title, (text(ja, "ja"), text(en, "en"))),
            (VOID.triples, Literal(number)),
        ):
            yield Quad(triple.subject, triple.predicate, triple.object, GRAPH)

"""The graph `catalog`: the whole as a dataset, each named graph as one, and what they hold, counted (VoID, DCAT)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from loaders import iris, partitions, statistics
from loaders.holdings import Holdings
from loaders.triples import about, text, typed
from ontology import BASE, DCAT, DCTERMS, LICENCE, PROV, RDF, SD, VOID

GRAPH = iris.graph("catalog")
WHOLE = iris.thing("dataset", "seisaku")
"""All graphs together."""
SERIES = iris.thing("dataset", "documents")
"""The series of datasets of which each is what one document prints."""

_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
_LANGUAGES = MappingProxyType({"ja": "JPN", "en": "ENG"})
_ROUNDS = 9


@dataclass(frozen=True)
class _Words:
    """A title and a description in Japanese and English."""

    title: tuple[str, str]
    description: tuple[str, str]


_WHOLE = _Words(
    ("政策グラフ", "Seisaku Graph"),
    (
        "日本の科学技術政策の予算の知識グラフ。どの事業がどの政策文書に基づき、どの機関が担い、いくらが要求・計上・補正されたかを、"
        "原典の行番号とともに述べる。金額は原典が印字したとおりに、丸めの幅とともに示す。",
        "The knowledge graph of Japan's science and technology policy in money: which program exists because of which "
        "policy document, who carries it, what was requested, appropriated and supplemented, and which line of which "
        "document says so. Amounts are given as printed, with the bounds that their rounding leaves.",
    ),
)
_SERIES = _Words(
    ("資料別の記載", "What each document prints"),
    (
        "予算資料ごとのデータセットの系列。一つのデータセットは、一つの資料が印字した事業、金額、政策文書の引用、機関、支援条件を述べる。",
        "The series of datasets by budget document: each says which programs, amounts, citations of policy documents, "
        "bodies and terms of support one document prints.",
    ),
)
_GRAPHS = MappingProxyType(
    {
        "registry": _Words(
            ("事業・機関・政策文書・年度の台帳", "The registry of programs, bodies, policies and fiscal years"),
            (
                "事業、機関、政策文書とその系列、会計年度の識別子、名称、外部の識別子との対応。",
                "Identifiers and names of programs, bodies, policy documents with their series, and fiscal years, and "
                "which identifiers elsewhere stand for the same.",
            ),
        ),
        "facts": _Words(
            ("照合済みの金額と事業の関係", "Reconciled amounts and relations of programs"),
            (
                "事業・会計年度・予算段階ごとに一つへ照合した金額と、そのもとになった記載、事業どうしの包含関係。",
                "One reconciled amount a program, fiscal year and phase, with the statements it rests on, and which "
                "program is part of which.",
            ),
        ),
        "inferred": _Words(
            ("規則から導かれるもの", "What follows by the rules"),
            (
                "オントロジーと公開された規則から導かれるトリプル。他のグラフを除いて単独で作り直せる。",
                "The triples that follow from the ontology and the published rules; they can be made anew from the "
                "other graphs alone.",
            ),
        ),
        "ontology": _Words(
            ("オントロジーとコード表", "The ontology and its code lists"),
            (
                "グラフの語彙（OWL 2 DL）とコード表（SKOS）。日本語と英語の名称と定義をもつ。",
                "The words of the graph (OWL 2 DL) and its code lists (SKOS), with names and definitions in Japanese "
                "and English.",
            ),
        ),
        "catalog": _Words(
            ("グラフの目録", "The catalogue of the graphs"),
            (
                "各グラフの題名、利用許諾、対象期間、クラスと述語ごとの数、外部へのリンクの数。",
                "Titles, licences and periods of all graphs, how often each class and property is used, and how many "
                "links lead elsewhere.",
            ),
        ),
        "queries": _Words(
            ("公開の質問（SPARQL）", "The public questions as SPARQL"),
            (
                "公開の質問のクエリ。SPARQL エディターが例として読む形（sh:SPARQLExecutable）で示す。",
                "The queries of the public questions, as sh:SPARQLExecutable, which query editors show as examples.",
            ),
        ),
    }
)


def counts(store: Store) -> dict[str, int]:
    """Triples of each named graph, by IRI, sorted."""
    counted = Counter(quad.graph_name.value for quad in store if isinstance(quad.graph_name, NamedNode))
    return dict(sorted(counted.items()))


def quads(store: Store, holdings: Holdings) -> Iterator[Quad]:
    """What there is to say of the graphs that the store holds now, and of the one that says it."""
    content = _Content(store, holdings)
    said: list[Quad] = []
    for _ in range(_ROUNDS):
        # The catalogue counts itself, too: it is made again until its numbers are its own.
        made = sorted({_in_catalogue(triple) for triple in content.triples(said)}, key=str)
        if made == said:
            return iter(made)
        said = made
    raise AssertionError(f"the numbers of {GRAPH} do not settle in {_ROUNDS} rounds")


def _in_catalogue(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, GRAPH)


class _Content:
    """A finished graph without its catalogue."""

    def __init__(self, store: Store, holdings: Holdings) -> None:
        self._words = {iris.graph(name): words for name, words in _GRAPHS.items()} | _of_documents(holdings)
        self._documents = {_document_graph(row.document): row.document for row in holdings.registries.documents}
        self._graphs = statistics.of_graphs(store)
        self._union = statistics.of_union(store)
        self._languages = statistics.languages(store)
        self._licences = statistics.licences(store)
        self._years = statistics.years(store)
        self._links = statistics.links(store)
        self._examples = statistics.examples(store)
        self._entities = statistics.entities(store)

    def triples(self, catalogue: Iterable[Quad]) -> Iterator[Triple]:
        """The catalogue of the graphs and of itself as it was."""
        own = list(catalogue)
        itself = statistics.of_quads(own)
        yield from self._whole(self._union.with_(itself), self._entities + _entities(own))
        yield from self._series()
        for graph, figures in self._graphs.items():
            yield from self._graph(graph, figures)
        yield from self._graph(GRAPH, itself)
        yield from partitions.linksets(WHOLE, self._links)

    def _whole(self, figures: statistics.Figures, entities: int) -> Iterator[Triple]:
        yield from about(
            WHOLE,
            (RDF.type, (DCAT.Dataset, VOID.Dataset)),
            *_said(_WHOLE),
            (DCTERMS.license, LICENCE),
            (DCTERMS.language, _languages(one for found in self._languages.values() for one in found)),
            (VOID.subset, [*self._graphs, GRAPH]),
            (VOID.uriSpace, text(f"{BASE}id/")),
            (VOID.entities, Literal(entities)),
            (VOID.exampleResource, self._examples),
        )
        yield from partitions.sizes(WHOLE, figures)
        yield from partitions.partitions(WHOLE, figures)
        yield from _period(WHOLE, self._years)

    def _series(self) -> Iterator[Triple]:
        yield from about(SERIES, (RDF.type, DCAT.DatasetSeries), *_said(_SERIES))
        yield from _period(SERIES, {graph: years for graph, years in self._years.items() if graph in self._documents})

    def _graph(self, graph: NamedNode, figures: statistics.Figures) -> Iterator[Triple]:
        document = self._documents.get(graph)
        yield from about(
            graph,
            (RDF.type, (SD.NamedGraph, VOID.Dataset, DCAT.Dataset)),
            *_said(self._words[graph]),
            (DCTERMS.license, self._licences.get(graph, LICENCE)),
            (DCTERMS.language, _languages(self._languages.get(graph, ("ja", "en")))),
            (DCAT.inSeries, SERIES if document else None),
            (PROV.wasDerivedFrom, iris.thing("document", document) if document else None),
        )
        yield from partitions.sizes(graph, figures)
        if graph != GRAPH:
            yield from partitions.partitions(graph, figures)
        yield from _period(graph, {of: years for of, years in self._years.items() if of == graph})


def _said(words: _Words) -> tuple[tuple[NamedNode, list[Literal | None]], ...]:
    def both(texts: tuple[str, str]) -> list[Literal | None]:
        return [text(texts[0], "ja"), text(texts[1], "en")]

    return (DCTERMS.title, both(words.title)), (DCTERMS.description, both(words.description))


def _of_documents(holdings: Holdings) -> dict[NamedNode, _Words]:
    return {
        _document_graph(row.document): _Words(
            (f"「{row.title}」の記載", f"What {row.document} prints"),
            (
                f"資料「{row.title}」が印字した事業、金額、政策文書の引用、機関、支援条件。いずれも資料の行番号をもつ。",
                f"The programs, amounts, citations of policy documents, bodies and terms of support that the document "
                f"{row.document} prints, each with the lines that say so.",
            ),
        )
        for row in holdings.registries.documents
    }


def _document_graph(document: str) -> NamedNode:
    return iris.graph(f"document/{document}")


def _entities(quads: Iterable[Quad]) -> int:
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return sum(name.startswith(f"{BASE}id/") and "#" not in name for name in subjects)


def _languages(found: Iterable[str]) -> list[NamedNode]:
    codes = {_LANGUAGES.get(one) for one in found}
    return [NamedNode(_LANGUAGE + code) for code in sorted(code for code in codes if code)]


def _period(of: NamedNode, years: Mapping[NamedNode, tuple[int, int]]) -> Iterator[Triple]:
    """From the first day of the first fiscal year to the last day of the last one."""
    if not years:
        return
    period = iris.part(of, "period")
    first, last = min(year for year, _ in years.values()), max(year for _, year in years.values())
    yield from about(of, (DCTERMS.temporal, period))
    yield from about(
        period,
        (RDF.type, DCTERMS.PeriodOfTime),
        (DCAT.startDate, typed(f"{first}-04-01", "date")),
        (DCAT.endDate, typed(f"{last + 1}-03-31", "date")),
    )

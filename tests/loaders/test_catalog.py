"""What the graph says of itself, held against what can be counted in it."""

from pyoxigraph import NamedNode, Store

from loaders import catalog, holdings, statistics
from ontology import RDF, VOID
from tests.conftest import rows

WHOLE = catalog.WHOLE.value
G = "https://w3id.org/seisaku/graph/"
_PREFIXES = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
"""


def said(graph: Store, pattern: str) -> list[tuple[str, ...]]:
    return rows(graph, _PREFIXES + pattern)


def number(graph: Store, what: str, pattern: str) -> int:
    return int(rows(graph, f"SELECT ({what} AS ?n) WHERE {{ {pattern} }}")[0][0])


def inside(dataset: str, pattern: str) -> str:
    """The pattern over the union of the graphs, or in the named graph that the dataset is."""
    full = dataset if ":" in dataset else f"https://w3id.org/seisaku/id/{dataset}"
    return pattern if full == WHOLE else f"GRAPH <{full}> {{ {pattern} }}"


def test_each_class_partition_counts_what_there_is(graph: Store) -> None:
    found = said(
        graph,
        "SELECT ?d ?c ?n { ?d void:classPartition ?part . ?part void:class ?c ; void:entities ?n }",
    )
    assert len(found) > 100
    for dataset, name, entities in found:
        assert int(entities) == number(graph, "COUNT(DISTINCT ?s)", inside(dataset, f"?s a <{name}>")), (dataset, name)
    whole = {name for dataset, name, _ in found if dataset == WHOLE.removeprefix("https://w3id.org/seisaku/id/")}
    assert whole == {name for (name,) in rows(graph, "SELECT DISTINCT ?c { ?s a ?c FILTER(isIRI(?c)) }")}


def test_each_property_partition_counts_what_there_is(graph: Store) -> None:
    found = said(
        graph,
        """SELECT ?d ?p ?n ?s ?o { ?d void:propertyPartition ?part . ?part void:property ?p ; void:triples ?n ;
        void:distinctSubjects ?s . OPTIONAL { ?part void:distinctObjects ?o } }""",
    )
    assert len(found) > 200
    for dataset, name, triples, subjects, objects in found:
        pattern = inside(dataset, f"?s <{name}> ?o")
        assert int(triples) == number(graph, "COUNT(*)", pattern), (dataset, name)
        assert int(subjects) == number(graph, "COUNT(DISTINCT ?s)", pattern), (dataset, name)
        assert not objects or int(objects) == number(graph, "COUNT(DISTINCT ?o)", pattern), (dataset, name)


def test_each_size_is_that_of_the_graph_the_catalogue_too(graph: Store) -> None:
    found = said(
        graph,
        """SELECT ?d ?n ?s ?c ?p { ?d void:triples ?n ; void:distinctSubjects ?s ; void:classes ?c ;
        void:properties ?p . ?d a dcat:Dataset }""",
    )
    graphs = set(catalog.counts(graph))
    assert {dataset for dataset, *_ in found} == {*graphs, "dataset/seisaku"}
    for dataset, *figures in found:
        wanted = [
            ("COUNT(*)", "?s ?p ?o"),
            ("COUNT(DISTINCT ?s)", "?s ?p ?o"),
            ("COUNT(DISTINCT ?c)", "?s a ?c FILTER(isIRI(?c))"),
            ("COUNT(DISTINCT ?p)", "?s ?p ?o"),
        ]
        counted = [number(graph, what, inside(dataset, pattern)) for what, pattern in wanted]
        assert list(map(int, figures)) == counted, dataset


def test_links_out_are_counted_by_where_they_lead(graph: Store) -> None:
    found = said(
        graph,
        """SELECT ?p ?space ?n { ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;
        void:objectsTarget ?t . ?t void:uriSpace ?space }""",
    )
    spaces = {space for _, space, _ in found}
    assert spaces >= {"https://ror.org/", "http://www.wikidata.org/entity/", "https://doi.org/10.13039/"}
    for name, space, triples in found:
        pattern = f"?s <{name}> ?o FILTER(STRSTARTS(STR(?o), '{space}'))"
        assert int(triples) == number(graph, "COUNT(*)", pattern) > 0


def test_things_and_examples_are_there(graph: Store) -> None:
    pattern = "?s a ?c FILTER(STRSTARTS(STR(?s), 'https://w3id.org/seisaku/id/') && !CONTAINS(STR(?s), '#'))"
    [(entities,)] = said(graph, f"SELECT ?n {{ <{WHOLE}> void:entities ?n }}")
    assert int(entities) == number(graph, "COUNT(DISTINCT ?s)", pattern)
    examples = said(graph, f"SELECT ?e ?c {{ <{WHOLE}> void:exampleResource ?e . ?e a ?c }}")
    assert len(examples) >= 6


def test_periods_and_sources_are_those_of_the_documents(graph: Store) -> None:
    found = said(
        graph,
        """SELECT ?d ?from ?to ?source { ?d dcat:inSeries <https://w3id.org/seisaku/id/dataset/documents> ;
        dcterms:temporal ?t ; prov:wasDerivedFrom ?source . ?t dcat:startDate ?from ; dcat:endDate ?to }""",
    )
    assert len(found) == 2
    for dataset, first, last, source in found:
        pattern = f"GRAPH <{dataset}> {{ ?s sk:fiscalYear ?y }} ?y sk:startYear ?start"
        assert f"{number(graph, 'MIN(?start)', pattern)}-04-01" == first
        assert f"{number(graph, 'MAX(?start)', pattern) + 1}-03-31" == last
        assert dataset.endswith(source)


def test_the_ontology_keeps_its_own_licence(graph: Store) -> None:
    asked = said(graph, "SELECT ?d ?l { ?d a sd:NamedGraph ; dcterms:license ?l }")
    found = {row[0]: row[1] for row in asked}
    assert found[f"{G}ontology"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert set(found.values()) == {found[f"{G}ontology"], "https://spdx.org/licenses/MIT"}


def test_the_same_graph_is_described_the_same(graph: Store) -> None:
    again = Store()
    again.extend(quad for quad in graph if quad.graph_name != catalog.GRAPH)
    made = set(catalog.quads(again, holdings.load()))
    assert made == set(graph.quads_for_pattern(None, None, None, catalog.GRAPH))


def test_figures_of_both_together() -> None:
    one = statistics.Figures(2, 2, {VOID.Dataset: 1}, {RDF.type: statistics.Uses(3, 2, 2)})
    other = statistics.Figures(1, 1, {VOID.Dataset: 2}, {VOID.triples: statistics.Uses(1, 1, 1)})
    both = one.with_(other)
    assert (both.triples, both.subjects, both.classes) == (4, 3, {VOID.Dataset: 3})
    assert both.properties[NamedNode(RDF.type.value)] == statistics.Uses(3, 2)

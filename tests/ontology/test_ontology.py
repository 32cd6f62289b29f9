import csv
import json
import os
from pathlib import Path

import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse, serialize

import ontology
from ontology import DCTERMS, OWL, SK, SKOS, UnknownCode, UnknownTerm

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TRIPLES = tuple(ontology.triples())
CONCEPT = SKOS.Concept


def own_terms() -> list[NamedNode]:
    found = {triple.subject for triple in TRIPLES if triple.predicate == TYPE}
    return sorted(
        (term for term in found if isinstance(term, NamedNode) and term.value.startswith(f"{ontology.BASE}ontology#")),
        key=str,
    )


def languages(subject: NamedNode, predicate: str) -> list[str]:
    values = (t.object for t in TRIPLES if t.subject == subject and t.predicate.value == predicate)
    return sorted(value.language or "" for value in values if isinstance(value, Literal))


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: term.value.rsplit("#", 1)[1])
def test_each_term_is_labelled_and_defined_once_in_both_languages(term: NamedNode) -> None:
    assert languages(term, RDFS + "label") == ["en", "ja"]
    assert languages(term, "http://www.w3.org/2004/02/skos/core#definition") == ["en", "ja"]
    said = {t.predicate.value for t in TRIPLES if t.subject == term}
    assert {RDFS + "isDefinedBy", "http://purl.org/dc/terms/source"} <= said


def test_each_code_is_labelled_and_defined_in_both_languages() -> None:
    codes = [t.subject for t in TRIPLES if t.predicate == TYPE and t.object == CONCEPT]
    assert len(codes) > 100
    for code in codes:
        assert isinstance(code, NamedNode)
        for predicate in ("prefLabel", "definition"):
            assert languages(code, f"http://www.w3.org/2004/02/skos/core#{predicate}") == ["en", "ja"], code


def test_a_misspelt_term_raises() -> None:
    with pytest.raises(UnknownTerm, match="ontology#ammount is declared in none of"):
        _ = SK.ammount


def test_a_declared_term_is_its_iri() -> None:
    assert SK.amount == NamedNode("https://w3id.org/seisaku/ontology#amount")


def test_an_unknown_code_names_the_known_ones() -> None:
    with pytest.raises(UnknownCode, match=r"'drafd' is no phase; it would be one of .*draft"):
        ontology.concept("phase", "drafd")
    with pytest.raises(UnknownCode, match="there is no such scheme"):
        ontology.concept("fase", "draft")


def test_the_codes_that_others_depend_on_are_there() -> None:
    assert {"request", "draft", "initial", "supplementary", "executed"} <= set(ontology.notations("phase"))
    assert {"funding-agency", "implementing", "division-in-charge"} <= set(ontology.notations("role"))
    assert {"cabinet-decision", "council-report", "communique"} <= set(ontology.notations("decision-kind"))


def test_every_term_that_the_graph_uses_is_declared(graph: Store) -> None:
    declared = {t.subject for t in TRIPLES if t.predicate == TYPE}
    for quad in graph:
        if quad.graph_name != NamedNode(f"{ontology.BASE}graph/ontology"):
            assert quad.predicate in declared, quad
            assert quad.predicate != TYPE or quad.object in declared, quad


def test_every_foreign_term_declared_is_used(graph: Store) -> None:
    foreign = {quad.subject for quad in parse(path=ontology.FOLDER / "external.ttl", format=RdfFormat.TURTLE)}
    used = {quad.predicate for quad in graph} | {quad.object for quad in graph if quad.subject not in foreign}
    # Of what is withdrawn, once something is.
    used |= {OWL.deprecated, DCTERMS.isReplacedBy, NamedNode(RDFS + "comment")}
    # Of service descriptions and of questions in other forms, the server tells.
    served = ("http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/shacl#")
    assert {term for term in foreign - used if not str(term.value).startswith(served)} == set()


def test_each_mapping_starts_from_a_term_or_code_of_ours() -> None:
    path = ontology.FOLDER / "mappings.sssom.tsv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    curies = {f"sk:{term.value.rsplit('#', 1)[1]}" for term in own_terms()}
    curies |= {
        t.subject.value.removeprefix(f"{ontology.BASE}id/").replace("/", ":", 1)
        for t in TRIPLES
        if t.object == CONCEPT and isinstance(t.subject, NamedNode)
    }
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) > 20
    assert {row["subject_id"] for row in rows} <= curies


def described(graph: Store, iri: str) -> bytes:
    triples = [quad.triple for quad in graph.quads_for_pattern(NamedNode(iri), None, None)]
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def ordered(value: object) -> object:
    """The value with its lists sorted: their order says nothing in JSON-LD."""
    if isinstance(value, dict):
        return {name: ordered(item) for name, item in value.items()}
    return sorted(map(ordered, value), key=str) if isinstance(value, list) else value


def test_a_program_reads_well_as_json_ld(graph: Store) -> None:
    """Compacted, it is plain names and values; expanded again, exactly the triples it was made of."""
    text = described(graph, "https://w3id.org/seisaku/id/program/q-leap").decode()
    normal = jsonld.from_rdf(text, {"format": "application/n-quads", "useNativeTypes": False})
    compact = jsonld.compact(normal, ontology.context())
    golden = Path(__file__).parent / "q-leap.jsonld"
    shown = {name: value for name, value in compact.items() if name not in ("@context", "hasRecord")}
    if "APPROVE" in os.environ:
        golden.write_text(json.dumps(ordered(shown), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert ordered(shown) == ordered(json.loads(golden.read_text(encoding="utf-8")))
    assert set(jsonld.to_rdf(compact, {"format": "application/n-quads"}).splitlines()) == set(text.splitlines())

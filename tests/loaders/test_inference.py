from collections.abc import Iterable

import owlrl
import pytest
import rdflib
import reasonable
from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from tests.conftest import rows

SK = "https://w3id.org/seisaku/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Statement = tuple[str, str, str]


def ours(graph: Store) -> set[Statement]:
    """What holds between IRIs after inference: memberships of named classes, and properties of our vocabulary."""
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in graph
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        if _compared(quad.predicate.value, quad.object.value)
    }


def theirs(triples: Iterable[tuple[object, object, object]]) -> set[Statement]:
    found = (
        (str(s), str(p), str(o)) for s, p, o in triples if isinstance(s, rdflib.URIRef) and isinstance(o, rdflib.URIRef)
    )
    return {(s, p, o) for s, p, o in found if _compared(p, o)}


def _compared(predicate: str, obj: str) -> bool:
    if predicate == RDF_TYPE:
        return not obj.startswith((OWL, "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/1999/02/"))
    return predicate.startswith(SK)


def asserted(graph: Store) -> bytes:
    triples = {quad.triple for quad in graph if not str(quad.graph_name.value).endswith("graph/inferred")}
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def test_agencies_are_inferred_and_never_typed_by_hand(graph: Store) -> None:
    found = rows(graph, "SELECT ?g ?id { GRAPH ?g { ?b a sk:ImplementingAgency } ?b dcterms:identifier ?id }")
    assert {row[0] for row in found} == {"https://w3id.org/seisaku/graph/inferred"}
    assert {"amed", "jst", "riken", "nii", "nims"} <= {row[1] for row in found}


@pytest.mark.parametrize(
    ("triple"),
    [
        "program:hpci-operation sk:partOfTransitive program:fugaku-hpci",
        "program:fugaku-hpci sk:hasPart program:hpci",
        "program:brain-neuro sk:citesPolicy policy:dementia-plan-2024",
        "program:health-medical-rd sk:carriedBy organization:amed",
        "program:kakenhi a <https://schema.org/FundingScheme>",
        "organization:amed a <http://xmlns.com/foaf/0.1/Agent>",
    ],
)
def test_what_users_expect_to_follow_does(graph: Store, triple: str) -> None:
    prefixes = "".join(
        f"PREFIX {kind}: <https://w3id.org/seisaku/id/{kind}/>\n" for kind in ("program", "policy", "organization")
    )
    assert bool(graph.query(f"{prefixes} PREFIX sk: <{SK}> ASK {{ {triple} }}", use_default_graph_as_union=True))


def test_nothing_is_part_of_itself(graph: Store) -> None:
    assert not rows(graph, "SELECT ?p { ?p sk:partOfTransitive ?p }")


@pytest.mark.slow
def test_a_second_reasoner_finds_the_same_memberships(graph: Store) -> None:
    """`reasonable` (OWL 2 RL) has no property chains; what hangs on them is left to the third, `owlrl`."""
    data = rdflib.Graph().parse(data=asserted(graph), format="nt")
    engine = reasonable.PyReasoner()
    engine.from_graph(data)
    chained = (SK + "citesPolicy", SK + "carriedBy")
    assert theirs(engine.reason()) <= ours(graph)
    assert {one for one in ours(graph) - theirs(engine.reason()) if one[1] not in chained} == set()


@pytest.mark.slow
def test_a_third_reasoner_agrees_and_finds_no_contradiction(graph: Store) -> None:
    data = rdflib.Graph().parse(data=asserted(graph), format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(data)
    assert not list(data.subjects(rdflib.RDF.type, rdflib.OWL.Nothing))
    assert not [o for o in data.objects() if "ErrorMessage" in str(o)]
    by_rule = {one for one in ours(graph) if one[1] == SK + "carriedBy"}
    assert ours(graph) - by_rule == theirs(data)

"""Reports: their order, and their two forms."""

import json
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

import ontology
import shapes
from shapes import Report, Result, Severity
from shapes.report import SH

EXAMPLES = Path(shapes.__file__).parent / "examples"
WRONG = EXAMPLES / "money" / "invalid.precision-zero.ttl"


def result(severity: Severity, shape: str) -> Result:
    return Result("urn:x:focus", None, None, severity, shape, "日本語", "English", SH + "NotConstraintComponent")


def test_results_stand_in_order_and_once() -> None:
    info, warning = result(Severity.INFO, "urn:x:a"), result(Severity.WARNING, "urn:x:b")
    violation = result(Severity.VIOLATION, "urn:x:c")
    assert Report.of([info, violation, warning, info]).results == (violation, warning, info)


def test_only_a_violation_stops_a_graph_from_conforming() -> None:
    assert Report.of([result(Severity.WARNING, "urn:x:a"), result(Severity.INFO, "urn:x:a")]).conforms
    assert not Report.of([result(Severity.VIOLATION, "urn:x:a")]).conforms


def test_turtle_is_a_validation_report() -> None:
    report = shapes.validate_file(WRONG)
    quads = list(parse(shapes.to_turtle(report), format=RdfFormat.TURTLE))
    values = {quad.predicate.value.removeprefix(SH): quad.object.value for quad in quads}
    (found,) = report.results
    assert values["conforms"] == "false"
    assert values["focusNode"] == found.focus
    assert values["resultPath"] == ontology.BASE + "ontology#precision"
    assert values["value"] == "0"
    assert values["resultSeverity"] == SH + "Violation"
    assert values["sourceShape"] == found.shape
    assert values["sourceConstraintComponent"] == SH + "MinInclusiveConstraintComponent"
    assert {quad.object.language for quad in quads if quad.predicate == NamedNode(SH + "resultMessage")} == {"ja", "en"}


def test_json_holds_every_field() -> None:
    loaded = json.loads(shapes.to_json(shapes.validate_file(WRONG)))
    assert loaded["conforms"] is False
    assert loaded["results"][0]["severity"] == "violation"
    assert set(loaded["results"][0]) == set(Result.__dataclass_fields__)


def test_a_whole_graph_is_judged_from_its_triples() -> None:
    own = [quad.triple for quad in parse(path=WRONG, format=RdfFormat.TURTLE)]
    ntriples = serialize([*own, *ontology.triples()], format=RdfFormat.N_TRIPLES)
    assert ntriples is not None
    assert shapes.validate(ntriples) == shapes.validate_file(WRONG)


def test_our_ontology_and_codes_conform() -> None:
    ntriples = serialize(ontology.triples(), format=RdfFormat.N_TRIPLES)
    assert ntriples is not None
    assert shapes.validate(ntriples) == Report(True, ())

from decimal import Decimal

import jsonschema_rs
import pytest

from queries import Limits, Parameter, Text
from server.questions.schemas import meaning, parameter_schema

LABEL = Text("名", "Name")
PROGRAM = "https://w3id.org/seisaku/id/program/"


@pytest.mark.parametrize(
    ("parameter", "right", "wrong"),
    [
        (Parameter("p", "program", "kakenhi", LABEL), ["kakenhi", "a-1", PROGRAM + "aip"], ["", "A", "a b", "x/aip"]),
        (Parameter("p", "fiscal-year", "2024", LABEL), [2024], [24, "2024", 20.5]),
        (Parameter("p", "phase", "draft", LABEL), ["draft", "request"], ["drafd", ""]),
        (Parameter("p", "decimal", "10.0", LABEL, Limits(Decimal(0))), [0, 2.5], [-1, "x"]),
        (Parameter("p", "integer", "5", LABEL, Limits(Decimal(1), Decimal(9))), [1, 9], [0, 10, 1.5]),
        (Parameter("p", "choice", "all", LABEL, Limits(choices=("one", "all"))), ["one", "all"], ["two"]),
        (Parameter("p", "string", "若手", LABEL), ["", "x"], [1]),
    ],
)
def test_a_parameter_takes_what_its_schema_says(parameter: Parameter, right: list[object], wrong: list[object]) -> None:
    schema = parameter_schema(parameter)
    validator = jsonschema_rs.validator_for(dict(schema))
    assert [validator.is_valid(value) for value in (*right, *wrong)] == [True] * len(right) + [False] * len(wrong)
    assert validator.is_valid(schema["default"])
    for value in right:
        parameter.term(str(value))


def test_codes_are_told_in_both_languages() -> None:
    text = meaning(Parameter("p", "phase", "draft", LABEL))
    assert text.startswith("Name / 名. Kind: phase, also by its whole IRI.\n- `available`: ")
    assert "予算額" in text

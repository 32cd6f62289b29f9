"""Each example beside its approved report; `make approve` rewrites the reports."""

import json
import os
from pathlib import Path

import pytest

import shapes

EXAMPLES = Path(shapes.__file__).parent / "examples"
VALID = sorted(EXAMPLES.glob("*/valid.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid.*.ttl"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("example", VALID, ids=name)
def test_a_valid_example_has_no_result(example: Path) -> None:
    assert shapes.validate_file(example) == shapes.Report(True, ())


@pytest.mark.parametrize("example", INVALID, ids=name)
def test_an_invalid_example_has_the_approved_report(example: Path) -> None:
    approved = example.with_suffix(".report.json")
    written = shapes.to_json(shapes.validate_file(example))
    if os.environ.get("APPROVE"):
        approved.write_text(written, encoding="utf-8")
    assert written == approved.read_text(encoding="utf-8")


@pytest.mark.parametrize("example", INVALID, ids=name)
def test_an_invalid_example_is_wrong_in_one_way(example: Path) -> None:
    results = json.loads(example.with_suffix(".report.json").read_text(encoding="utf-8"))["results"]
    assert len({result["shape"] for result in results}) == 1


def test_every_file_of_shapes_has_a_valid_example() -> None:
    assert {path.parent.name for path in VALID} == {path.stem for path in shapes.FILES} - {"shapes"}


def test_every_report_has_its_example() -> None:
    reports = {path.name.removesuffix(".report.json") for path in EXAMPLES.glob("*/*.report.json")}
    assert reports == {path.stem for path in INVALID}

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad

from loaders.releasing import listing
from loaders.releasing.changes import Comparison
from loaders.releasing.sides import side
from loaders.releasing.wording import yen
from tests.loaders.releasing.datasets import PAIRS, written

BASE = "https://w3id.org/seisaku/"
SCHEMA = jsonschema_rs.validator_for(
    json.loads((Path(listing.__file__).parent / "diff.schema.json").read_text(encoding="utf-8")), validate_formats=True
)
ENGLISH = (
    "Budget amount: 1 corrected",
    "Budget statement: 1 corrected",
    "Policy citation: 1 withdrawn",
    "Program: 1 added, 1 corrected",
    "~ Budget amount: Multidisciplinary Frontier Brain and Neuroscience Discoveries, FY2025, initial budget: "
    "65億円 → 66億円 (mext-r8-life-science, line 126)",
    "- Policy citation: Multidisciplinary Frontier Brain and Neuroscience Discoveries, Basic Plan for the Promotion of "
    "Dementia Policies, quoted as basis: replaced by Basic Plan for the Promotion of Dementia Policies; "
    "recorded by mistake (mext-r8-life-science, line 414)",
    "~ Program: Biobank Japan: preferred label 「BioBank Japan」@en → 「Biobank Japan」@en",
    "+ Program: 新しい事業",
    "~ Budget statement: Multidisciplinary Frontier Brain and Neuroscience Discoveries, FY2025, initial budget: "
    "65億円 → 66億円 (mext-r8-life-science, line 126)",
)
JAPANESE = (
    "~ 照合済み予算額: 脳神経科学統合プログラム, 令和7年度, 当初予算: 65億円 → 66億円 （mext-r8-life-science 126 行）",
    "- 政策文書の引用: 脳神経科学統合プログラム, 認知症施策推進基本計画, 根拠として引用: 後継 認知症施策推進基本計画; "
    "誤って記録 （mext-r8-life-science 414 行）",
    "~ 事業: ゲノム研究バイオバンク: 優先ラベル 「BioBank Japan」@en → 「Biobank Japan」@en",
    "+ 事業: 新しい事業",
)


@pytest.fixture
def comparison(small_store: Path, later_store: Path) -> Iterator[Comparison]:
    with side(str(small_store), small_store) as before, side(str(later_store), later_store) as after:
        yield Comparison(before, after)


def told(write: Callable[..., None], *arguments: Any) -> str:
    said: list[str] = []
    write(arguments[0], said.append, *arguments[1:])
    return "".join(said)


@pytest.mark.parametrize(("language", "right"), [("en", ENGLISH), ("ja", JAPANESE)])
def test_a_person_reads_what_happened(comparison: Comparison, language: str, right: tuple[str, ...]) -> None:
    rows = told(listing.write_text, comparison, language).splitlines()
    assert [row for row in rows if row in right] == list(right)
    assert len([row for row in rows if row[:2] in {"+ ", "- ", "~ "}]) == 5


def test_a_program_reads_all_of_it(comparison: Comparison) -> None:
    text = told(listing.write_json, comparison)
    SCHEMA.validate(json.loads(text))
    found = json.loads(text)
    assert found["equal"] is False
    assert sum(len(thing["added"]) for thing in found["things"]) == found["triples"]["added"]
    things = {thing["iri"].removeprefix(BASE): thing for thing in found["things"]}
    assert things["id/program/bbk"]["change"] == "added"
    assert things["id/citation/mext-r8-life-science/414-1"]["change"] == "withdrawn"
    evidence = things["id/evidence/citation/mext-r8-life-science/414-1"]
    assert evidence["evidence_of"] == f"{BASE}id/citation/mext-r8-life-science/414-1"
    assert evidence["said"] is None
    assert things["id/program/brain-neuro"]["derived"]
    [amount] = [
        quad for quad in things["id/amount/brain-neuro/2025/initial"]["added"] if "ontology#amount" in quad["property"]
    ]
    assert amount["value"]["value"] == "6600000000"
    counted = {row["class"]: row for row in found["classes"]}
    assert counted[f"{BASE}ontology#Program"] == {
        "class": f"{BASE}ontology#Program",
        "added": 1,
        "corrected": 1,
        "withdrawn": 0,
    }


def test_what_is_equal_is_said_to_be(small_store: Path) -> None:
    with side(str(small_store), small_store) as before, side("current", small_store) as after:
        same = Comparison(before, after)
        assert told(listing.write_text, same).endswith("They are equal.\n")
        assert told(listing.write_text, same, "ja").endswith("違いはありません。\n")
        found = json.loads(told(listing.write_json, same))
    SCHEMA.validate(found)
    assert (found["equal"], found["things"]) == (True, [])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAIRS)
def test_any_two_dumps_can_be_told(tmp_path: Path, pair: tuple[list[Quad], list[Quad]]) -> None:
    paths = [written(quads, tmp_path / f"{name}.nq") for name, quads in zip("ab", pair, strict=True)]
    with ExitStack() as stack:
        found = Comparison(*(stack.enter_context(side(str(path), tmp_path)) for path in paths))
        SCHEMA.validate(json.loads(told(listing.write_json, found)))
        for language in ("ja", "en"):
            assert ("equal" in told(listing.write_text, found, "en")) == found.are_equal, language


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        (0, "0円"),
        (1500, "1,500円"),
        (20_000, "2万円"),
        (25_5000, "25.5万円"),
        (6_610_000_000, "66.1億円"),
        (237_900_000_000, "2,379億円"),
        (100_000_001, "1.00000001億円"),
        (10**13, "100,000億円"),
    ],
)
def test_an_amount_is_printed_exactly(amount: int, printed: str) -> None:
    assert yen(amount) == printed

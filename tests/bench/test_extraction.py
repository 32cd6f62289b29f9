"""The whole measuring, with readers whose scores are known beforehand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench import extracts, gold, readings
from bench.errors import Absent
from bench.extraction import Extract, Outcome, Speed, reviewed, speed, synthetic
from bench.figures import money
from bench.machine import Machine
from bench.readings import Reading
from bench.slides.documents import MEDIA, documents, rendering
from bench.slides.media import pdf
from bench.slides.sheets import Rendering
from loaders.pages import Line
from loaders.records import ResidueRow
from tests.bench.rows import left

DATA = Path(__file__).parents[2] / "data"
SEED, COUNT = 4, 1


@pytest.fixture(scope="module")
def made() -> dict[str, Rendering]:
    try:
        pdf.font()
    except Absent as absent:
        pytest.skip(str(absent))
    found = [rendering(document, medium) for document in documents(SEED, COUNT) for medium in MEDIA]
    return {one.suffix: one for one in found}


@pytest.fixture(autouse=True)
def rendered_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF takes seconds to write."""
    if "made" in request.fixturenames:
        media = dict(zip(MEDIA, request.getfixturevalue("made").values(), strict=True))
        monkeypatch.setattr("bench.slides.documents.rendering", lambda _, medium: media[medium])


@pytest.fixture
def only_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.slides.documents.MEDIA", ("text",))


def lines(one: Rendering) -> tuple[Line, ...]:
    pages = one.pages if one.suffix == ".pdf" else [None] * len(one.lines)
    numbered = enumerate(zip(one.lines, pages, strict=True), 1)
    return tuple(Line(number, text, page) for number, (text, page) in numbered)


def residue(one: Rendering) -> tuple[ResidueRow, ...]:
    held = {row.line_start for row in one.truth.budgets} | {row.line_start for row in one.truth.terms}
    numbered = [(number, text) for number, text in enumerate(one.lines, 1) if number not in held]
    return tuple(left(number, token) for number, text in numbered for token in money(text))


def outcomes(made: dict[str, Rendering], tmp_path: Path, change: Callable[[Reading], Reading]) -> list[Outcome]:
    def reader(path: Path) -> Extract:
        one = made[path.suffix]
        return Extract(change(one.truth), residue(one), lines(one), 0.5)

    return list(synthetic(reader, SEED, COUNT, tmp_path, lambda _: None))


def test_a_reader_that_finds_all_has_full_marks_in_every_medium(made: dict[str, Rendering], tmp_path: Path) -> None:
    found = outcomes(made, tmp_path, lambda truth: truth)
    assert [dict(one.groups)["medium"] for one in found] == list(MEDIA)
    for one in found:
        assert {name: score.f1 for name, score in one.scores.items()} == dict.fromkeys(one.scores, 1.0)
        assert one.scores["amounts"].hits > 10


@pytest.mark.usefixtures("only_text")
def test_an_amount_that_is_not_found_is_missed(made: dict[str, Rendering], tmp_path: Path) -> None:
    found = outcomes(made, tmp_path, lambda truth: replace(truth, budgets=truth.budgets[1:]))
    assert [len(one.scores["amounts"].missed) for one in found] == [1]
    assert sum("amounts: missed" in line for line in extracts.details(found)) == 1


def test_an_amount_on_another_slide_is_false(made: dict[str, Rendering], tmp_path: Path) -> None:
    def moved(truth: Reading) -> Reading:
        last = truth.budgets[-1]
        return replace(truth, budgets=(*truth.budgets[:-1], replace(last, line_start=1, line_end=1)))

    found = outcomes(made, tmp_path, moved)
    assert {(len(one.scores["amounts"].missed), len(one.scores["amounts"].false)) for one in found} == {(1, 1)}


@pytest.mark.usefixtures("only_text")
def test_the_page_has_every_group_and_table(made: dict[str, Rendering], tmp_path: Path) -> None:
    found = outcomes(made, tmp_path, lambda truth: truth)
    machine = Machine(date(2026, 1, 2), 2, "a processor", 2**34, ())
    known = [replace(found[0], document="a-document", groups=())]
    page = extracts.markdown(extracts.Measured(machine, SEED, known, found, Speed(200, 1.26, 0.5)))
    assert "- 2026-01-02; a processor, 2 cores, 16 GiB of memory" in page
    assert "- a text file of 200 slides: 1.3 s, of which the processor 0.5 s" in page
    assert "| amounts | 1.000 | 1.000 | 1.000 |" in page
    for axis in ("style", "fiscal year", "medium"):
        assert f"## Synthetic slides by {axis}" in page
    assert f"| text | {found[0].slides} | 1.000 |" in page


def test_two_hundred_slides_are_read_at_once(tmp_path: Path) -> None:
    seen: list[str] = []

    def reader(path: Path) -> Extract:
        seen.append(path.read_text(encoding="utf-8"))
        return Extract(Reading(), (), (), 3.0)

    measured = speed(reader, SEED, COUNT, tmp_path)
    assert measured.slides >= 200
    assert measured.seconds == 3.0
    assert len(seen) == 1


def test_registered_documents_are_measured_where_their_source_is(seeds: Path, gold_parent: Path) -> None:
    tables = {path.name: readings.read(path) for path in (DATA / "tables").iterdir()}

    def reader(path: Path) -> Extract:
        name = next(
            name
            for name, stem in (("mext-r6-research-promotion", "000"), (gold.DOCUMENT, "003"))
            if path.name.startswith(stem)
        )
        return Extract(tables[name], (), (), 0.1)

    found = {one.document: one for one in reviewed(reader, DATA, seeds, gold_parent)}
    assert set(found) == {"mext-r6-research-promotion", gold.DOCUMENT, f"{gold.DOCUMENT} (gold)"}
    assert {score.f1 for name, one in found.items() if name in tables for score in one.scores.values()} == {1.0}
    assert found[f"{gold.DOCUMENT} (gold)"].scores["amounts with program"].f1 == 1


@pytest.fixture
def gold_parent(gold: Path) -> Path:
    return gold.parent

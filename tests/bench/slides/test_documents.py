"""The synthetic documents: facts stand where the truth says, a seed gives the same again, years are covered."""

from collections import Counter
from itertools import chain

import pytest

from bench.errors import Absent
from bench.figures import money
from bench.identities import fold, identities
from bench.places import by_line, printed
from bench.readings import KINDS, Reading
from bench.scores import scores, sides
from bench.slides.documents import Document, documents, rendering
from bench.slides.media import pdf
from bench.slides.pieces import Row
from bench.slides.sheets import Rendering
from loaders.errors import ValueUnreadable
from loaders.values import money as yen

TEXTS = ("text", "markdown", "html")


def rows(truth: Reading) -> list[Row]:
    return list(chain.from_iterable(getattr(truth, name) for name in KINDS))


def stands(row: Row, made: Rendering) -> bool:
    return fold(printed(row)) in fold("".join(made.lines[row.line_start - 1 : row.line_end]))


@pytest.fixture(scope="module")
def made() -> list[Document]:
    return list(documents(1))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("medium", TEXTS)
def test_each_row_stands_at_its_lines(seed: int, medium: str) -> None:
    checked = 0
    for document in documents(seed):
        found = rendering(document, medium)
        absent = [row for row in rows(found.truth) if not stands(row, found)]
        assert absent == []
        checked += len(rows(found.truth))
    assert checked > 800


def test_lines_are_those_of_the_file(made: list[Document]) -> None:
    for document in made:
        text, marked = rendering(document, "text"), rendering(document, "markdown")
        try:
            shown = text.content.decode()
        except UnicodeDecodeError:
            shown = text.content.decode("cp932")
        assert tuple(shown.splitlines()) == text.lines
        assert tuple(marked.content.decode().splitlines()) == marked.lines


def test_every_medium_holds_the_same_facts(made: list[Document]) -> None:
    for document in made:
        truths = [rendering(document, medium).truth for medium in TEXTS]
        for name in KINDS:
            assert len({len(getattr(truth, name)) for truth in truths}) == 1
            said = [Counter(printed(row) for row in getattr(truth, name)) for truth in truths]
            assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_printed_amount_is_the_amount_in_yen(seed: int) -> None:
    read = 0
    for document in documents(seed):
        for row in rendering(document, "text").truth.budgets:
            try:
                worth = yen(row.printed).yen
            except ValueUnreadable:
                continue
            read += 1
            assert worth == (row.amount_yen or row.container_amount_yen)
            assert ("内数" in row.printed) == (row.amount_yen is None)
    assert read > 300


def test_the_truth_agrees_with_itself(made: list[Document]) -> None:
    for document in made:
        truth = rendering(document, "text").truth
        found = scores(*sides(truth, truth, identities(truth), (by_line, by_line)))
        assert {score.f1 for score in found.values()} == {1.0}


def test_a_seed_gives_the_same_and_another_seed_others() -> None:
    def contents(seed: int) -> list[bytes]:
        return [rendering(document, "text").content for document in documents(seed, 6)]

    assert contents(5) == contents(5)
    assert not set(contents(5)) & set(contents(6))


def test_years_styles_and_kinds_are_covered(made: list[Document]) -> None:
    assert len({document.plan.manner.fiscal_year for document in made}) >= 10
    assert min(document.plan.manner.fiscal_year for document in made) < 2019
    assert sum(len(document.slides) for document in made) >= 70
    truths = [rendering(document, "text").truth for document in made]
    phases = Counter(row.phase for truth in truths for row in truth.budgets)
    assert set(phases) >= {"draft", "request", "initial", "supplementary"}
    assert any(row.container_amount_yen for truth in truths for row in truth.budgets)


def test_some_money_is_no_fact(made: list[Document]) -> None:
    for_nothing = 0
    for document in made:
        found = rendering(document, "text")
        held = {row.line_start for row in found.truth.budgets} | {row.line_start for row in found.truth.terms}
        for_nothing += sum(bool(money(line)) for number, line in enumerate(found.lines, 1) if number not in held)
    assert for_nothing >= 10


def test_a_pdf_has_a_page_for_each_slide(made: list[Document]) -> None:
    try:
        pdf.font()
    except Absent as absent:
        pytest.skip(str(absent))
    found = rendering(made[0], "pdf")
    assert found.content.startswith(b"%PDF-")
    assert set(found.pages) == set(range(1, len(made[0].slides) + 1))
    assert rows(found.truth)
    assert all(stands(row, found) for row in rows(found.truth))

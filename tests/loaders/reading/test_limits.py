"""Lines that are too long, and texts made to take long."""

from pathlib import Path
from time import process_time

import pytest

from loaders import holdings
from loaders.pages import Document, Line, text
from loaders.pages.files import Form
from loaders.reading import extraction, limits, tokens
from loaders.reading.extraction import Extraction

HEAD = "次世代計測基盤整備事業\n令和8年度予算額（案） 37億円\n\n"
LONG = 100_000
# Seconds of processor time. It takes one or two, several on a loaded machine; what grows with the square takes an hour.
ENDLESS = 60


def read(content: str) -> Extraction:
    lines: tuple[Line, ...] = text.lines(content)
    document = Document(Path("long.txt"), "0" * 64, Form.TEXT, lines)
    return extraction.read(document, holdings.registries())


def test_a_short_line_stays_as_it_is() -> None:
    lines = (Line(1, "億" * limits.LONGEST),)
    assert limits.shortened(lines) == lines
    assert not list(limits.unread(lines))


def test_what_stands_in_the_rest_of_a_long_line_is_listed() -> None:
    found = read(HEAD + "あ" * limits.LONGEST + "令和7年度は36億円、令和6年6月21日閣議決定、数十億円")
    assert [row.amount_yen for row in found.tables.budgets] == [3_700_000_000]
    assert [(row.line, row.text_kind, row.printed) for row in found.residue] == [
        (4, "money", "36億円"),
        (4, "money", "数十億円"),
        (4, "fiscal-year", "令和7年度"),
        (4, "date", "令和6年6月21日"),
        (4, "decision", "閣議決定"),
    ]
    assert {row.reason for row in found.residue} == {"the line is too long: only its first 2000 characters are read"}


REPEATED = ["一", "千", "2", "1億", "1,", "（", "「", " ", "大学、", "令和6年度", "第1次", "省", "※", "5億円", "国→"]


@pytest.mark.parametrize("piece", REPEATED)
def test_the_time_for_a_long_line_is_bounded(piece: str) -> None:
    started = process_time()
    read(HEAD + (piece * LONG)[:LONG])
    assert process_time() - started < ENDLESS


@pytest.mark.parametrize("piece", REPEATED)
def test_tokens_are_found_in_linear_time(piece: str) -> None:
    whole = (piece * LONG)[:LONG]
    started = process_time()
    for find in (tokens.money_tokens, tokens.vague_tokens, tokens.year_tokens, tokens.date_tokens, tokens.phase_tokens):
        find(whole)
    assert process_time() - started < ENDLESS

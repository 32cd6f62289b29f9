"""Invented slides in the styles of many years and ministries, each line with the facts read from it below it.

`APPROVE=1 pytest tests/loaders/reading/test_facts.py` writes the files anew, to be read as a diff.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import holdings, tables
from loaders.pages import Line
from loaders.reading import citations, involvements, terms
from loaders.reading.outline import Outline
from loaders.reading.outline import outline as outlined
from loaders.reading.slides import Slide
from loaders.records import CitationRow, DocumentRow, InvolvementRow, TermRow
from loaders.values import folded

FILES = sorted(Path(__file__).with_name("facts").glob("*.txt"))
MARK = "    | "


def outline(texts: Sequence[str]) -> Outline:
    """One slide of one program, whose name is the first line."""
    lines = tuple(Line(number, text) for number, text in enumerate(texts, 1))
    return Outline((Slide(lines, ()),), (), 2024, "draft", dict.fromkeys(range(1, len(lines) + 1), texts[0]))


def citation(row: CitationRow) -> str:
    until = f" until line +{row.line_end - row.line_start}" if row.line_end > row.line_start else ""
    return f"{row.relation}: {row.printed_title} / {row.printed_date or '-'} / {row.decided_by or '-'}{until}"


def involvement(row: InvolvementRow) -> str:
    return f"{row.role}: {row.printed_name}"


def term(row: TermRow) -> str:
    value = "" if row.value is None else f" {row.value:f} {row.unit}"
    return f"{row.kind}:{value} / {row.printed}"


def annotated(texts: Sequence[str]) -> Iterator[str]:
    found = outline(texts)
    below: dict[int, list[str]] = defaultdict(list)
    for cited in citations.read(found):
        below[cited.line_start].append(citation(cited))
    for involved in involvements.read(found):
        below[involved.line_start].append(involvement(involved))
    for stated in terms.read(found):
        below[stated.line_start].append(term(stated))
    for number, text in enumerate(texts, 1):
        yield text
        yield from (MARK + fact for fact in below[number])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_fact_is_read_and_nothing_else(file: Path) -> None:
    wanted = file.read_text(encoding="utf-8").splitlines()
    read = list(annotated([line for line in wanted if not line.startswith(MARK)]))
    if os.environ.get("APPROVE"):
        file.write_text("\n".join(read) + "\n", encoding="utf-8")
    assert read == wanted


def test_the_slides_are_there() -> None:
    assert len(FILES) >= 20
    facts = [line for file in FILES for line in file.read_text(encoding="utf-8").splitlines() if line.startswith(MARK)]
    assert len(facts) >= 100


SIGNS = (
    "（",
    "）",
    "「",
    "」",
    "『",
    "』",
    "【",
    "】",
    "〔",
    "〕",
    "[",
    "]",
    "、",
    "。",
    "・",
    "～",
    "×",
    "／",
    "\n",
    "→",
)
ACTS = (
    "令和5年",
    "6月",
    "16日",
    "閣議決定",
    "会議決定",
    "基本計画",
    "戦略",
    "大学",
    "機構",
    "国",
    "JST",
    "と連携",
    "担当：",
    "課",
)
TERMS = (
    "1億円",
    "10",
    "年",
    "課題",
    "拠点",
    "件",
    "最大",
    "程度",
    "支援",
    "期間",
    "事業期間：",
    "採択件数：",
    "交付先",
    "等",
    "に",
)
WORDS = st.sampled_from((*SIGNS, *ACTS, *TERMS))


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=80).map("".join)))
def test_any_text_is_read_and_what_is_read_is_printed(text: str) -> None:
    lines = text.split("\n")
    found = outline(["事業", *lines])
    printings = [
        *((row.printed_title, row.line_start, row.line_end) for row in citations.read(found)),
        *((row.printed_name, row.line_start, row.line_end) for row in involvements.read(found)),
        *((row.printed, row.line_start, row.line_end) for row in terms.read(found)),
    ]
    for printed, first, last in printings:
        assert printed.strip()
        assert folded(printed) in folded("".join(["事業", *lines][first - 1 : last]))


def f1(wanted: Sequence[Hashable], read: Sequence[Hashable]) -> float:
    both = (Counter(wanted) & Counter(read)).total()
    return 2 * both / (len(wanted) + len(read))


LEAST = {
    "mext-r8-life-science": (0.92, 0.80, 0.80),
    "mext-r6-research-promotion": (0.90, 0.75, 0.75),
}


@pytest.mark.parametrize("document", LEAST)
def test_the_reviewed_documents_are_read_as_well_as_was_promised(document: str, seeds: Path) -> None:
    registered = tables.read(DocumentRow, holdings.DATA / "documents.csv")
    path = seeds / next(row.path for row in registered if row.document == document)
    texts = path.read_text(encoding="utf-8").split("\n")
    found = outlined([Line(number, text) for number, text in enumerate(texts, 1)])
    folder = holdings.DATA / "tables" / document

    def cited(rows: Sequence[CitationRow]) -> list[Hashable]:
        return [(row.line_start, folded(row.printed_title), folded(row.printed_date or "")) for row in rows]

    def involved(rows: Sequence[InvolvementRow]) -> list[Hashable]:
        return [(row.line_start, folded(row.printed_name), row.role) for row in rows]

    def stated(rows: Sequence[TermRow]) -> list[Hashable]:
        return [(row.line_start, row.kind, row.value, row.unit) for row in rows]

    reached = (
        f1(cited(tables.read(CitationRow, folder / "citations.csv")), cited(citations.read(found))),
        f1(involved(tables.read(InvolvementRow, folder / "involvements.csv")), involved(involvements.read(found))),
        f1(stated(tables.read(TermRow, folder / "terms.csv")), stated(terms.read(found))),
    )
    assert all(one >= least for one, least in zip(reached, LEAST[document], strict=True)), reached

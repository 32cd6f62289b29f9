from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import Place
from loaders.holdings import DocumentTables, Registries
from loaders.reading import names
from loaders.reading.names import Resolution
from loaders.reading.spellings import folded, spellings
from loaders.records import (
    BudgetRow,
    CitationRow,
    EntryRow,
    InvolvementRow,
    NameRow,
    OrganizationRow,
    PolicyRow,
    ProgramRow,
    SeriesRow,
    TermRow,
)

HERE = Place(Path("table.csv"), 1)


def program(slug: str, label: str, *abbreviation: str) -> ProgramRow:
    return ProgramRow(
        place=HERE, program=slug, label_ja=label, label_en=None, label_en_origin=None, abbreviation=abbreviation
    )


def body(slug: str, label: str, *abbreviation: str) -> OrganizationRow:
    return OrganizationRow(
        place=HERE,
        organization=slug,
        label_ja=label,
        label_en=None,
        label_en_origin=None,
        abbreviation=abbreviation,
        kind="council",
        corporate_number=None,
        ror=None,
        wikidata=None,
        funder_id=None,
        part_of=None,
    )


def policy(slug: str, title: str, day: str | None, series: str | None = None) -> PolicyRow:
    return PolicyRow(
        place=HERE,
        policy=slug,
        series=series,
        edition=None,
        title_ja=title,
        title_en=None,
        title_en_origin=None,
        decided_on=day,
        decided_by=None,
        kind="strategy",
    )


def name(printed: str, kind: str, slug: str, document: str | None = None) -> NameRow:
    return NameRow(place=HERE, printed_name=printed, kind=kind, slug=slug, document=document)


REGISTRIES = Registries(
    documents=(),
    programs=(
        program("sensing", "次世代計測基盤整備事業", "NeSS"),
        program("grid", "「光」の計測網事業"),
        program("one", "共通の名の事業"),
        program("two", "共通の名の事業"),
    ),
    organizations=(
        body("sensing-agency", "国立研究開発法人計測研究機構", "KKK"),
        body("sensing-university", "計測大学"),
    ),
    series=(SeriesRow(place=HERE, series="plan", label_ja="計測基本計画", label_en=None, label_en_origin=None),),
    policies=(
        policy("plan-1", "計測基本計画（第1期）", "2019-03-29", "plan"),
        policy("plan-2", "計測基本計画（第2期）", "2024-06", "plan"),
        policy("light", "光の戦略", None),
    ),
    passages=(),
    names=(
        name("計測整備", "program", "sensing"),
        name("うち機構分", "program", "sensing", "doc-1"),
        name("計測基本計画", "policy", "plan-1", "doc-1"),
    ),
    successions=(),
    corrections=(),
)


def entry(
    program: str, line: int, *, part_of: str | None = None, start: int | None = None, is_new: bool = False
) -> EntryRow:
    return EntryRow(
        place=HERE,
        program=program,
        printed_name=program,
        part_of=part_of,
        start_fiscal_year=start,
        end_fiscal_year=None,
        is_new=is_new,
        line_start=line,
        line_end=line,
        method="parsed",
    )


def citation(title: str, day: str | None, line: int) -> CitationRow:
    return CitationRow(
        place=HERE,
        program="次世代計測基盤整備事業",
        policy=title,
        printed_title=title,
        printed_date=day,
        decided_by=None,
        relation="quoted-as-basis",
        line_start=line,
        line_end=line,
        method="parsed",
    )


def involvement(printed: str, line: int) -> InvolvementRow:
    return InvolvementRow(
        place=HERE,
        program="次世代計測基盤整備事業",
        organization=printed,
        printed_name=printed,
        role="implementing",
        line_start=line,
        line_end=line,
        method="parsed",
    )


def resolved(
    *rows: EntryRow | BudgetRow | CitationRow | InvolvementRow | TermRow, document: str | None = None
) -> Resolution:
    tables = DocumentTables(
        tuple(row for row in rows if isinstance(row, EntryRow)),
        tuple(row for row in rows if isinstance(row, BudgetRow)),
        tuple(row for row in rows if isinstance(row, CitationRow)),
        tuple(row for row in rows if isinstance(row, InvolvementRow)),
        tuple(row for row in rows if isinstance(row, TermRow)),
    )
    return names.resolve(tables, REGISTRIES, document)


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("次世代計測基盤整備事業", "sensing"),
        ("次世代 計測基盤\u3000整備事業", "sensing"),
        ("**次世代計測基盤整備事業**", "sensing"),
        ("次世代計測基盤整備事業（NeSS）", "sensing"),
        ("ＮｅＳＳ", "sensing"),
        ("ness", "sensing"),
        ("計測整備", "sensing"),
        ("光の計測網事業", "grid"),
        ("『光』の計測網事業", "grid"),
        ("次世代計測基盤整備", "new-7"),
        ("次世代計測基盤整備事業（第2期）", "new-7"),
        ("共通の名の事業", "new-7"),
        ("うち機構分", "new-7"),
    ],
)
def test_a_program_is_known_by_its_exact_name_only(printed: str, slug: str) -> None:
    assert resolved(entry(printed, 7)).tables.programs[0].program == slug


def test_a_name_kept_to_a_document_is_known_in_it() -> None:
    assert resolved(entry("うち機構分", 7), document="doc-1").tables.programs[0].program == "sensing"
    assert resolved(entry("うち機構分", 7), document="doc-2").tables.programs[0].program == "new-7"


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("計測研究機構", "sensing-agency"),
        ("国立研究開発法人 計測研究機構", "sensing-agency"),
        ("（国研）計測研究機構（KKK）", "sensing-agency"),
        ("國立大學法人計測大學", "sensing-university"),
        ("計測大学病院", "new-organization-9"),
    ],
)
def test_a_body_is_known_without_its_legal_form(printed: str, slug: str) -> None:
    assert resolved(involvement(printed, 9)).tables.involvements[0].organization == slug


@pytest.mark.parametrize(
    ("title", "day", "slug"),
    [
        ("計測基本計画（第2期）", None, "plan-2"),
        ("計測基本計画", "令和6年6月14日", "plan-2"),
        ("計測基本計画", "平成31年3月", "plan-1"),
        ("計測基本計画（第1期）", "令和6年6月", "new-policy-4"),
        ("計測基本計画", "令和元年", "plan-1"),
        ("計測基本計画", "令和3年", "new-policy-4"),
        ("計測基本計画", None, "new-policy-4"),
        ("光の戦略", "令和3年", "light"),
        ("計測基本計画（第3期）", None, "new-policy-4"),
    ],
)
def test_a_policy_is_known_by_title_and_date(title: str, day: str | None, slug: str) -> None:
    assert resolved(citation(title, day, 4)).tables.citations[0].policy == slug


def test_a_date_goes_before_the_edition_a_document_usually_means() -> None:
    found = resolved(citation("計測基本計画", None, 4), citation("計測基本計画", "令和6年6月", 9), document="doc-1")
    assert [row.policy for row in found.tables.citations] == ["plan-2", "plan-2"]
    assert resolved(citation("計測基本計画", None, 4), document="doc-1").tables.citations[0].policy == "plan-1"


def test_undated_repeats_are_the_edition_dated_elsewhere() -> None:
    rows = [
        citation("新計測戦略", None, 4),
        citation("新計測戦略", "令和7年6月13日", 9),
        citation("新計測戦略", "令和7年6月", 12),
    ]
    assert {row.policy for row in resolved(*rows).tables.citations} == {"new-policy-4"}
    rows.append(citation("新計測戦略", "令和5年6月16日", 20))
    assert [row.policy for row in resolved(*rows).tables.citations] == [
        *("new-policy-4", "new-policy-9", "new-policy-9", "new-policy-20"),
    ]


def test_what_is_near_is_suggested_and_never_taken() -> None:
    found = resolved(entry("次世代計測基盤整備", 7), entry("海の生き物", 8), involvement("計測研究機関", 9))
    assert [(row.slug, row.suggested_slug, row.score) for row in found.suggestions] == [
        *(("new-7", "sensing", 90), ("new-8", None, None), ("new-organization-9", "sensing-agency", 83)),
    ]
    ambiguous = resolved(entry("共通の名の事業", 7)).suggestions
    assert {(row.suggested_slug, row.score) for row in ambiguous} == {("one", 100), ("two", 100)}


def test_a_name_is_one_thing_wherever_it_stands() -> None:
    budget = BudgetRow(
        place=HERE,
        program="新しい 事業",
        printed_name="",
        fiscal_year=2026,
        phase="draft",
        amount_yen=1,
        container_amount_yen=None,
        printed="1円",
        component_of="新しい親",
        qualifiers=(),
        line_start=2,
        line_end=2,
        method="parsed",
    )
    term = TermRow(
        place=HERE,
        program="別の事業",
        kind="x",
        value=Decimal(1),
        unit="years",
        printed="1年",
        line_start=2,
        line_end=2,
        method="parsed",
    )
    found = resolved(entry("新しい事業", 7, part_of="新しい親"), budget, term).tables
    assert found.budgets[0].program == found.programs[0].program == "new-7"
    assert found.budgets[0].component_of == found.programs[0].part_of == "new-2-2"
    assert found.terms[0].program == "new-2"


def test_two_headings_of_one_program_are_one_entry() -> None:
    found = resolved(
        entry("NeSS", 5, is_new=True), entry("次世代計測基盤整備事業", 9, part_of="NeSS", start=2024)
    ).tables.programs
    assert [(row.program, row.printed_name, row.part_of, row.is_new, row.start_fiscal_year) for row in found] == [
        ("sensing", "次世代計測基盤整備事業", None, True, 2024)
    ]


@given(st.text())
def test_folding_is_stable(printed: str) -> None:
    assert folded(printed) == folded(f" {printed}\n")
    assert all(len(table.slugs(printed)) < 3 for table in spellings(REGISTRIES, None).values())

"""An invented document, what extract wrote of it, and tables that know nothing yet."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from loaders import holdings, tables
from loaders.holdings import DocumentTables, Registries
from loaders.records import ResidueRow, SuggestionRow
from loaders.review import acceptance, changes, reviews
from loaders.review.acceptance import Accepted

SLIDES = """架空科学推進事業
令和6年度予算額（案） 12億円
（前年度予算額 10億円）
背景
「架空基本計画」（令和5年6月16日閣議決定）
実施機関：架空研究機構
支援期間 5年
月面農業研究プログラム
令和6年度予算額（案） 3億円
新規 令和6年度
"""
ROWS = {
    "programs": "new-1,架空科学推進事業,,,,,1,1,parsed\nnew-8,月面農業研究プログラム,new-1,,,true,8,8,parsed\n",
    "budgets": "new-1,架空科学推進事業,2024,draft,1200000000,,12億円,,,2,2,parsed\n"
    "new-1,架空科学推進事業,2023,initial,1000000000,,10億円,,,3,3,parsed\n"
    "new-8,月面農業研究プログラム,2024,draft,300000000,,3億円,new-1,,9,9,parsed\n",
    "citations": "new-1,new-policy-5,架空基本計画,令和5年6月16日,閣議決定,quoted-as-basis,5,5,parsed\n",
    "involvements": "new-1,new-organization-6,架空研究機構,implementing,6,6,parsed\n",
    "terms": "new-1,program-period,5,years,支援期間 5年,7,7,parsed\n",
}
SUGGESTIONS = """架空科学推進事業,program,new-1,fiction-old,80,1,,
月面農業研究プログラム,program,new-8,,,8,,
架空基本計画,policy,new-policy-5,,,5,,
架空研究機構,organization,new-organization-6,,,6,,
"""
DECIDED = (
    (",new-1,fiction-old,80,1,,", ",new-1,fiction-old,80,1,fiction,"),
    (",new-8,,,8,,", ",new-8,,,8,moon-farm,"),
    (",new-policy-5,,,5,,", ",new-policy-5,,,5,fiction-plan,"),
    (",new-organization-6,,,6,,", ",new-organization-6,,,6,fiction-lab,research-institute"),
)
TABLES = dict(holdings.kinds(DocumentTables))
GIVEN = {
    "title": "架空の資料",
    "publisher": "fiction-office",
    "fiscal_year": "2024",
    "stage": "draft",
    "family": "slides",
}


def put(folder: Path, rows: Mapping[str, str]) -> None:
    """Writes the five tables with these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in TABLES.items():
        text = ",".join(tables.columns(kind)) + "\n" + rows.get(name, "")
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def edit(path: Path, before: str, after: str) -> None:
    """Puts one text in the place of another, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """What extract wrote, nothing decided."""
    source, folder = tmp_path / "slides.txt", tmp_path / "draft"
    source.write_text(SLIDES, encoding="utf-8")
    put(folder, ROWS)
    put(folder / "extracted", ROWS)
    header = ",".join(tables.columns(SuggestionRow))
    (folder / "suggestions.csv").write_text(f"{header}\n{SUGGESTIONS}", encoding="utf-8")
    header = ",".join(tables.columns(ResidueRow))
    (folder / "residue.csv").write_text(f"{header}\n10,year,令和6年度,no amount beside it\n", encoding="utf-8")
    said = {
        "source": "slides.txt",
        "path": str(source),
        "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "document": "fiction-r6",
    }
    (folder / "extraction.json").write_text(json.dumps(said), encoding="utf-8")
    return folder


@pytest.fixture
def decided(draft: Path) -> Path:
    """What extract wrote, and a slug for every name."""
    for before, after in DECIDED:
        edit(draft / "suggestions.csv", before, after)
    return draft


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Tables in which there is an office, and nothing else."""
    folder = tmp_path / "books"
    folder.mkdir()
    for name, kind in holdings.kinds(Registries):
        (folder / f"{name}.csv").write_text(",".join(tables.columns(kind)) + "\n", encoding="utf-8")
    with (folder / "organizations.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-office,架空省,,,,ministry,,,,,\n")
    return folder


def run(draft: Path, books: Path, *what: str, given: Mapping[str, str] | None = None) -> Accepted:
    """Accepts what is said, and writes it."""
    found = reviews.review(draft, books, None)
    done = acceptance.accept(found, [acceptance.selection(one) for one in what], given or {})
    changes.write(books, done.files, found.seen)
    return done


@pytest.fixture
def known(books: Path, decided: Path) -> Path:
    """Tables in which the document is registered, with a row that a person added and one that a person read better."""
    run(decided, books, "all", given=GIVEN)
    tables = books / "tables" / "fiction-r6"
    edit(tables / "budgets.csv", ",fiction,,9,9,parsed", ",fiction,new,9,9,transcribed")
    edit(tables / "terms.csv", ",7,7,parsed\n", ",7,7,parsed\nmoon-farm,eligibility,,,新規,10,10,transcribed\n")
    return books

"""A file in, tables out."""

import json
from pathlib import Path

import pytest

from loaders import tables
from loaders.errors import DocumentUnreadable, FolderTaken, FolderUnwritable
from loaders.holdings import DATA
from loaders.pages import files
from loaders.reading import extraction, folder
from loaders.reading.extraction import Extraction
from loaders.records import BudgetRow, ResidueRow, SuggestionRow
from tests.loaders.pages import sheets
from tests.loaders.pages.sheets import Mark, column

SLIDE = """次世代計測基盤整備事業

令和8年度予算額（案） 37億円
（前年度予算額 36億円）

文部科学省

現状・課題
- 「経済財政運営と改革の基本方針2025」（令和7年6月13日閣議決定）に基づき、計測の基盤を整備する。

事業内容
- 全国の計測拠点を整備する。

（担当：研究振興局ライフサイエンス課）
"""
TABLES = ("budgets", "citations", "involvements", "programs", "residue", "suggestions", "terms")


@pytest.fixture
def slide(tmp_path: Path) -> Path:
    path = tmp_path / "slide.txt"
    path.write_text(SLIDE, encoding="utf-8")
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "slide.pdf"
    head = [
        Mark(30, 45, "次世代計測基盤整備事業", 24),
        *column(600, 30, ["令和8年度予算額（案） 37億円", "（前年度予算額 36億円）"]),
    ]
    path.write_bytes(
        sheets.pdf([[Mark(30, 200, "予算案の概要", 30)], [*head, *column(30, 110, SLIDE.splitlines()[5:])]])
    )
    return path


def amounts(found: Extraction) -> list[tuple[int, str, int | None]]:
    return [(row.fiscal_year, row.phase, row.amount_yen) for row in found.tables.budgets]


EXPECTED = [(2026, "draft", 3_700_000_000), (2025, "initial", 3_600_000_000)]


def test_a_text_is_read_to_rows(slide: Path) -> None:
    found = extraction.extract(slide)
    assert (found.fiscal_year, found.phase, found.slug) == (2026, "draft", None)
    assert amounts(found) == EXPECTED
    assert [row.line_start for row in found.tables.budgets] == [3, 4]
    assert [row.policy for row in found.tables.citations] == ["honebuto-2025"]
    assert {row.organization for row in found.tables.involvements} >= {"mext-rpb-life-sciences"}
    program = found.tables.programs[0].program
    assert program == "new-1"
    assert {row.program for row in found.tables.rows()} == {program}
    assert program in {row.slug for row in found.suggestions}
    assert {row.method for row in found.tables.rows()} == {"parsed"}


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16", "utf-8-sig"])
def test_the_encoding_does_not_matter(slide: Path, encoding: str) -> None:
    expected = extraction.extract(slide)
    slide.write_bytes(SLIDE.replace("\n", "\r\n").encode(encoding))
    found = extraction.extract(slide)
    assert (found.tables, found.residue) == (expected.tables, expected.residue)


def test_markdown_and_html(slide: Path, tmp_path: Path) -> None:
    markdown, page = tmp_path / "slide.md", tmp_path / "slide.html"
    markdown.write_text("# " + SLIDE.replace("37億円", "**37億円**"), encoding="utf-8")
    page.write_text("".join(f"<p>{line}</p>" for line in SLIDE.splitlines()), encoding="utf-8")
    assert amounts(extraction.extract(markdown)) == amounts(extraction.extract(page)) == EXPECTED


def test_a_pdf_is_read_with_its_pages(paper: Path) -> None:
    found = extraction.extract(paper)
    assert amounts(found) == EXPECTED
    line = found.document.lines[found.tables.budgets[0].line_start - 1]
    assert (line.page, "37億円" in line.text) == (2, True)


def test_a_registered_document_is_known_by_its_bytes(seeds: Path) -> None:
    found = extraction.extract(seeds / "003_33aec06fd8176eed.txt")
    assert found.slug == "mext-r8-life-science"


def test_no_budget_document(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("拝啓　ますますご清栄のこととお慶び申し上げます。\n", encoding="utf-8")
    with pytest.raises(DocumentUnreadable, match="no amount such as 37億円 and no fiscal year such as 令和8年度"):
        extraction.extract(path)


def test_the_folder_has_every_table(slide: Path, tmp_path: Path) -> None:
    found = extraction.extract(slide)
    out = tmp_path / "deep" / "out"
    folder.write(found, out)
    assert sorted(path.name for path in out.iterdir()) == sorted(
        [*(f"{name}.csv" for name in TABLES), "extraction.json", "extracted"]
    )
    for path in (out / folder.EXTRACTED).iterdir():
        assert path.read_bytes() == (out / path.name).read_bytes()
    assert len(tables.read(BudgetRow, out / "budgets.csv")) == len(found.tables.budgets) == 2
    assert len(tables.read(SuggestionRow, out / "suggestions.csv")) == len(found.suggestions)
    assert len(tables.read(ResidueRow, out / "residue.csv")) == len(found.residue)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_the_lines_of_a_pdf_are_a_text_of_the_same_numbers(paper: Path, tmp_path: Path) -> None:
    found = extraction.extract(paper)
    folder.write(found, tmp_path / "out")
    again = files.document(tmp_path / "out" / folder.LINES)
    assert [(line.number, line.text, line.page) for line in again.lines[:-1]] == [
        (line.number, line.text.strip(), line.page) for line in found.document.lines
    ]


def test_a_folder_of_ours_is_replaced_until_it_is_edited(slide: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder.write(extraction.extract(slide), out)
    slide.write_text(SLIDE.replace("37", "38"), encoding="utf-8")
    folder.write(extraction.extract(slide), out)
    assert "3800000000" in (out / "budgets.csv").read_text(encoding="utf-8")
    (out / "budgets.csv").write_text("edited", encoding="utf-8")
    with pytest.raises(FolderTaken, match="was edited since"):
        folder.write(extraction.extract(slide), out)
    assert (out / "budgets.csv").read_text(encoding="utf-8") == "edited"
    folder.write(extraction.extract(slide), out, force=True)
    assert "3800000000" in (out / "budgets.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_others_is_never_touched(slide: Path, tmp_path: Path, *, force: bool) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderTaken, match="no extraction wrote"):
        folder.write(extraction.extract(slide), tmp_path / "out", force=force)
    with pytest.raises(FolderTaken, match="is a file"):
        folder.write(extraction.extract(slide), slide, force=force)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["letter.txt"]


def test_what_fails_leaves_nothing(slide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = extraction.extract(slide)
    folder.write(found, tmp_path / "out")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}

    def full(self: Path, *_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(FolderUnwritable, match=r"No space left.*: make room"):
            folder.write(found, tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"out", "slide.txt"}


def test_json_holds_the_same_rows(slide: Path, paper: Path) -> None:
    found = extraction.extract(slide)
    said = json.loads(folder.to_json(found))
    assert {name: len(said[name]) for name in TABLES if name not in {"residue", "suggestions"}} == {
        name: len(getattr(found.tables, name)) for name in TABLES if name not in {"residue", "suggestions"}
    }
    assert said["budgets"][0]["amount_yen"] == 3_700_000_000
    assert list(said["budgets"][0]) == list(tables.columns(BudgetRow))
    assert "lines" not in said
    lines = json.loads(folder.to_json(extraction.extract(paper)))["lines"]
    assert lines[0] == {"number": 1, "page": 1, "text": "予算案の概要"}


def test_the_registries_may_stand_elsewhere(slide: Path, data: Path) -> None:
    assert extraction.extract(slide, data).tables == extraction.extract(slide, DATA).tables

from pathlib import Path

import pytest

from loaders import consistency, holdings
from loaders.errors import TableDefects

# ruff: noqa: E501 (a table of cases reads best a line each)

R8 = "tables/mext-r8-life-science"
R6 = "tables/mext-r6-research-promotion"


def defects(data: Path) -> str:
    with pytest.raises(TableDefects) as refused:
        consistency.require(holdings.load(data))
    return str(refused.value)


def test_the_shipped_tables_agree(held: holdings.Holdings) -> None:
    consistency.require(held)


@pytest.mark.parametrize(
    ("table", "before", "after", "message"),
    [
        (f"{R8}/budgets.csv", "binds,", "bind,", "program: 'bind' is in none of the programs"),
        (f"{R8}/citations.csv", ",honebuto-2025,", ",honebuto-2052,", "policy: 'honebuto-2052' is in none of the policies"),
        (f"{R8}/budgets.csv", ",3600000000,", ",3700000000,", "amount_yen: '36億円' is 3600000000 yen, not 3700000000"),
        (f"{R8}/budgets.csv", ",36億円,", ",36億,", "printed: '36億' is no amount in yen"),
        (f"{R8}/budgets.csv", ",,10600000000,", ",10600000000,,", "内数 has a container_amount_yen and no amount_yen"),
        (f"{R8}/involvements.csv", ",AMED,", ",AMDE,", "names.csv does not say that 'AMDE' is the organization 'amed'"),
        (f"{R8}/citations.csv", ",令和7年6月13日,", ",令和7年7月13日,", "2025-07-13 is not when 'grand-design-2025' was decided"),
        (f"{R8}/citations.csv", ",令和7年6月13日,", ",先日,", "'先日' holds no date"),
        (f"{R8}/terms.csv", ",198,198,", ",198,197,", "lines 198 to 197 are no range"),
        (f"{R8}/terms.csv", ",198,198,", ",9198,9198,", "stands before the row above it"),
        ("programs.csv", "\nq-leap,", "\nQ-Leap,", "'Q-Leap' is no slug"),
        ("policies.csv", ",2023-06-09,", ",9 June 2023,", "'9 June 2023' is no 2023-06-16, 2023-06 or 2023"),
        ("documents.csv", "cf7a6498", "CF7A6498", "is not 64 hexadecimal digits"),
        ("documents.csv", "mext-r8-life-science,", "mext-r9-life-science,", "there is no folder tables/mext-r9-life-science"),
        ("documents.csv", ",2026-01-20,", ",20 January 2026,", "published_on: '20 January 2026' is no date"),
        ("documents.csv", ",2026-01-20,,", ",2026-01-20,a page,", "url: 'a page' is no address"),
        ("policies.csv", ",2023-06-09,", ",2023-13,", "decided_on: '2023-13' is no 2023-06-16"),
        ("policies.csv", ",official,2022-04,", ",,2022-04,", "an English label and its origin go together"),
        ("names.csv", ",organization,amed,", ",agency,amed,", "kind: 'agency' is none of program, organization, policy"),
        ("names.csv", ",organization,amed,", ",organization,amde,", "slug: 'amde' is in none of the organizations"),
        ("corrections.csv", ",4,programs.printed_name,", ",5,programs.printed_name,", "no cell 'programs.printed_name' at this line"),
        ("corrections.csv", ",4,programs.printed_name,", ",4,programs.name,", "no cell 'programs.name' at this line"),
        ("corrections.csv", ",4,programs.printed_name,", ",4,text,", "a restored heading needs a row of corrections.csv"),
    ],
)  # fmt: skip
def test_a_disagreement_is_named(data: Path, table: str, before: str, after: str, message: str) -> None:
    path = data / table
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert message in defects(data)


def test_a_folder_that_no_document_registers_is_named(data: Path) -> None:
    (data / R8).rename(data / "tables" / "mext-r9-life-science")
    assert "documents.csv does not register 'mext-r9-life-science'" in defects(data)


def test_a_program_without_an_entry_is_named(data: Path) -> None:
    path = data / R6 / "programs.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("q-leap,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert "'q-leap' has no row in this document's programs.csv" in defects(data)


def test_two_entries_of_one_program_are_named(data: Path) -> None:
    path = data / R6 / "programs.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    assert "has two rows" in defects(data)


@pytest.mark.parametrize("name", ["programs", "names", "successions", "corrections"])
def test_a_row_twice_in_a_registry_is_named(data: Path, name: str) -> None:
    path = data / f"{name}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    assert "the row stands twice or out of order" in defects(data)


def test_a_change_can_be_corrected_as_any_cell_can(data: Path) -> None:
    path = data / "corrections.csv"
    printed = next(row.printed for row in holdings.load(data).registries.successions if row.line_start == 1237)
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if ",1243," in line)
    lines.insert(place, f"mext-r6-research-promotion,1237,successions.printed,,{printed},a reason")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    consistency.require(holdings.load(data))


def test_a_row_twice_in_a_table_is_named(data: Path) -> None:
    path = data / R8 / "terms.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    assert f"terms.csv:{len(lines) + 1}: row: stands twice" in defects(data)


def test_files_beside_the_folders_of_documents_are_left_alone(data: Path) -> None:
    (data / "tables" / "README.md").write_text("notes", encoding="utf-8")
    consistency.require(holdings.load(data))


def test_no_document_at_all_is_no_graph(data: Path) -> None:
    path = data / "documents.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert "no document is registered" in defects(data)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableDefects, match=r"programs\.csv:1: file: is missing"):
        holdings.load(tmp_path / "nowhere")


def test_an_english_label_needs_its_origin(data: Path) -> None:
    path = data / "series.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("AI Strategy,official", "AI Strategy,", 1), encoding="utf-8")
    assert "origin: an English label and its origin go together" in defects(data)

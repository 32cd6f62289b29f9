from pathlib import Path

import pytest

from loaders import holdings, tables
from loaders.errors import TableDefects
from loaders.records import BudgetRow, EntryRow, Record, TermRow

BUDGETS = ",".join(tables.columns(BudgetRow))


@pytest.mark.parametrize(
    ("path", "kind"),
    list(holdings.files()),
    ids=lambda value: str(value.relative_to(holdings.DATA)) if isinstance(value, Path) else "",
)
def test_every_table_is_in_the_one_form(path: Path, kind: type[Record]) -> None:
    assert tables.write(tables.read(kind, path), kind).encode() == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("program,printed\n", "table.csv:1: header: reads program,printed; it would be program,printed_name"),
        (f"{BUDGETS}\na,b\n", "table.csv:2: row: has 2 cells, not 12"),
        (f"{BUDGETS}\nq,Q,2024,draft,1,,1億円,,,,1,transcribed\n", "table.csv:2: line_start: is empty"),
        (f"{BUDGETS}\nq,Q,R6,draft,1,,1億円,,,1,1,transcribed\n", "fiscal_year: 'R6' is no whole number"),
        (f"{BUDGETS}\nq,Q,2024,drafd,1,,1億円,,,1,1,transcribed\n", "phase: 'drafd' is no phase; it would be one of"),
        (
            f"{BUDGETS}\nq,Q,2024,draft,1,,1億円,,a; b,1,1,transcribed\n",
            "qualifiers: 'a; b' is no list of different words",
        ),
        (f"{BUDGETS}\nq,Q ,2024,draft,1,,1億円,,,1,1,transcribed\n", "printed_name: 'Q ' has white space"),
        (f'{BUDGETS}\nq,"Q,2024\n', "row: is no CSV"),
        (f"{BUDGETS}\nq,Q,2024,draft,1,,1億円,,new;old,1,1,transcribed\n", "qualifiers: 'old' is no qualifier"),
        (f"{BUDGETS}\nq,Q,2024,draft,1,,1億円,,new;new,1,1,transcribed\n", "is no list of different words"),
        (f"{BUDGETS}\nq,Q,0,draft,1,,1億円,,,1,1,transcribed\n", "fiscal_year: 0 is not between 1926 and 2125"),
        (f"{BUDGETS}\nq,Q,2024,draft,1,,1億円,,,0,1,transcribed\n", "line_start: 0 is not between 1 and"),
        (f"{BUDGETS}\nq,Q,2024,draft,{'9' * 30},,1億円,,,1,1,transcribed\n", "is no whole number in at most 18"),
        (f"{BUDGETS}\nq,Q\x1b[31m,2024,draft,1,,1億円,,,1,1,transcribed\n", "the invisible character U+001B"),
        (f"{BUDGETS}\nq,{'Q' * 501},2024,draft,1,,1億円,,,1,1,transcribed\n", "goes on for 501 characters"),
        ("\ufeff" + BUDGETS, "table.csv:1: file: begins with a byte order mark"),
        (f'{BUDGETS}\n"q",Q,2024,draft,1,,1億円,,,1,1,parsed\n', 'table.csv:2: row: reads \'"q",Q'),
    ],
)
def test_a_broken_table_names_line_column_and_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(TableDefects) as refused:
        tables.read(BudgetRow, path)
    assert message in str(refused.value)


def test_every_defect_of_a_table_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{BUDGETS}\nq,Q,x,draft,1,,1億円,,,1,1,typed\nq,Q,2024,,1,,1億円,,,1,1,parsed\n", encoding="utf-8")
    with pytest.raises(TableDefects) as refused:
        tables.read(BudgetRow, path)
    assert [defect.column for defect in refused.value.defects] == ["fiscal_year", "method", "phase"]


def test_a_table_with_other_line_ends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f"{BUDGETS}\r\nq,Q,2024,draft,1,,1億円,,,1,1,transcribed\r\n".encode())
    with pytest.raises(TableDefects, match=r"table\.csv:1: row: reads"):
        tables.read(BudgetRow, path)


def test_a_table_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableDefects, match="file: cannot be read: Is a directory"):
        tables.read(BudgetRow, tmp_path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableDefects, match=r"none\.csv:1: file: is missing"):
        tables.read(BudgetRow, tmp_path / "none.csv")


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"program\n" + "事業".encode("shift_jis"))
    with pytest.raises(TableDefects, match=r"table\.csv:2: file: is not UTF-8: byte 8"):
        tables.read(BudgetRow, path)


@pytest.mark.parametrize(
    ("kind", "row", "column"),
    [
        (EntryRow, "q,Q,,,,yes,1,1,parsed", "is_new"),
        (TermRow, "q,awards,many,,5件,1,1,parsed", "value"),
        (TermRow, "q,number-of-awards,1e3,,5件,1,1,parsed", "value"),
        (TermRow, "q,number-of-awards,NaN,,5件,1,1,parsed", "value"),
    ],
)
def test_a_cell_of_another_type_is_refused(tmp_path: Path, kind: type[Record], row: str, column: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(",".join(tables.columns(kind)) + f"\n{row}\n", encoding="utf-8")
    with pytest.raises(TableDefects) as refused:
        tables.read(kind, path)
    assert column in {defect.column for defect in refused.value.defects}


def test_the_contract_names_every_table_and_its_columns() -> None:
    contract = (holdings.DATA / "FORMAT.md").read_text(encoding="utf-8")
    for path, kind in holdings.files():
        assert path.name in contract
        assert ", ".join(tables.columns(kind)) in contract

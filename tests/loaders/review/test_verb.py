import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import seisaku
from tests.loaders.review.conftest import DECIDED, GIVEN, contents, edit

SET = tuple(part for column, value in GIVEN.items() for part in ("--set", f"{column}={value}"))


def run(draft: Path, books: Path, *options: str) -> Result:
    return CliRunner().invoke(seisaku.app, ["review", str(draft), "--data", str(books), *options])


def test_from_an_extraction_to_tables_and_back(draft: Path, books: Path) -> None:
    shown = run(draft, books)
    assert (shown.exit_code, "? new-1: program" in shown.stdout) == (1, True)
    for before, after in DECIDED:
        edit(draft / "suggestions.csv", before, after)
    accepted = run(draft, books, "--accept", "all", *SET)
    assert (accepted.exit_code, "names.csv: written" in accepted.stdout) == (0, True)
    again = run(draft, books)
    assert (again.exit_code, "nothing differs for rows marked parsed" in again.stdout) == (0, True)
    marked = run(draft, books, "--mark")
    assert (marked.exit_code, "budgets: 3 parsed, 0 transcribed, 0 restored (100%)" in marked.stdout) == (0, True)


def test_a_row_marked_parsed_that_differs_is_exit_code_1(decided: Path, known: Path) -> None:
    edit(decided / "budgets.csv", ",10億円,,,3,3,", ",10億円,,,2,3,")
    done = run(decided, known)
    assert (done.exit_code, "fiction-r6: 1 rows marked parsed differ" in done.stdout) == (1, True)
    assert json.loads(run(decided, known, "--json").stdout)["agrees"] is False


def test_json_for_a_program(decided: Path, known: Path) -> None:
    said = json.loads(run(decided, known, "--json").stdout)
    assert said["tables"]["terms"]["removed"] == 1
    accepted = json.loads(run(decided, known, "--accept", "terms:10", "--accept", "budgets", "--json").stdout)
    assert [Path(path).name for path in accepted["written"]] == ["terms.csv"]
    assert [kept["change"] for kept in accepted["kept"]] == ["changed"]
    assert json.loads(run(decided, known, "--mark", "--json").stdout)["methods"]["terms"] == {"parsed": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--accept", "all"), "say --set title=... --set publisher=..."),
        (("--accept", "all", "--set", "title"), "takes NAME=VALUE, not 'title'"),
        (("--accept", "wishes"), "--accept wishes: it would be all, programs"),
        (("--accept", "all", "--mark"), "--accept and --mark are two steps"),
        (("--set", "title=x"), "--set goes with --accept"),
        (("--mark",), "fiction-r6 is not registered: accept its draft first"),
        (("--id", "No Slug"), "'No Slug' is no id of a document"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(decided: Path, books: Path, options: tuple[str, ...], message: str) -> None:
    before = contents(books)
    done = run(decided, books, *options)
    assert (done.exit_code, message in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    assert contents(books) == before


def test_a_folder_that_is_none_is_exit_code_2(tmp_path: Path, books: Path) -> None:
    done = run(tmp_path / "none", books)
    assert (done.exit_code, "is no folder: `seisaku extract FILE --id ID --out" in done.stderr) == (2, True)


def test_data_that_are_none_are_exit_code_2(decided: Path, tmp_path: Path) -> None:
    done = run(decided, tmp_path / "none")
    assert (done.exit_code, "documents.csv:1: file: is missing" in done.stderr) == (2, True)


def test_a_source_that_is_gone_is_said_and_hinders_nothing(decided: Path, books: Path) -> None:
    (decided.parent / "slides.txt").unlink()
    assert "no lines are shown beside the rows" in run(decided, books).stdout
    assert run(decided, books, "--accept", "all", *SET).exit_code == 0

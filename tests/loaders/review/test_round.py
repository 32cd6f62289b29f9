"""From a file to tables and back, with what the readers really extract."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import seisaku
from loaders import holdings, sources
from tests.loaders.review.conftest import edit

SLIDES = """架空科学推進事業
令和6年度予算額（案） 12億円
（前年度予算額 10億円）
文部科学省
背景・課題
○ 「架空基本計画」（令和5年6月16日閣議決定）に基づき、研究を推進する。
（担当：架空局架空課）
"""
SET = ("--set", "title=架空", "--set", "publisher=fiction-office", "--set", "family=slides")
KINDS = {"program": "", "policy": "", "organization": "division"}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(seisaku.app, [str(argument) for argument in arguments])


def decide(folder: Path) -> int:
    path = folder / "suggestions.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    cells = [row.split(",") for row in rows]
    decided = [[*row[:6], row[2].replace("new", "fiction"), KINDS[row[1]]] for row in cells]
    path.write_text("\n".join([header, *(",".join(row) for row in decided)]) + "\n", encoding="utf-8")
    return len(decided)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_from_a_file_to_tables_and_back(books: Path, tmp_path: Path, encoding: str) -> None:
    source, folder = tmp_path / "fiction.txt", tmp_path / "out"
    source.write_text(SLIDES, encoding=encoding)
    extract = ("extract", source, "--id", "fiction-r6", "--out", folder, "--data", books)
    assert run(*extract).exit_code == 0
    review = ("review", folder, "--data", books)
    shown = run(*review)
    assert (shown.exit_code, ">      2 | 令和6年度予算額（案） 12億円" in shown.stdout) == (1, True)
    assert decide(folder) >= 2
    accepted = run(*review, "--accept", "all", *SET)
    assert (accepted.exit_code, accepted.stderr) == (0, "")
    held = holdings.load(books)
    assert [row.amount_yen for row in held.tables["fiction-r6"].budgets] == [1_200_000_000, 1_000_000_000]
    assert {found.code for found in sources.verified(held, tmp_path).values()} == {"verified"}
    assert run(*extract, "--force").exit_code == 0
    assert (folder / "suggestions.csv").read_text(encoding="utf-8").count("\n") == 1
    again = run(*review, "--json")
    assert (again.exit_code, json.loads(again.stdout)["agrees"]) == (0, True)


def test_an_edited_folder_is_not_extracted_over(books: Path, tmp_path: Path) -> None:
    source, folder = tmp_path / "fiction.txt", tmp_path / "out"
    source.write_text(SLIDES, encoding="utf-8")
    extract = ("extract", source, "--id", "fiction-r6", "--out", folder, "--data", books)
    assert run(*extract).exit_code == 0
    assert run(*extract).exit_code == 0
    edit(folder / "budgets.csv", "12億円", "13億円")
    refused = run(*extract)
    assert (refused.exit_code, "was edited since it was written" in refused.stderr) == (2, True)

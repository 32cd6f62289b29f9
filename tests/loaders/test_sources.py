import shutil
from collections import Counter
from pathlib import Path

import pytest

from loaders import holdings, sources
from loaders.errors import SourceMismatch
from loaders.holdings import Holdings


def test_every_printed_string_stands_at_its_line_or_a_correction_says_why_not(held: Holdings, seeds: Path) -> None:
    found = Counter(found.code for found in sources.verified(held, seeds).values())
    restored = [row for tables in held.tables.values() for row in tables.programs if row.method == "restored"]
    assert found == {"verified": found["verified"], "corrected": len(restored)}
    assert found["verified"] > 600


def test_a_quotation_holds_the_lines_of_its_row(held: Holdings, seeds: Path) -> None:
    row = next(row for row in held.tables["mext-r8-life-science"].budgets if row.line_start == 67)
    finding = sources.verified(held, seeds)[row.place]
    assert finding.quotation is not None
    assert "852億円" in finding.quotation


def test_without_source_files_nothing_counts_as_verified(held: Holdings) -> None:
    found = Counter(found.code for found in sources.assumed(held).values())
    assert set(found) == {"not-verified", "corrected"}


def test_a_missing_source_file_is_named(held: Holdings, tmp_path: Path) -> None:
    with pytest.raises(SourceMismatch, match="is missing: it would be the file of mext-r6-research-promotion"):
        sources.verified(held, tmp_path)


def test_another_version_of_a_source_file_is_refused(held: Holdings, seeds: Path, tmp_path: Path) -> None:
    for row in held.registries.documents:
        shutil.copy(seeds / row.path, tmp_path)
    path = tmp_path / held.registries.documents[0].path
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(SourceMismatch, match="is another version of mext-r6-research-promotion"):
        sources.verified(held, tmp_path)


def test_a_string_that_does_not_stand_at_its_line_is_named(data: Path, seeds: Path) -> None:
    path = data / "tables" / "mext-r8-life-science" / "budgets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",67,67,", ",66,66,", 1), encoding="utf-8")
    with pytest.raises(SourceMismatch) as refused:
        sources.verified(holdings.load(data), seeds)
    assert len(refused.value.findings) == 1
    assert "budgets.csv:2: budgets.printed: '852億円' does not stand at mext-r8-life-science lines 66-66" in str(
        refused.value
    )


def test_one_correction_hides_no_other_cell_of_its_row(data: Path, seeds: Path) -> None:
    table = data / "tables" / "mext-r8-life-science" / "citations.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",令和7年6月,閣議決定,", ",令和7年6月1日,閣議決定,", 1), encoding="utf-8")
    corrections = data / "corrections.csv"
    reason = "mext-r8-life-science,81,citations.printed_title,,経済財政運営と改革の基本方針2025,a reason\n"
    corrections.write_text(corrections.read_text(encoding="utf-8") + reason, encoding="utf-8")
    with pytest.raises(SourceMismatch, match=r"citations\.printed_date: '令和7年6月1日' does not stand at"):
        sources.verified(holdings.load(data), seeds)


def test_a_correction_must_find_what_it_corrects(data: Path, seeds: Path) -> None:
    path = data / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",同土国,", ",同士国,", 1), encoding="utf-8")
    with pytest.raises(SourceMismatch, match="printed: '同士国' does not stand at mext-r6-research-promotion line 40"):
        sources.verified(holdings.load(data), seeds)


def test_lines_beyond_the_end_of_the_file_print_nothing(data: Path, seeds: Path) -> None:
    path = data / "tables" / "mext-r8-life-science" / "budgets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",677,677,", ",677,99999,", 1), encoding="utf-8")
    with pytest.raises(SourceMismatch, match="lines 677-99999"):
        sources.verified(holdings.load(data), seeds)

import json
from pathlib import Path

import pytest

from loaders.errors import DraftUnusable, TableDefects
from loaders.review import context, drafts
from tests.loaders.review.conftest import edit


def test_a_draft_is_the_tables_now_and_as_extracted(draft: Path) -> None:
    edit(draft / "terms.csv", "支援期間 5年", "5年")
    found = drafts.read(draft)
    assert [row.printed for row in (*found.tables.terms, *found.extracted.terms)] == ["5年", "支援期間 5年"]
    assert (found.source.document, found.residue[0].reason) == ("fiction-r6", "no amount beside it")
    assert [row.slug for row in found.suggestions] == ["new-1", "new-8", "new-policy-5", "new-organization-6"]


@pytest.mark.parametrize(
    ("slug", "provisional"),
    [
        ("new-1", True),
        ("new-1-2", True),
        ("new-policy-12", True),
        ("new-organization-1-2", True),
        ("new-deal-12", False),
        ("new-frontiers", False),
        ("new-2-frontiers", False),
        (None, False),
    ],
)
def test_a_provisional_slug_is_known_by_its_form(slug: object, provisional: bool) -> None:
    assert drafts.is_provisional(slug) is provisional


def test_what_extract_did_not_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DraftUnusable, match=r"is no folder: `seisaku extract FILE --id ID --out .*` writes one"):
        drafts.read(tmp_path / "none")
    with pytest.raises(DraftUnusable, match=r"extraction\.json is missing: .* was not written by `seisaku extract"):
        drafts.read(tmp_path)


def test_what_no_longer_tells_its_changes_is_refused(draft: Path) -> None:
    (draft / "extracted").rename(draft / "kept")
    with pytest.raises(DraftUnusable, match="extracted is missing: it tells what a person changed"):
        drafts.read(draft)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"path": 1, "sha256": "x"}',
        '{"path": "x", "sha256": "x", "phase": 1}',
        '{"path": "x"}',
        "[" * 9000,
        "\udcff",
    ],
)
def test_a_manifest_that_is_none_is_refused(draft: Path, text: str) -> None:
    (draft / "extraction.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DraftUnusable, match=r"extraction\.json"):
        drafts.read(draft)


def test_every_broken_cell_is_named_at_once(draft: Path) -> None:
    edit(draft / "budgets.csv", ",2024,draft,1200000000,", ",R6,drafd,1200000000,")
    edit(draft / "suggestions.csv", ",80,", ",much,")
    (draft / "terms.csv").unlink()
    (draft / "residue.csv").write_bytes(b"\xff")
    with pytest.raises(TableDefects) as refused:
        drafts.read(draft)
    found = [(defect.place.file.name, defect.column) for defect in refused.value.defects]
    assert sorted(found) == [
        ("budgets.csv", "fiscal_year"),
        ("budgets.csv", "phase"),
        ("residue.csv", "file"),
        ("suggestions.csv", "score"),
        ("terms.csv", "file"),
    ]


def test_the_context_is_the_lines_around(draft: Path) -> None:
    found = context.read(drafts.read(draft))
    assert found.missing is None
    assert found.around(1, 1) == ((1, "架空科学推進事業"), (2, "令和6年度予算額（案） 12億円"))
    assert [number for number, _ in found.around(3, 4)] == [2, 3, 4, 5]
    assert [number for number, _ in found.around(2, 900)] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found.around(900, 901) == ()


def test_numbered_lines_go_before_the_bytes_of_the_file(draft: Path) -> None:
    (draft / "lines.txt").write_text("one\n\ftwo\n", encoding="utf-8")
    assert context.read(drafts.read(draft)).around(1, 1) == ((1, "one"), (2, "two"))


def test_a_source_that_is_gone_or_changed_gives_no_context_and_the_reason(draft: Path) -> None:
    path = Path(json.loads((draft / "extraction.json").read_text(encoding="utf-8"))["path"])
    path.write_text("other", encoding="utf-8")
    assert "is not the file that was read" in str(context.read(drafts.read(draft)).missing)
    path.unlink()
    found = context.read(drafts.read(draft))
    assert "no lines are shown beside the rows" in str(found.missing)
    assert found.around(1, 1) == ()

"""What is no budget document is refused with a reason and a remedy."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from loaders.errors import DocumentUnreadable
from loaders.pages import Form, document, files, read
from tests.loaders.pages import sheets
from tests.loaders.pages.sheets import Mark

TEXT = "令和8年度予算額 37億円\n"


def archive(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.txt", TEXT.encode(), Form.TEXT),
        ("a", TEXT.encode("cp932"), Form.TEXT),
        ("a.MD", TEXT.encode(), Form.MARKDOWN),
        ("a.htm", TEXT.encode(), Form.HTML),
        ("a.txt", b"<!DOCTYPE html>\n" + TEXT.encode(), Form.HTML),
        ("a.txt", sheets.pdf([[Mark(30, 100, TEXT.strip())]]), Form.PDF),
        ("a.pdf", b"\n junk \n" + sheets.pdf([[Mark(30, 100, TEXT.strip())]]), Form.PDF),
    ],
)
def test_the_content_says_what_a_file_is(tmp_path: Path, name: str, content: bytes, form: Form) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = document(path)
    assert found.form is form
    assert TEXT.strip() in [line.text for line in found.lines]
    assert read(path) == found.lines


@pytest.mark.parametrize(
    ("name", "content", "reason", "remedy"),
    [
        ("a.txt", b"", "is empty", "fetch"),
        ("a.txt", b" \r\n\n", "is empty", "fetch"),
        ("a.docx", archive("word/document.xml"), "Office file (Word)", "export it as PDF"),
        ("a.xlsx", archive("xl/workbook.xml"), "Office file (Excel)", "export it as PDF"),
        ("a.pptx", archive("ppt/presentation.xml"), "Office file (PowerPoint)", "export it as PDF"),
        ("a.zip", archive("slides.pdf"), "archive (zip)", "unpack"),
        ("a.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "old Office file", "export it as PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(90), "is an image", "OCR"),
        ("a.pdf", TEXT.encode(), "does not begin as one", "fetch"),
        ("a.txt", bytes(range(256)) * 9, "binary", "PDF, text, Markdown or HTML"),
    ],
)
def test_what_is_none_of_ours(tmp_path: Path, name: str, content: bytes, reason: str, remedy: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DocumentUnreadable) as refused:
        read(path)
    assert reason in refused.value.reason
    assert remedy in refused.value.remedy
    assert str(refused.value).startswith(f"{path}: ")


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match="is a folder: name a file in it"):
        read(tmp_path)
    with pytest.raises(DocumentUnreadable, match="is not there"):
        read(tmp_path / "missing.pdf")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(2 * files.LARGEST)
    start = time.perf_counter()
    with pytest.raises(DocumentUnreadable, match="has more than 100 MB"):
        read(path)
    assert time.perf_counter() - start < 1

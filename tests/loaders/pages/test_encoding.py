from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import DocumentUnreadable
from loaders.pages import encoding

SLIDE = """次世代計測基盤整備事業
令和8年度予算額（案） 37億円
「統合イノベーション戦略」に基づき、①計測の基盤を整備する。
"""
FILE = Path("slide.txt")


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jis_2004", "iso2022_jp_2004"]
)
def test_every_encoding_that_ministries_have_used(name: str) -> None:
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(name, "")
    assert encoding.decoded((mark + SLIDE).encode(name), FILE) == SLIDE


@pytest.mark.parametrize("text", ["37億円", "ｱｲｳ 予算額 37億円について", "令和８年度の予算", "FY2026 budget 37\n"])
@pytest.mark.parametrize("name", ["cp932", "euc_jp"])
def test_short_and_half_width_text(text: str, name: str) -> None:
    assert encoding.decoded(text.encode(name), FILE) == text


def test_what_a_page_says_of_itself_comes_first() -> None:
    assert encoding.decoded(SLIDE.encode("euc_jis_2004"), FILE, "euc_jis_2004") == SLIDE
    assert encoding.decoded(SLIDE.encode("cp932"), FILE, "x-unheard-of") == SLIDE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SLIDE.encode()[:-2], "cut off inside a character"),
        (SLIDE.encode("utf-16")[:-1], "cut off inside a character"),
        (bytes(range(256)) * 20, "binary"),
        ("Größe, naïve, déjà vu".encode("latin-1"), "is not UTF-8"),
        ("한국어 예산은 백만원입니다. 연구개발".encode("euc_kr"), "is not UTF-8"),
        (SLIDE.encode() + b"\xff" + SLIDE.encode(), "line 4, byte 166 is not UTF-8"),
        (b"\x1b$B" + b"\x30", "ISO-2022-JP"),
    ],
)
def test_what_is_none_of_these_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason) as refused:
        encoding.decoded(content, FILE)
    assert refused.value.remedy


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        assert isinstance(encoding.decoded(content, FILE), str)
    except DocumentUnreadable as error:
        assert str(FILE) in str(error)


@given(
    st.text(alphabet="予算額令和年度億円研究開発のをはにテスト12,.（）「」\n", min_size=8, max_size=80),
    st.sampled_from(["cp932", "euc_jp"]),
)
def test_japanese_comes_back_from_the_old_encodings(text: str, name: str) -> None:
    assert encoding.decoded(text.encode(name), FILE) == text

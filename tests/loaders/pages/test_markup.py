from hypothesis import given
from hypothesis import strategies as st

from loaders.pages import markup


def read(content: str) -> list[str]:
    return [line.text for line in markup.lines(content)]


def test_blocks_are_lines() -> None:
    page = """<html><head><title>x</title><style>p {}</style><script>var a = "<p>5億円</p>";</script></head><body>
      <h1>次世代計測<b>基盤</b>整備事業</h1><p>令和8年度予算額（案）<br>37億円 &amp; 関連</p>
      <ul><li>計測拠点の
      整備</li><li>人材育成</li></ul></body></html>"""
    assert read(page) == [
        *("次世代計測基盤整備事業", "", "令和8年度予算額（案）", "37億円 & 関連", "", "計測拠点の 整備", "人材育成"),
    ]


def test_rows_of_tables_are_lines() -> None:
    page = """<table><tr><th>事業名</th><th>予算額</th><th>備考</th></tr>
      <tr><td><p>計測<br>拠点</p></td><td>37億円</td><td></td></tr><tr><td></td><td>5億円</td><td>新規</td></tr></table><p>後</p>"""
    assert read(page) == ["事業名\t予算額\t備考", "計測 拠点\t37億円", "\t5億円\t新規", "", "後"]


def test_old_pages_in_capitals_and_without_ends() -> None:
    assert read("<BODY><P>令和元年度<P>5億円<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>") == [
        *("令和元年度", "", "5億円", "", "a\tb", "c"),
    ]


def test_the_charset_a_page_names() -> None:
    assert markup.charset(b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">') == "Shift_JIS"
    assert markup.charset(b"<meta charset='euc-jp'>") == "euc-jp"
    assert markup.charset(b"<p>charset=x</p>") is None


@given(st.text(alphabet="<>/&#;!-[]\"'= \ntdrhpabscrightle37億円"))
def test_any_markup_is_read(content: str) -> None:
    found = markup.lines(content)
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert not any("\n" in line.text for line in found)

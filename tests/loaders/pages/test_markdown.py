import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.pages import markdown, text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("# 次世代計測基盤整備事業", "次世代計測基盤整備事業"),
        ("### 予算額 ###", "予算額"),
        ("- **計測拠点の整備 14億円**（12億円）", "- 計測拠点の整備 14億円（12億円）"),
        ("**37**億*円*", "37億円"),
        ("*NCBN: 計測のネットワーク", "*NCBN: 計測のネットワーク"),
        ("* 令和7年度は別の事業で実施", "* 令和7年度は別の事業で実施"),
        ("| 事業名 | 予算額 |  |", "事業名\t予算額\t"),
        ("| 計測 \\| 分析 | 37億円 |", "計測 | 分析\t37億円"),
        ("|---|:--:|", ""),
        ("---", ""),
        ("> 「戦略」（令和7年閣議決定）", "「戦略」（令和7年閣議決定）"),
        ("[計測の基盤](https://example.org/a)を整備", "計測の基盤を整備"),
        ("37億円<br>（36億円）", "37億円 （36億円）"),
        ("3\\*4", "3*4"),
        ("第1回 #3", "第1回 #3"),
        ("10人 > 5人", "10人 > 5人"),
    ],
)
def test_marks_are_lifted(written: str, printed: str) -> None:
    assert [line.text for line in markdown.lifted(text.lines(written))] == [printed]


@given(st.text(alphabet="|*_#>-=~`[]()\\ \n円3a"))
def test_lines_keep_their_numbers(content: str) -> None:
    before = text.lines(content)
    assert [line.number for line in markdown.lifted(before)] == [line.number for line in before]

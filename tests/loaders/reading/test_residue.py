from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.pages import Line
from loaders.reading import budgets, programs, residue, tokens
from loaders.reading.outline import outline
from loaders.values import folded

PIECES = st.sampled_from(
    [
        "次世代蓄電池開発事業",
        "令和6年度予算額（案）",
        "（前年度予算額",
        "12億円）",
        "3.5億円",
        "1,234百万円（新規）",
        "令和5年度補正予算額",
        "背景・課題",
        "① 拠点形成プログラム 8億円（7億円）",
        "うちJST分 2億円",
        "※運営費交付金中の推計額含む",
        "区分 前年度予算額 令和7年度要求額 増減",
        "観測事業 1,500 1,800 300",
        "（単位：百万円）",
        "（担当：研究振興局基盤課）",
        "令和5年6月16日閣議決定",
        "事業期間：R4年度～R8年度",
        "世界市場は3兆円。",
        "年間700万円/件",
        "11,915（10,440）百万円",
        "7",
        "",
        "\f",
        "| a | 令和6年度 | 1億円 |",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14),
    st.lists(st.text(max_size=30), max_size=6),
    st.lists(st.text(alphabet="令和元年度予算額案（）()億円千百万1２,.①-・※うち事業\t|【】 ", max_size=30), max_size=8),
)


def read(texts: list[str]) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, 1)]


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_breaks_the_reading_and_no_amount_is_lost(texts: list[str]) -> None:
    found = outline(read(texts))
    rows = [*budgets.read(found), *programs.read(found)]
    left = residue.read(found, rows)
    held = [folded(row.printed) for row in budgets.read(found)] + [folded(row.printed) for row in left]
    # A line break within the document may be a page's: what is joined over it is an amount of no slide.
    for slide in found.slides:
        for token in tokens.money_tokens("\n".join(line.text.replace("\n", " ") for line in slide.lines)):
            assert folded(token.printed) in held


def test_what_no_record_holds_is_listed_with_its_reason() -> None:
    lines = read(
        ["蓄電池開発事業", "令和6年度予算額（案） 12億円", "背景・課題", "世界市場は3兆円（令和5年6月閣議決定）。"]
    )
    found = outline(lines)
    left = residue.read(found, budgets.read(found))
    assert [(row.line, row.text_kind, row.printed) for row in left] == [
        (4, "money", "3兆円"),
        (4, "date", "令和5年6月"),
        (4, "decision", "閣議決定"),
    ]
    assert left[0].reason == "a market, a cost or an estimate, not a budget"

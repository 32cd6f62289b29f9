import pytest

from loaders.pages import Line
from loaders.reading import budgets, residue
from loaders.reading.outline import outline
from loaders.values import folded
from tests.loaders.reading.printings import Printing

PRINTINGS = (
    Printing(
        "only budgets that were passed",
        """深海観測情報技術開発
令和３年度予算額　　110百万円
（令和２年度予算額　124百万円）
海洋の情報を広く集める技術を開発する。

沿岸資源把握技術開発事業
令和３年度予算額　　80百万円
（令和２年度予算額　90百万円）
""",
        (
            ("110百万円", 2021, "initial", "深海観測情報技術開発"),
            ("124百万円", 2020, "initial", "深海観測情報技術開発"),
            ("80百万円", 2021, "initial", "沿岸資源把握技術開発事業"),
            ("90百万円", 2020, "initial", "沿岸資源把握技術開発事業"),
        ),
    ),
    Printing(
        "passed, with a supplementary budget of the year before",
        """小型衛星実証プログラム
令和元年度成立予算額　25億円
平成30年度第２次補正予算額　12億円
（平成30年度当初予算額　18億円）
""",
        (
            ("25億円", 2019, "initial", "小型衛星実証プログラム"),
            ("12億円", 2018, "supplementary", "小型衛星実証プログラム"),
            ("18億円", 2018, "initial", "小型衛星実証プログラム"),
        ),
    ),
    Printing(
        "a supplementary budget alone",
        """令和５年度文部科学省関係補正予算の概要

惑星探査基金事業　1,500億円
若手研究者海外派遣事業　146億円
・令和6年度要求と一体で支援する。
""",
        (
            ("1,500億円", 2023, "supplementary", "惑星探査基金事業"),
            ("146億円", 2023, "supplementary", "若手研究者海外派遣事業"),
        ),
    ),
    Printing(
        "two forms of a year in one label",
        """光量子計測推進事業
平成31年度（2019年度）予算額（案）　12億円
（平成30年度（2018年度）予算額　10億円）
2018（平成30）年度第2次補正予算額　3億円
""",
        (
            ("12億円", 2019, "draft", "光量子計測推進事業"),
            ("10億円", 2018, "initial", "光量子計測推進事業"),
            ("3億円", 2018, "supplementary", "光量子計測推進事業"),
        ),
    ),
    Printing(
        "years side by side above their amounts",
        """中性子施設の共用事業
令和９年度要求・要望額　　169億円
（前年度予算額　　　　　　157億円）
令和6年度　令和7年度　令和8年度
１５５億円　１５６億円　１５７億円
""",
        (
            ("169億円", 2027, "request", "中性子施設の共用事業"),
            ("157億円", 2026, "initial", "中性子施設の共用事業"),
            ("１５５億円", 2024, "initial", "中性子施設の共用事業"),
            ("１５６億円", 2025, "initial", "中性子施設の共用事業"),
            ("１５７億円", 2026, "initial", "中性子施設の共用事業"),
        ),
    ),
    Printing(
        "budgets in sentences, and the year before in a bracket below a supplementary one",
        """先端起業支援基金事業
令和４年度第２次補正予算額 98,800百万円（基金）
令和5年度補正予算額　5億円の内数
令和6年度当初予算額　20億円（前年度19億円）
○令和4年度第2次補正予算により、機構に基金（988億円）を造成。令和2年度補正予算で8億円を計上。
○令和5年度執行額 12億円、繰越額 4億円
○投資家からの出資額50億円。
""",
        (
            ("98,800百万円", 2022, "supplementary", "先端起業支援基金事業"),
            ("5億円の内数", 2023, "supplementary", "先端起業支援基金事業"),
            ("20億円", 2024, "initial", "先端起業支援基金事業"),
            ("19億円", 2023, "initial", "先端起業支援基金事業"),
            ("988億円", 2022, "supplementary", "先端起業支援基金事業"),
            ("8億円", 2020, "supplementary", "先端起業支援基金事業"),
            ("12億円", 2023, "executed", "先端起業支援基金事業"),
            ("4億円", 2023, "carried-over", "先端起業支援基金事業"),
        ),
        ("50億円",),
    ),
    Printing(
        "what the state does not pay this year",
        """次世代炉設備転換支援事業
国庫債務負担行為要求額 2,025億円 ※令和６年度補正予算額 300億円
・総開発費 約1,900億円、国の分担：約200億円
・補助上限額３億円
""",
        (("300億円", 2024, "supplementary", "次世代炉設備転換支援事業"),),
        ("2,025億円", "1,900億円", "200億円", "３億円"),
    ),
    Printing(
        "names that end like shares",
        """学術基盤の推進
令和6年度予算額（案） 2,500億円
（前年度予算額 2,400億円）
・基礎科学研究費　2,100億円（2,050億円）
・博士課程奨励金　40億円（前年度：39億円）
・直接経費 3,000万円
""",
        (
            ("2,500億円", 2024, "draft", "学術基盤の推進"),
            ("2,400億円", 2023, "initial", "学術基盤の推進"),
            ("2,100億円", 2024, "draft", "基礎科学研究費"),
            ("2,050億円", 2023, "initial", "基礎科学研究費"),
            ("40億円", 2024, "draft", "博士課程奨励金"),
            ("39億円", 2023, "initial", "博士課程奨励金"),
        ),
        ("3,000万円",),
    ),
    Printing(
        "a joint project of several ministries",
        """希少疾患新薬創出プロジェクト
平成２６年度概算要求額 301億円（うち要望額 58億円）
■創薬基盤支援事業【文】　　　42億円（35億円）
■新薬実用化研究事業【厚・経】　71億円（新規）
""",
        (
            ("301億円", 2014, "request", "希少疾患新薬創出プロジェクト"),
            ("58億円", 2014, "request", "希少疾患新薬創出プロジェクト"),
            ("42億円", 2014, "request", "創薬基盤支援事業"),
            ("35億円", 2013, "initial", "創薬基盤支援事業"),
            ("71億円", 2014, "request", "新薬実用化研究事業"),
        ),
    ),
    Printing(
        "a request in thousands of yen",
        """原子力人材の育成

（単位：千円）
事項　　　令和6年度要求額　　前年度当初予算額　　対前年度比較増△減額
原子炉システム開発事業　　1,512,000　　1,118,300　　393,700
放射線人材育成事業　　300,000　　324,100　　△24,100
放射線新規調査事業　　15,000　　0　　15,000
""",
        (
            ("1,512,000", 2024, "request", "原子炉システム開発事業"),
            ("1,118,300", 2023, "initial", "原子炉システム開発事業"),
            ("300,000", 2024, "request", "放射線人材育成事業"),
            ("324,100", 2023, "initial", "放射線人材育成事業"),
            ("15,000", 2024, "request", "放射線新規調査事業"),
        ),
    ),
)


def lines(text: str) -> list[Line]:
    return [Line(number, line, page=1) for number, line in enumerate(text.splitlines(), 1)]


@pytest.mark.parametrize("printing", PRINTINGS, ids=lambda printing: printing.name)
def test_every_amount_has_the_year_and_the_phase_of_its_label(printing: Printing) -> None:
    found = outline(lines(printing.text))
    rows = budgets.read(found)
    assert [(row.printed, row.fiscal_year, row.phase, row.program) for row in rows] == list(printing.amounts)
    left = [row for row in residue.read(found, rows) if row.text_kind == "money"]
    assert [folded(row.printed) for row in left] == list(printing.asides)


@pytest.mark.parametrize(
    ("text", "year", "phase"),
    [
        (
            "令和5年度補正予算の概要\n月面事業 5億円\n令和6年度予算額（案）は未定\n令和5年度補正予算",
            2023,
            "supplementary",
        ),
        ("令和5年度補正予算額 5億円\n令和6年度予算額（案） 5億円", 2024, "draft"),
        ("令和元年度予算額 5億円\n平成30年度補正予算額 5億円\n平成30年度補正予算額 6億円", 2019, "initial"),
        ("令和5年度予算額 5億円\n令和5年度補正予算額 6億円", 2023, "supplementary"),
        ("令和7年度科学技術関係概算要求の概要\n月面事業 5億円", 2025, "request"),
        ("月面事業", 1926, "draft"),
    ],
)
def test_a_document_presents_one_budget(text: str, year: int, phase: str) -> None:
    found = outline(lines(text))
    assert (found.fiscal_year, found.phase) == (year, phase)


def test_a_slice_of_a_request_is_marked() -> None:
    rows = budgets.read(outline(lines("月面事業\n令和6年度概算要求額 30億円（うち要望額 5億円）")))
    assert [row.qualifiers for row in rows] == [(), ("of-which",)]

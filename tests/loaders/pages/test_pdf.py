"""Slides as PDF: what is read in which order."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from loaders.errors import DocumentUnreadable
from loaders.pages import layout, pdf, pdfium
from loaders.pages.line import Line
from tests.loaders.pages import sheets
from tests.loaders.pages.sheets import HEIGHT, Mark, column, downwards

FILE = Path("slides.pdf")
PROSE = (
    "○ 計測の技術は研究開発の基盤であり、世界の各国で整備の競争が",
    "激しくなっていることから、「経済財政運営と改革の基本方針２０",
    "２５」（令和7年6月13日閣議決定）において強化が求められた。",
    "○ 産学の連携を進める。",
)
BOX = (
    "① 計測拠点の整備 14億円（12億円）",
    "② 人材の育成 3億円（新規）",
    "・大学の若手を対象とする。",
    "【事業スキーム】",
)
TITLE = Mark(30, 45, "次世代計測基盤整備事業", 24)


def lines(*pages: Sequence[Mark], rotate: int = 0) -> tuple[Line, ...]:
    return layout.lines(pdfium.pages(sheets.pdf(pages, rotate=rotate)))


def texts(*pages: Sequence[Mark], rotate: int = 0) -> list[str]:
    return [line.text for line in lines(*pages, rotate=rotate) if line.text]


def test_the_title_and_its_amounts_come_before_two_columns() -> None:
    head = [
        *column(640, 30, ["令和8年度予算額（案）", "（前年度予算額"], size=14),
        *column(830, 30, ["37億円", "36億円）"], size=14),
    ]
    page = [*column(520, 110, BOX), *column(30, 110, PROSE), Mark(880, 18, "文部科学省", 9), *head, TITLE]
    assert texts(page) == [
        *("次世代計測基盤整備事業", "文部科学省", "令和8年度予算額（案）\t37億円", "（前年度予算額\t36億円）"),
        "".join(PROSE[:3]),
        *(PROSE[3], *BOX),
    ]


def test_a_table_is_read_row_by_row() -> None:
    cells = [
        *column(30, 110, ["事業名", "計測拠点", "人材育成", "合計"]),
        *column(330, 110, ["前年度予算額", "1,234", "567", "1,801"]),
        *column(480, 110, ["令和8年度要求額", "2,345", "△89", "2,256"]),
        *(Mark(700, 110, "備考"), Mark(700, 146, "新規")),
    ]
    assert texts(cells) == [
        *("事業名\t前年度予算額\t令和8年度要求額\t備考", "計測拠点\t1,234\t2,345"),
        *("人材育成\t567\t△89\t新規", "合計\t1,801\t2,256"),
    ]


def test_a_name_on_two_lines_has_its_figures_between_them() -> None:
    names = [Mark(30, 100, "計測に関する先端的な"), Mark(30, 114, "研究基盤の整備"), Mark(30, 150, "人材育成")]
    figures = [Mark(330, 107, "12,345"), Mark(480, 107, "23,456"), Mark(330, 150, "5"), Mark(480, 150, "6")]
    assert texts([*names, *figures]) == ["計測に関する先端的な研究基盤の整備\t12,345\t23,456", "人材育成\t5\t6"]


def test_keys_stand_beside_their_values() -> None:
    keys, values = (
        ["事業実施期間", "支援対象", "補助率"],
        ["令和6年度～令和10年度", "大学、国立研究開発法人等", "定額補助"],
    )
    page = [*column(30, 110, keys), *column(160, 110, values)]
    assert texts(page) == [f"{key}\t{value}" for key, value in zip(keys, values, strict=True)]


def test_a_table_below_two_columns_is_apart_from_them() -> None:
    table = [
        *column(30, 300, ["計測拠点", "人材育成"]),
        *column(330, 300, ["1,234", "567"]),
        *column(700, 300, ["2,345", "89"]),
    ]
    found = texts([*column(30, 110, PROSE), *column(520, 110, BOX), *table])
    assert found[-2:] == ["計測拠点\t1,234\t2,345", "人材育成\t567\t89"]
    assert found[1:-2] == [PROSE[3], *BOX]


def test_page_numbers_and_running_feet_end_their_page() -> None:
    pages = [
        [Mark(30, 530, "科学技術予算の概要", 9), Mark(30, 110, f"第{nth}の事業 {nth}億円"), Mark(930, 530, f"{nth}", 9)]
        for nth in range(1, 5)
    ]
    assert texts(*pages)[:6] == [
        *("第1の事業 1億円", "科学技術予算の概要\t1"),
        *("第2の事業 2億円", "科学技術予算の概要\t2"),
        *("第3の事業 3億円", "科学技術予算の概要\t3"),
    ]
    assert [line.page for line in lines(*pages) if line.text][::2] == [1, 2, 3, 4]


def test_amounts_in_the_margin_of_every_page_are_no_running_head() -> None:
    pages = [[TITLE, Mark(640, 20, "37億円", 12), Mark(30, 110, f"本文その{nth}")] for nth in range(4)]
    assert texts(*pages)[:2] == ["次世代計測基盤整備事業", "37億円"]


def test_a_page_number_glued_to_a_line_loses_nothing() -> None:
    assert texts([Mark(30, 535, "令和8年度予算額 37億円12", 9)]) == ["令和8年度予算額 37億円12"]


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_reads_like_an_upright_one(rotate: int) -> None:
    page = [TITLE, *column(30, 110, PROSE), *column(520, 110, BOX), Mark(930, 530, "7", 9)]
    assert texts(page, rotate=rotate) == texts(page)


def test_ruby_vertical_and_turned_text_survive() -> None:
    page = [
        *(
            Mark(300, 200, "拠点の整備"),
            Mark(300, 189, "きょてん", 5),
            Mark(500, 200, "37億円"),
            Mark(538, 196, "※1", 6),
        ),
        *downwards(20, 200, "縦書きの注記"),
        *(Mark(940, 400, "横向きの3億円", 10, 90), Mark(700, 400, "斜めの印", 10, 30)),
    ]
    found = texts(page)
    assert {"きょてん", "縦書きの注記", "横向きの3億円", "斜めの印"} <= set(found)
    assert "拠点の整備" in "".join(found)
    assert any("37億円※1" in one for one in found)


def test_characters_that_stand_apart_are_one_word() -> None:
    spread = [Mark(30 + 36 * nth, 110, one, 18) for nth, one in enumerate("研究振興局")]
    assert texts(spread) == ["研究振興局"]


def test_what_is_printed_twice_for_boldness_is_read_once() -> None:
    assert texts([Mark(30, 110, "計測拠点"), Mark(30.3, 110.2, "計測拠点")]) == ["計測拠点"]


def test_radicals_are_the_characters_they_stand_for() -> None:
    assert texts([Mark(30, 110, "⽂部科学省の⺠間⻑期計画")]) == ["文部科学省の民間長期計画"]


def test_places_are_kept() -> None:
    found = lines([TITLE])[0]
    assert found.box is not None
    assert (found.box.left, round(found.box.size)) == (30, 24)
    assert 20 < found.box.top < found.box.bottom < 50


def test_the_file_is_read_in_a_process_of_its_own() -> None:
    found = pdf.lines(sheets.pdf([[TITLE], [Mark(30, 110, "37億円")]]), FILE)
    assert [(line.number, line.text, line.page) for line in found] == [
        *((1, "次世代計測基盤整備事業", 1), (2, "", 2), (3, "37億円", 2)),
    ]


SHEET = sheets.pdf([[Mark(30, HEIGHT / 2, "令和8年度予算額 37億円")]])
LOCKED = "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "41" * 32 + ">/U<" + "42" * 32 + ">>>/ID[<41><41>]"


@pytest.mark.parametrize(
    ("content", "reason", "remedy"),
    [
        (sheets.pdf([[TITLE]], trailer=LOCKED), "encrypted", "password"),
        (sheets.pdf([[], []]), "no text layer", "OCR"),
        (SHEET[:40], "damaged or cut off", "fetch the file anew"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged or cut off", "fetch the file anew"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, reason: str, remedy: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason) as refused:
        pdf.lines(content, FILE)
    assert remedy in refused.value.remedy


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(DocumentUnreadable, match="is not read within"):
        pdf.lines(SHEET, FILE)


def test_a_file_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY", 1)
    with pytest.raises(DocumentUnreadable, match="needs more than"):
        pdf.lines(SHEET, FILE)

"""Specifications: what they say, and that all of it is inside the picture."""

import json
from dataclasses import replace
from typing import Any

import pytest

from server.charts.drawing import drawing
from server.charts.figures import Figure, Layout, Point, Series
from server.charts.looks import Look
from server.charts.wrapping import ems
from tests.charts.conftest import extent, figure

LOOKS = [
    Look(language, theme, width)
    for language in ("ja", "en")
    for theme in ("light", "dark")
    for width in (240, 320, 800, 1600)
]


def spec(drawn: Figure, look: Look) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(drawing(drawn, look).specification)
    return found


def years(count: int, oku: str = "61") -> Figure:
    phases = [Series("当初予算", 1), Series("補正予算", 2)]
    points = [Point(f"{2000 + year}年度", phase, extent(oku)) for year in range(count) for phase in phases]
    return figure(*points, layout=Layout.COLUMNS)


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("count", [0, 1, 4, 30])
def test_everything_is_inside_the_picture(varied: Figure, look: Look, count: int) -> None:
    for drawn in (varied, years(count)):
        found = spec(drawn, look)
        room = found["padding"]
        assert room["left"] + found["width"] + room["right"] == pytest.approx(look.width)
        for text in found["datasets"]["texts"]:
            assert room["left"] + text["x"] >= 0
            assert room["left"] + text["x"] + ems(text["text"]) * text["size"] <= look.width
            assert -room["top"] < text["y"] < found["height"] + room["bottom"]
            assert text["size"] >= 11
        for point in found["datasets"]["points"]:
            assert 0 <= point.get("left", 0) <= point.get("right", 0) <= found["width"] + 1
            assert point.get("bottom", 0) <= found["height"]


def test_a_few_years_are_columns_and_many_are_bars() -> None:
    assert spec(years(4), Look(width=640))["datasets"]["years"][0]["label"] == "2000年度"
    assert "years" not in spec(years(9), Look(width=320))["datasets"]
    assert "years" not in spec(years(2, oku="123456"), Look(width=240))["datasets"]


def test_columns_of_a_year_stand_side_by_side_around_its_name() -> None:
    found = spec(years(2), Look())["datasets"]
    first, second = found["points"][:2]
    assert first["right"] < second["left"]
    assert (first["left"] + second["right"]) / 2 == pytest.approx(found["years"][0]["centre"])


def test_numbers_and_bounds_are_in_the_unit(varied: Figure) -> None:
    points = spec(varied, Look())["datasets"]["points"]
    assert [points[0][name] for name in ("value", "lower", "upper", "whole")] == [67, 66.5, 67.5, None]
    assert [points[2][name] for name in ("value", "lower", "upper", "whole")] == [None, None, None, 106]
    assert [point["text"] for point in points] == ["67 新規 基金", "181", "106の内数 推計", "20.7", "額なし"]
    assert spec(varied, Look("en"))["datasets"]["points"][0]["value"] == 6.7


def test_the_picture_says_what_a_figure_owes(varied: Figure) -> None:
    said = "".join(text["text"] for text in spec(varied, Look(width=1600))["datasets"]["texts"])
    for word in (
        "額（億円）",
        "四捨五入",
        "内数の全体",
        "新規: ",
        "推計: ",
        "基金: ",
        "額なし",
        "出典: ",
        "合計に数えない",
    ):
        assert word in said
    assert "as printed" in json.dumps(spec(figure(), Look("en"))) or "no such amount" in json.dumps(
        spec(figure(), Look("en"))
    )


def test_an_empty_figure_says_so() -> None:
    assert any("記載がありません" in text["text"] for text in spec(figure(), Look())["datasets"]["texts"])


def test_series_differ_in_shape_too(varied: Figure) -> None:
    symbols = spec(varied, Look())["datasets"]["symbols"]
    assert len({one["shape"] for one in symbols}) == len({one["colour"] for one in symbols}) == len(symbols) == 3


def test_the_words_hold_names_whole_that_the_picture_cuts(varied: Figure) -> None:
    drawn = drawing(varied, Look(width=320))
    name = varied.points[1].label
    assert name in drawn.alternative
    assert all(name not in text["text"] for text in json.loads(drawn.specification)["datasets"]["texts"])
    assert json.loads(drawn.specification)["description"] == drawn.alternative


def test_of_many_bars_the_greatest_are_drawn() -> None:
    points = [Point(f"事業{place}", Series("", 0), extent(str(place))) for place in range(1, 61)]
    found = spec(figure(*points), Look())
    assert [point["label"] for point in found["datasets"]["points"]] == [f"事業{place}" for place in range(21, 61)]
    assert any("ほか20件" in text["text"] for text in found["datasets"]["texts"])


def test_negative_numbers_begin_left_of_zero() -> None:
    drawn = figure(Point("減", Series("", 0), extent("-5")), Point("増", Series("", 0), extent("5")))
    assert '"domain":[-5.7' in drawing(drawn, Look()).specification


@pytest.mark.parametrize("label", ["$paper", '{"$ref": "x"}', "datum.value", "</text><script>", "=1+1"])
def test_a_label_is_text_whatever_it_looks_like(label: str) -> None:
    drawn = replace(figure(Point(label, Series(label, 0), extent("5"))), title=label)
    found = spec(drawn, Look())
    assert found["datasets"]["points"][0]["label"] == label
    assert found["datasets"]["texts"][0]["text"] == label

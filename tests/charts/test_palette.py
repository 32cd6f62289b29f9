"""Colours that can be told from the paper, and series that can be told apart without them."""

import pytest

from server.charts.names import COURSE, PHASES
from server.charts.palette import THEMES, contrast, shape


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("theme", THEMES)
def test_everything_stands_out_from_the_paper(theme: str) -> None:
    palette = THEMES[theme]
    assert min(contrast(colour, palette.paper) for colour in (palette.ink, palette.quiet)) >= 4.5
    assert min(contrast(colour, palette.paper) for colour in (*palette.series, palette.uncounted)) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_phases_look_the_same(theme: str) -> None:
    assert sorted(PHASES) == sorted(COURSE)
    places = [*range(len(PHASES)), None]
    assert len({shape(place) for place in places}) == len(places)
    assert len({(THEMES[theme].colour(place), shape(place)) for place in places}) == len(places)
    assert len({THEMES[theme].colour(place) for place in places[:8]}) == 8

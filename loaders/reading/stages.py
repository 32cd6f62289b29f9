"""A document or a slide -> the budget it presents: of which fiscal year, and in which phase."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.reading import slides, tokens, wording
from loaders.reading.sheets import Sheet
from loaders.reading.slides import Slide
from loaders.reading.tokens import PhaseToken

# The first year of 昭和.
NO_YEAR = 1926
"""The fiscal year of a document that names none."""
EXTRA = frozenset({"supplementary-draft", "supplementary"})
_YEARLY = frozenset({"draft", "request"})
_INITIAL = frozenset({"initial"})
_LATER = (EXTRA, _INITIAL)


@dataclass(frozen=True)
class Stage:
    """Which budget a document or a slide presents."""

    fiscal_year: int
    phase: str


def of_document(parts: Sequence[Slide]) -> Stage:
    """The budget a document presents: the latest year it gives drafts or requests for, else the year it names most."""
    found_in = [(Sheet(part.lines).text, label) for part in parts for label in _labels(part) if label.fiscal_year]
    labels = [label for _, label in found_in]
    valued = [label for text, label in found_in if slides.is_value_label(text, label)]
    counted = Counter((label.fiscal_year or 0, label.phase) for label in labels)
    years = [year for part in parts for year in tokens.year_tokens(Sheet(part.lines).text)]
    for phases in _ranked(labels, valued):
        found = {key: count for key, count in counted.items() if key[1] in phases}
        often = {key: count for key, count in found.items() if 10 * count >= max(found.values())}
        if often:
            year, phase = max(often, key=lambda key: (key[0], often[key]))
            return Stage(year, phase)
    named = Counter(year.fiscal_year for year in years)
    return Stage(max(named, key=lambda year: (named[year], year)) if named else NO_YEAR, "draft")


def _labels(part: Slide) -> Sequence[PhaseToken]:
    return tokens.phase_tokens(Sheet(part.lines).text)


def _ranked(labels: Sequence[PhaseToken], valued: Sequence[PhaseToken]) -> tuple[frozenset[str], ...]:
    """The phases a document may present, likely ones first; `valued` are the labels of amounts, not of a title."""
    titled = bool(labels) and labels[0].phase in EXTRA and labels[0] not in valued
    if titled and not any(label.phase in _YEARLY for label in valued):
        return EXTRA, _YEARLY, _INITIAL
    years = {phases: [label.fiscal_year or 0 for label in labels if label.phase in phases] for phases in _LATER}
    return _YEARLY, *sorted(_LATER, key=lambda phases: -max(years[phases], default=0))


def of_slide(sheet: Sheet, document: Stage) -> Stage:
    """The budget the slide presents: that of the first label on a line of its own, or beside the title."""
    head = [label for label in tokens.phase_tokens(sheet.text) if label.fiscal_year and _is_head(sheet, label)]
    found = [Stage(label.fiscal_year or 0, label.phase) for label in head]
    main = [one for one in found if one.phase in {"draft", "request"}]
    if main:
        return main[0]
    if not found or found[0].phase not in EXTRA:
        return document
    yearly = [one for one in found if one.phase == "initial" and one.fiscal_year > found[0].fiscal_year]
    return yearly[0] if yearly else found[0]


def _is_head(sheet: Sheet, label: PhaseToken) -> bool:
    before = sheet.plain[sheet.start(label.start) : label.start]
    if not slides.is_value_label(sheet.text, label) or tokens.money_tokens(before):
        return False
    return bool(re.fullmatch(r"[\s*(\[【<○・-]*", before)) or wording.is_name(before.rstrip("(【[ "))

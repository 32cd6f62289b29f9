"""Slides -> the policies they cite: titles in quotation marks or bare, with decision brackets in all spellings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from loaders.errors import Place
from loaders.reading import widths
from loaders.reading.citations import mentions
from loaders.reading.citations.mentions import Mention
from loaders.reading.citations.relations import below, names, relation
from loaders.reading.outline import Outline
from loaders.reading.slides import Slide
from loaders.reading.widths import Text
from loaders.records import CitationRow


def read(outline: Outline) -> tuple[CitationRow, ...]:
    """Each printing of a policy's title on a line that speaks of a program, in reading order."""
    return tuple(row for text, found in _mentions(outline.slides) for row in _rows(outline, text, found))


def quoted_lines(outline: Outline) -> frozenset[int]:
    """The lines that quote a policy below its title: what they say is not said of the program."""
    quoted: set[int] = set()
    for text, found in _mentions(outline.slides):
        for nth, mention in enumerate(found):
            stop = _stop(text, mention, found[nth + 1 :])
            if mention.date or mention.strong:
                spans = list(below(text.half, mention.place_end, stop))
                quoted.update(text.line(start) for start, _ in _sentences(text, spans))
    return frozenset(quoted)


def _sentences(text: Text, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    # A quotation is sentences: what follows the last one in a row is the slide's own.
    ends = [bool(_SENTENCE.search(text.half[slice(*span)])) for span in spans]
    first = ends.index(True) if True in ends else len(ends)
    last = next((nth for nth in range(first, len(ends)) if not ends[nth]), len(ends))
    return spans[:last] if True in ends else ()


_SENTENCE = re.compile(r"[。」』](?:\([^()]*\))?\s*\Z")


# The terms ask for them again.
@lru_cache(1)
def _mentions(slides: tuple[Slide, ...]) -> Sequence[tuple[Text, Sequence[Mention]]]:
    texts = [widths.text(slide.lines) for slide in slides]
    dated = [list(_clear(text, mentions.dated(text.half))) for text in texts]
    folded = {
        _folded(text.half[item.start : item.end]) for text, items in zip(texts, dated, strict=True) for item in items
    }
    return [(text, _all(text, first, folded)) for text, first in zip(texts, dated, strict=True)]


def _all(text: Text, first: Sequence[Mention], folded: Iterable[str]) -> Sequence[Mention]:
    rest = _clear(text, [*mentions.undated(text.half), *mentions.repeated(text.half, folded)], first)
    return sorted([*first, *rest], key=lambda item: item.start)


def _clear(text: Text, found: Iterable[Mention], taken: Sequence[Mention] = ()) -> Iterator[Mention]:
    # Of titles that overlap the dated one counts, then the one with more signs.
    kept = list(taken)
    ranked = sorted(found, key=lambda item: (item.date is None and not item.strong, item.start - item.end))
    for item in (mentions.trimmed(text.half, each) for each in ranked):
        if item.end > item.start and not any(item.start < other.end and other.start < item.end for other in kept):
            kept.append(item)
            yield item


def _rows(outline: Outline, text: Text, found: Sequence[Mention]) -> Iterator[CitationRow]:
    seen: set[tuple[int, str, str | None]] = set()
    for nth, mention in enumerate(found):
        program = outline.owners.get(text.line(mention.start))
        stop = _stop(text, mention, found[nth + 1 :])
        row = _row(text, mention, program or "")
        key = (row.line_start, _folded(row.printed_title), row.printed_date)
        if program and key not in seen:
            seen.add(key)
            tie = relation(text.half, (mention.start, mention.place_end), stop, names(program))
            yield replace(row, relation=tie)


def _stop(text: Text, mention: Mention, later: Iterable[Mention]) -> int:
    # The quoted text may name further policies; a title at the start of a line begins the next citation.
    line = text.line(mention.place_end - 1)
    return next(
        (item.start for item in later if text.line(item.start) > line and _begins_line(text, item)), len(text.half)
    )


def _begins_line(text: Text, mention: Mention) -> bool:
    return len(text.half[text.line_start(mention.start) : mention.start].strip(" -・○●◆■✓「『【<(")) == 0


def _row(text: Text, mention: Mention, program: str) -> CitationRow:
    title = text.cut(mention.start, mention.end)
    start = text.line(mention.start)
    return CitationRow(
        place=Place(Path(), start),
        program=program,
        policy=title,
        printed_title=title,
        printed_date=text.cut(*mention.date) if mention.date else None,
        decided_by=_decided_by(text, mention, title),
        relation="quoted-as-basis",
        line_start=start,
        line_end=text.line(mention.place_end - 1),
        method="parsed",
    )


def _decided_by(text: Text, mention: Mention, title: str) -> str | None:
    if mention.body:
        return text.cut(*mention.body).removesuffix("※")
    own = mentions.own_body(widths.half(title))
    return mention.deed or (title[slice(*own)] if own else None)


def _folded(title: str) -> str:
    return re.sub(r"\s+", "", title)

"""Lines -> slides: which lines are one slide, and what its title is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders import values
from loaders.pages import Line
from loaders.reading import tokens, wording

_FAR = 7
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")
_HEADED = re.compile(r"#{1,2}\s+\S")
_SUBTITLE = re.compile(r"[~～〜\-－―(（<＜【].*[~～〜\-－―)）>＞】]")
# The amounts at the end of some titles: 5億円（4億円）, 5億円（新規）.
_PRICES = re.compile(r"\s+\d[\d,.]*(?:兆|億|百万|千)+円(?:\s*[(]\s*(?:\d[\d,.]*(?:兆|億|百万|千)*円|新規)\s*[)])?\s*$")
# What stands on a cover below the title: a month, the word 目次, lines of contents.
_COVERED = re.compile(
    r"^\s*(?:令和|平成)?[\d０-９元]+年[\d０-９]+月[\d０-９日\s]*$|^\s*目\s*次\s*$|[…‥.・]{2,}\s*[\d０-９]+\s*$"
)
_LABEL_START = re.compile(r"[\s*(（【\[〔<・○]*$")
# What may follow a label: its amount, a bracket, another label, the end of the line; a short bracket may come between.
_ANNOUNCES = re.compile(
    r"[\s*)\]】〕」:|]*(?:[(\[【〔][^)\]】〕\n]{0,30}[)\]】〕][\s:]*)?"
    r"(?:$|\n|令和|平成|前年度|[RH]\d|[\d一二三四五六七八九十△▲約\-(\[【〔※新]|[ ]*は?約?\d)"
)


@dataclass(frozen=True)
class Slide:
    """One slide: the lines between two page changes."""

    lines: tuple[Line, ...]
    title: tuple[Line, ...]
    """The lines of its title, in order; empty where the heading is lost."""


def split(lines: Sequence[Line]) -> tuple[Slide, ...]:
    """The slides of a document: its pages where it has any, else what titles, sections and 担当 lines tell apart."""
    parts = _paged(lines) if _has_pages(lines) else _merged(list(_told_apart(lines)))
    return tuple(Slide(tuple(part), title(part)) for part in parts if any(line.text.strip() for line in part))


def _has_pages(lines: Sequence[Line]) -> bool:
    return any(line.page is not None or "\f" in line.text for line in lines)


def _paged(lines: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in lines:
        if part and (line.page != part[-1].page or line.text.startswith("\f")):
            yield part
            part = []
        part.append(line)
        if "\f" in line.text[1:]:
            yield part
            part = []
    if part:
        yield part


def _told_apart(lines: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for index, line in enumerate(lines):
        if part and _begins(lines, index, part):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _begins(lines: Sequence[Line], index: int, part: Sequence[Line]) -> bool:
    line = lines[index]
    text = line.text
    if not text.strip() or _RULE.fullmatch(text):
        return False
    if _HEADED.match(text) or any(_RULE.fullmatch(last.text) for last in _filled_last(part)):
        return True
    if wording.is_page_number(text):
        return False
    if any(wording.is_charge(earlier.text) for earlier in part[-12:]):
        return True
    before = lines[index - 1].text.strip() if index else ""
    if before and not wording.is_page_number(before):
        return False
    headed = is_headed(lines, index) or (_opens(lines, index) and not _is_labels(part))
    headed = headed or (_is_cover(part) and _can_head(text) and not _is_cover([*part, line]))
    return (headed and not _is_title_only(part, line)) or _restarts(lines, index, part)


def _is_title_only(part: Sequence[Line], line: Line) -> bool:
    filled = [line for line in part if line.text.strip()]
    if len(filled) > 3 or not filled or filled[-1].number < line.number - 2 or not _can_head(filled[0].text):
        return False
    return all(_can_head(line.text) or _is_subtitle(line.text) for line in filled)


def _is_labels(part: Sequence[Line]) -> bool:
    """Whether a slide has so far only its amounts, above its title."""
    filled = [line.text for line in part if line.text.strip()]
    return len(filled) <= 3 and all(
        any(_LABEL_START.match(text[: label.start]) for label in _labelled(text)) for text in filled
    )


def _is_cover(part: Sequence[Line]) -> bool:
    """Whether lines are a document's title, its day, its ministry and its contents, and nothing else."""
    filled = [line.text for line in part if line.text.strip()]
    if len(filled) < 2 or not wording.is_general(filled[0]) or not tokens.phase_tokens(filled[0]):
        return False
    return all(_COVERED.search(text) or wording.is_ministry(text) or wording.is_bureau(text) for text in filled[1:])


def _filled_last(part: Sequence[Line]) -> Sequence[Line]:
    last = next((line for line in reversed(part) if line.text.strip()), None)
    return [last] if last else []


def is_headed(lines: Sequence[Line], index: int) -> bool:
    """Whether the line is a title: a name, and a label with its year (令和6年度予算額（案）) soon below it."""
    text = lines[index].text
    if not _can_head(text):
        return False
    if labels := _labelled(text):
        return not re.search(r"(?:^|[【\[〔])[\s*]*$", text[: labels[0].start])
    free = 1 if wording.is_latin(text) else 0
    for line, before in _below(lines, index):
        if labels := _labelled(line.text):
            return bool(_LABEL_START.match(line.text[: labels[0].start]))
        if before.text.strip() == "" and not _is_subtitle(line.text):
            free -= 1
        if free < 0 or not _may_follow(line.text):
            return False
    return False


def _opens(lines: Sequence[Line], index: int) -> bool:
    """Whether the line is a title without a label: a name with its amount, or above the bureau."""
    words, priced = unpriced(lines[index].text)
    if not _can_head(words) or not (priced or wording.is_strong(wording.bare(words))):
        return False
    for between, (line, _) in enumerate(_below(lines, index)):
        if wording.is_opening(line.text):
            return priced or between > 0
        if not (_is_subtitle(line.text) or wording.is_charge(line.text)) or between > 2:
            return False
    return False


def unpriced(text: str) -> tuple[str, bool]:
    """The words of a line before the amounts that end it, and whether it ends with any."""
    plain = values.plain(text)
    match = _PRICES.search(plain)
    return (
        (text[: match.start()], True)
        if match and wording.is_name(text[: match.start()].strip(), listed=True)
        else (text, False)
    )


def _can_head(text: str) -> bool:
    labels = _labelled(text)
    words = text[: labels[0].start] if labels else text
    if (
        "\t" in words.strip()
        or not _can_title(words)
        or wording.marked(text)[0]
        or wording.bulleted(text)
        or wording.is_body(words)
    ):
        return False
    return not re.match(r"\s*[（(【\[〔]|うち", words) and not tokens.money_tokens(words)


def _below(lines: Sequence[Line], index: int) -> Iterator[tuple[Line, Line]]:
    """The filled lines below a line, each with the line above it."""
    for place in range(index + 1, min(len(lines), index + 2 * _FAR)):
        if lines[place].text.strip():
            yield lines[place], lines[place - 1]


def _is_subtitle(text: str) -> bool:
    words = text.strip()
    return (
        bool(_SUBTITLE.fullmatch(words))
        or wording.is_latin(words)
        or wording.is_ministry(words)
        or wording.is_bureau(words)
    )


def _labelled(text: str) -> list[tokens.PhaseToken]:
    labels = [label for label in tokens.phase_tokens(text) if label.fiscal_year or label.offset]
    return [label for label in labels if is_value_label(text, label)]


def is_value_label(text: str, label: tokens.PhaseToken) -> bool:
    """Whether a label announces an amount; not "令和6年度予算（案）のポイント", which is prose."""
    return bool(_ANNOUNCES.match(values.plain(text[label.end : label.end + 60])))


def _can_title(text: str) -> bool:
    words = wording.bare(text)
    if wording.is_section(text) or wording.is_note(text) or wording.is_ministry(text) or wording.is_charge(text):
        return False
    return (
        len(words) >= 4 and not wording.is_page_number(text) and "。" not in words and not text.lstrip().startswith("|")
    )


def _may_follow(text: str) -> bool:
    if wording.is_section(text) or wording.bulleted(text) or wording.marked(text)[0] or wording.is_charge(text):
        return False
    return "。" not in text and len(text.strip()) <= 100


def _restarts(lines: Sequence[Line], index: int, part: Sequence[Line]) -> bool:
    alone = index + 1 >= len(lines) or not lines[index + 1].text.strip() or wording.bulleted(lines[index + 1].text)
    if not alone or not wording.is_opening(lines[index].text):
        return False
    words = wording.unwrapped(lines[index].text)
    sections = [line for line in part if wording.is_section(line.text)]
    openings = [line for line in sections if wording.is_opening(line.text)]
    if any(wording.unwrapped(line.text) == words for line in openings):
        return True
    if wording.bare(lines[index].text) != words:
        return False
    return any(not wording.is_opening(line.text) for line in sections) or _far_from(openings, part)


def _far_from(openings: Sequence[Line], part: Sequence[Line]) -> bool:
    return bool(openings) and sum(len(line.text) for line in part if line.number > openings[0].number) > 600


def _merged(parts: list[list[Line]]) -> list[list[Line]]:
    # What is left over after a 担当 line (a page number, a caption) is no slide of its own.
    merged: list[list[Line]] = []
    for part in parts:
        filled = [line for line in part if line.text.strip()]
        if merged and len(filled) <= 3 and not any(_says_something(line.text) for line in filled):
            merged[-1].extend(part)
        else:
            merged.append(part)
    return merged


def _says_something(text: str) -> bool:
    return bool(tokens.money_tokens(text) or tokens.phase_tokens(text) or wording.is_strong(wording.bare(text)))


def begins_paragraph(line: Line, before: Line | None) -> bool:
    """Whether a line stands apart from the line before it: by an empty line, by its size or by the space between."""
    if before is None or not before.text.strip():
        return True
    if line.box is None or before.box is None:
        return False
    space = line.box.top - before.box.bottom
    return line.box.size > 1.04 * before.box.size or not -line.box.size < space < 0.6 * line.box.size


def title(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a slide's title: the first that can be one before the slide's first section or sentence."""
    found: list[Line] = []
    first = next((index for index, line in enumerate(lines) if line.text.strip()), 0)
    if lines and unpriced(lines[first].text)[1] and _opens(lines, first):
        return (lines[first],)
    for line in [line for line in lines if line.text.strip()][: 2 * _FAR]:
        if (found and line.number > found[-1].number + 2) or _ends_title(line.text):
            break
        if _is_titular(line.text):
            found.append(line)
        elif found:
            break
    return tuple(_largest(found))


def _largest(found: list[Line]) -> list[Line]:
    sizes = [line.box.size for line in found if line.box]
    return [line for line in found if not line.box or line.box.size >= 0.6 * max(sizes)]


def _ends_title(text: str) -> bool:
    return wording.is_section(text) or "。" in text or wording.bulleted(text) or wording.marked(text)[0] in {"①", "②"}


def _is_titular(text: str) -> bool:
    labels = tokens.phase_tokens(text)
    words = text[: labels[0].start] if labels else text
    if not _can_title(words) or (labels and _LABEL_START.match(words)):
        return False
    return not tokens.money_tokens(words) and not re.fullmatch(r"[\s*(（【\[]*(?:新規|拡充|継続)[\s)）】\]]*", words)

"""A slide -> the places where it names a program as its subject, and the program each of its amounts is of."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from loaders import values
from loaders.pages import Line
from loaders.reading import namings, slides, tokens, wording
from loaders.reading.figures import Figure
from loaders.reading.slides import Slide

TITLE = "title"
_KEPT = 1 << 14
_CIRCLED = (("①", "⑳"), ("❶", "❿"), ("⓵", "⓾"), ("➀", "➉"), ("➊", "➓"), ("㊀", "㊉"), ("Ⓐ", "Ⓩ"), ("ⓐ", "ⓩ"))
_SIGNS = (
    ("1", r"\d+"),
    ("i", r"[ⅰ-ⅻ]|[ivx]+"),
    ("a", "[a-h]"),
    ("A", "[A-H]"),
    ("ア", "[ア-コ]"),
    ("一", "[一二三四五六七八九十]+"),
    ("甲", "[甲乙丙丁]"),
)
_SUB_NUMBER = re.compile(r"(.+)[-－.．]\d+[.．]?")
_PART_END = re.compile(r"(?:課題|拠点|枠|型|領域|事業|プログラム|プロジェクト|計画|プラットフォーム|センター)(?:等)?$")
# Words of headlines and of captions, not of parts.
_SAID = re.compile(
    r"[をはがで、]|こと$|ため$|例$|成果|実績|背景|課題|目標|ポイント|効果|イメージ|状況|現状|について|年度"
)
# Sections whose lists are aims, not parts.
_AIMS = re.compile(r"背景|課題|現状|趣旨|目的|方向性|ポイント|目標|効果|改善|経緯|考え方|骨子|成果")
_OUTER = re.compile(r"[\s*]*[~～〜―－-]+\s*(.+?)\s*[~～〜―－-]+[\s*]*")


@dataclass(frozen=True)
class Anchor:
    """A name that a slide speaks of from its line on."""

    name: str
    line_start: int
    line_end: int
    style: str
    """What its line begins with: `title`, a bullet, or the kind of its number ("①", "1.", "2-1.")."""
    mark: str = ""
    apart: bool = False
    """Whether it is no part of what the slide is about."""
    of_which: bool = False
    program: str = ""
    """What tells the program from others with parts of the same name; empty where the name does."""

    @property
    def key(self) -> str:
        """The form in which it is compared with other names."""
        return key(self.program or self.name)


@dataclass(frozen=True)
class Owned:
    """An amount and the anchor it belongs to; None where the slide's title is lost or no program's."""

    figure: Figure
    anchor: Anchor | None


@dataclass(frozen=True)
class Anchored:
    """What a slide names, in order, and its amounts."""

    slide: Slide
    title: Anchor | None
    anchors: tuple[Anchor, ...]
    """Those in the body of the slide."""
    owned: tuple[Owned, ...]
    asides: tuple[Figure, ...]


@lru_cache(_KEPT)
def key(name: str) -> str:
    """The form in which two printings of a program's name are compared: no spaces, no abbreviation in brackets."""
    text = values.folded(values.plain(name)).strip("「」『』~")
    shorter = re.sub(r"(?:\((?:[A-Za-z0-9\-−・&/+. ']+|仮称|新規|拡充|拡充・新規|継続|拡大|再掲)\))+$", "", text)
    return shorter or text


def anchored(slide: Slide, figures: Sequence[Figure], known: frozenset[str] = frozenset()) -> Anchored:
    """The anchors of a slide. `known` holds the keys of names that other slides list with an amount."""
    heading = title(slide, known)
    budget = [figure for figure in figures if not figure.reason]
    asides = tuple(figure for figure in figures if figure.reason)
    candidates = list(_candidates(slide, heading, budget))
    owned = list(_owned(budget, candidates, heading))
    used = {one.anchor for one in owned if one.anchor}
    styles = {one.style for one in used if one.mark or one.style in "●◆■◎"} - {""}
    kept = [
        one for one in candidates if one in used or one.style in styles or _stands_alone(one, candidates, used, slide)
    ]
    anchors = tuple(sorted({*kept, *used} - {heading}, key=lambda anchor: (anchor.line_start, anchor.line_end)))
    return Anchored(slide, heading, anchors, tuple(owned), asides)


def title(slide: Slide, known: frozenset[str]) -> Anchor | None:
    """The slide's title as a program's name: one listed elsewhere, else one with a program's ending, else the first."""
    choices = [choice for choice in _titles(slide.title) if wording.is_name(choice[0], listed=True)]
    choices = [choice for choice in choices if not wording.is_general(choice[0])]
    if not choices:
        return None
    ranked = sorted(choices, key=lambda choice: (key(choice[0]) not in known, _rank(choice[0], slide.title[0].text)))
    name, start, end = ranked[0]
    return Anchor(name, start, end, TITLE)


def _rank(name: str, first: str) -> tuple[bool, bool]:
    return (wording.is_latin(name), wording.is_strong(first) or not wording.is_strong(name))


def _titles(lines: Sequence[Line]) -> Iterator[tuple[str, int, int]]:
    words = ["" if wording.is_general(line.text) else _titular(line.text) for line in lines]
    joined: list[tuple[str, int, int]] = []
    for text, line in zip(words, lines, strict=True):
        last = joined[-1] if joined else None
        if last and last[2] == line.number - 1 and _continues(last[0], text, line.text):
            joined[-1] = (last[0] + text, last[1], line.number)
        elif text and not re.match(r"[(（【]", text):
            joined.append((text, line.number, line.number))
    return iter(joined)


def _continues(before: str, text: str, printed: str) -> bool:
    if not text or wording.is_strong(before) or re.match(r"[\s*]*[~～〜(（【]", printed):
        return False
    return wording.is_latin(before) == wording.is_latin(text)


def _titular(text: str) -> str:
    labels = tokens.phase_tokens(text)
    words = wording.marked(slides.unpriced(text[: labels[0].start] if labels else text)[0])[1].rstrip(
        "(（【[〔 \u3000:："
    )
    outer = _OUTER.fullmatch(words)
    words = outer[1] if outer else words
    words = re.sub(r"\s*[【(（](?:新規|拡充|継続|新規・拡充)[】)）]\s*$", "", words).strip()
    # The number of the page is glued to the end of some titles.
    return re.sub(r"(?<=[^\d\sA-Za-z])[ \u3000\t]+\d{1,3}$", "", words)


def style(text: str) -> tuple[str, str]:
    """The kind of a line's mark, and the mark itself without its brackets."""
    mark = wording.marked(text)[0]
    if not mark:
        bullet = re.match(r"[\s*]*([^\w\s*「（(【『])", text)
        return (bullet[1] if bullet else "", "")
    return _kind(mark), values.plain(mark).strip("()[]【】<>.、． ")


def _kind(mark: str) -> str:
    """What the marks of one list have in common: ① of ③, 1. of 2., ア of ウ."""
    if circled := next((first for first, last in _CIRCLED if first <= mark[0] <= last), None):
        return circled
    plain = values.plain(mark).strip()
    if re.fullmatch(r"[IVX]+[.]?|[Ⅰ-Ⅻ]+[.]?", plain):
        return "I."
    for kind, signs in _SIGNS:
        plain = re.sub(signs, kind, plain)
    return plain


def _candidates(slide: Slide, heading: Anchor | None, figures: Sequence[Figure]) -> Iterator[Anchor]:
    """Lines in the body that may name a program, with those that amounts are printed with."""
    titles = {line.number for line in slide.title}
    texts = {line.number: line.text for line in slide.lines}
    named = {figure.name_lines[0]: figure for figure in figures if figure.name}
    seen: set[tuple[str, int]] = set()
    for figure in figures:
        place = (figure.name or "", figure.name_lines[0])
        if figure.name and place not in seen and not (figure.name_lines[0] in titles or _same(heading, figure.name)):
            seen.add(place)
            kind, mark = style(texts[figure.name_lines[0]])
            traits = figure.traits
            yield Anchor(figure.name, *figure.name_lines, kind, mark, "apart" in traits, figure.name.startswith("うち"))
    before: Line | None = None
    for line in slide.lines:
        name = None if line.number in named or line.number in titles else _subject(line, before)
        if name and not _same(heading, name):
            yield Anchor(name, line.number, line.number, *style(line.text))
        before = line


def _same(heading: Anchor | None, name: str) -> bool:
    return heading is not None and heading.key == key(name)


def _subject(line: Line, before: Line | None) -> str | None:
    """The name a line consists of: marked, quoted, or ending as programs' names do at the head of a paragraph."""
    if tokens.money_tokens(line.text) or wording.is_section(line.text) or wording.is_note(line.text):
        return None
    if tokens.decision_tokens(line.text) or re.search(r"[」』][,、，・及や]", line.text):
        return None
    words = line.text.split("※")[0]
    name = namings.named(re.sub(r"[:：]\s*$", "", words))
    if not name or len(name) < 4 or tokens.phase_tokens(name):
        return None
    mark = wording.marked(words)[0]
    dotted = re.match(r"[\s*-]*[●◆■◎〇○□▶]", words)
    quoted = re.fullmatch(r"[\s*・-]*[「『《【].+[」』》】][\s*]*", words)
    if mark or dotted or quoted:
        return name
    heads = slides.begins_paragraph(line, before)
    return name if heads and wording.is_strong(name) and not wording.bulleted(line.text) else None


def _stands_alone(anchor: Anchor, among: Sequence[Anchor], used: Collection[Anchor], slide: Slide) -> bool:
    """Whether a name without an amount is a part all the same: one of a list of names."""
    if not anchor.style:
        return False
    fellows = [other for other in among if other.style == anchor.style]
    if len(fellows) < 2:
        return False
    if anchor.mark and anchor.style != "1." and all(_is_part_name(fellow) for fellow in fellows):
        return True
    begins, ends = fellows[0].line_start, fellows[-1].line_start
    # What holds parts with amounts itself is a caption.
    if any(begins < one.line_start < ends and one.style != anchor.style for one in used):
        return False
    return not _AIMS.search(_section_above(begins, slide)) and all(_heads(fellow, slide) for fellow in fellows)


def _section_above(number: int, slide: Slide) -> str:
    above = [line.text for line in slide.lines if line.number < number and wording.is_section(line.text)]
    return wording.unwrapped(above[-1]) if above else ""


def _is_part_name(anchor: Anchor) -> bool:
    return bool(_PART_END.search(anchor.name)) or anchor.mark.startswith("領域")


def _heads(anchor: Anchor, slide: Slide) -> bool:
    """Whether a short name stands apart from what is above and below it, as the heads of parts do."""
    number = anchor.line_start
    around = {line.number: line.text for line in slide.lines if abs(line.number - number) == 1}
    free = not any(text.strip() for text in around.values())
    return free and len(anchor.name) <= 40 and not _SAID.search(anchor.name)


def _owned(figures: Sequence[Figure], candidates: Sequence[Anchor], heading: Anchor | None) -> Iterator[Owned]:
    """Each amount with its anchor: its name's, else that of the heading above it, columns undone."""
    by_name = {(anchor.name, anchor.line_start): anchor for anchor in candidates}
    last: Anchor | None = heading
    above = 0
    groups = list(_groups(figures))
    plan = _planned(groups, candidates)
    for group in groups:
        for figure in group:
            anchor = _anchor(figure, by_name, heading)
            if "total" in figure.traits:
                anchor = heading
            elif anchor is None and not figure.name:
                anchor = plan.get(group[0].token.start) or _nearest(group, candidates, last, above) or heading
            # What follows an "of which" in brackets is of the whole again.
            last = heading if anchor and (anchor.of_which or anchor.apart) else anchor
            yield Owned(figure, anchor)
        above = group[-1].line


def _anchor(figure: Figure, by_name: Mapping[tuple[str, int], Anchor], heading: Anchor | None) -> Anchor | None:
    if not figure.name:
        return None
    found = by_name.get((figure.name, figure.name_lines[0]))
    if found is None:
        same = [anchor for (name, _), anchor in by_name.items() if key(name) == key(figure.name)]
        found = same[0] if same else heading
    return found


def _groups(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Runs of amounts of one program: a named one begins a run, and so does a phase met again."""
    run: list[Figure] = []
    for figure in figures:
        fresh = figure.name and (not run or figure.name != run[-1].name)
        again = not figure.name and any(
            (one.fiscal_year, one.phase) == (figure.fiscal_year, figure.phase) for one in run
        )
        if run and (fresh or again or figure.line > run[-1].line + 8):
            yield run
            run = []
        run.append(figure)
    if run:
        yield run


def _planned(groups: Sequence[Sequence[Figure]], candidates: Sequence[Anchor]) -> Mapping[int, Anchor]:
    """The headings of runs that stand below several headings in a row: columns printed one after the other."""
    plan: dict[int, Anchor] = {}
    waiting: list[Sequence[Figure]] = []
    begin = 0
    bounds = [*groups, ()]
    for group, following in pairwise(bounds):
        if group[0].name:
            begin, waiting = group[-1].line, []
            continue
        waiting.append(group)
        until = following[0].line if following else 10**9
        between = [one for one in candidates if group[-1].line < one.line_start < until]
        if following and not between and not following[0].name:
            continue
        heads = [
            one for one in candidates if not (one.of_which or one.apart) and begin < one.line_start < waiting[0][0].line
        ]
        if len(waiting) > 1 and len(heads) >= len(waiting):
            strong = [one for one in heads if wording.is_strong(one.name)]
            chosen = strong if len(strong) == len(waiting) else heads[-len(waiting) :]
            plan.update({run[0].token.start: head for run, head in zip(waiting, chosen, strict=True)})
        begin, waiting = group[-1].line, []
    return plan


def _nearest(group: Sequence[Figure], candidates: Sequence[Anchor], last: Anchor | None, above: int) -> Anchor | None:
    """The heading just above a run: the last with a program's ending since the run before, else the last."""
    between = [
        one for one in candidates if above <= one.line_start <= group[0].line and not (one.of_which or one.apart)
    ]
    fresh = [one for one in between if one.line_start > above] or between
    strong = [one for one in fresh if wording.is_strong(one.name) or one.line_end >= group[0].line - 2]
    return _outer(fresh) or (strong or fresh)[-1] if fresh else last


def _outer(fresh: Sequence[Anchor]) -> Anchor | None:
    """What a list of several stands below, where the amount comes after the list: I. for I. ①, ②, ③."""
    within = [one for one in fresh if one.style == fresh[-1].style]
    outside = [one for one in fresh if one.mark and one.style != fresh[-1].style]
    several = len(within) > 1 and fresh[-1].mark and outside
    return outside[-1] if several and outside[-1].line_start < within[0].line_start else None


def distinct(found: Sequence[Anchored]) -> list[Anchored]:
    """The slides, where a part's name that several of them print (基礎研究フェーズ) is told apart by its umbrella."""
    titles = {one.title.key for one in found if one.title}
    places: dict[str, set[int]] = {}
    for index, one in enumerate(found):
        for anchor in one.anchors:
            places.setdefault(anchor.key, set()).add(index)
    shared = {name for name, indexes in places.items() if len(indexes) > 1} - titles
    return [_told_apart(one, shared) for one in found]


def _told_apart(one: Anchored, shared: set[str]) -> Anchored:
    umbrella = one.title.name if one.title else f"（{one.slide.lines[0].number}行目）"
    renamed = {
        anchor: replace(anchor, program=f"{umbrella}「{anchor.name}」")
        for anchor in one.anchors
        if anchor.key in shared and not wording.is_strong(anchor.name) and not anchor.apart
    }
    owned = tuple(
        replace(each, anchor=renamed.get(each.anchor, each.anchor)) if each.anchor else each for each in one.owned
    )
    return replace(one, anchors=tuple(renamed.get(anchor, anchor) for anchor in one.anchors), owned=owned)

"""Decisions in all the spellings in which a slide cites them."""

from collections.abc import Iterator
from itertools import combinations

from bench.slides import printing
from bench.slides.authors import Author, line
from bench.slides.decisions import Decision, recent
from bench.slides.pieces import Fact, Kind, Lines, Piece, Text
from bench.slides.plans import Program
from bench.slides.words import BASIS, NEEDS

_SHAPES = (
    "「{title}」{open}{date}{by}{close}",
    "「{title}{open}{date}{by}{close}」",
    "『{title}』{open}{date}{by}{close}",
    "「{title}」{open}{date} {by}{close}",
    "「{title}」{open}{date}、{by}{close}",
    "「{title}」{open}{date}{close}",
    "「{title}」",
    "{title}{open}{date}{by}{close}",
)
_WEIGHTS = (8, 4, 1, 2, 1, 2, 2, 2)
_HEADS = (
    "【{title}{open}{date}{by}{close}】",
    "○{title}{open}{date}{by}{close}",
    "{title}{open}{date}{by}{close}",
    "【{title}】{open}{date}{by}{close}",
    "・{title} {open}{date}{by}{close}",
    "【{title} {open}{date} {by}{close}】",
)


def basis(author: Author, program: Program) -> Text:
    """A sentence that names one or two decisions as the basis of a program."""
    author_line = author.rng.choice(BASIS)
    found = recent(author.plan.day, author.rng, 6)
    pairs = [pair for pair in combinations(found, 2) if pair[0].decided == pair[1].decided and pair[0].by == pair[1].by]
    if pairs and author.rng.random() < 0.6:
        middle: tuple[Piece, ...] = tuple(_shared(author, program, author.rng.choice(pairs)))
    else:
        middle, is_dated = _one(author, program, found[0])
        # A date that follows a title without one would date both.
        if is_dated and author.rng.random() < 0.5:
            middle += (Piece(author.rng.choice(("及び", "や", "、"))), *_one(author, program, found[1])[0])
    before, after = author_line.split("{}")
    return line(before, *middle, after)


def heading(author: Author, program: Program) -> Lines:
    """A decision on a line of its own, or with its bracket on the next, and below it what it says."""
    decision = recent(author.plan.day, author.rng, 1)[0]
    day = printing.day(decision.decided, author.manner, author.rng)
    fact = author.cited(program, decision.title, day, _body(decision.by))
    said = (Piece(author.rng.choice(NEEDS).format(program.topic)),)
    if author.rng.random() < 0.2:
        bracket = author.manner.bracketed(f"{day}{decision.by}")
        return Lines(Kind.PARAGRAPH, ((Piece(decision.title, (fact,)),), (Piece(bracket, (fact,)),), said))
    shape = author.rng.choice(_HEADS)
    return Lines(Kind.PARAGRAPH, (_filled(author, shape, decision, day, fact), said))


def _one(author: Author, program: Program, decision: Decision) -> tuple[tuple[Piece, ...], bool]:
    """A decision in one of the spellings, and whether it is dated."""
    shape = author.rng.choices(_SHAPES, _WEIGHTS)[0]
    day = printing.day(decision.decided, author.manner, author.rng)
    fact = author.cited(
        program,
        decision.title,
        day if "{date}" in shape else None,
        _body(decision.by) if "{by}" in shape else None,
    )
    return _filled(author, shape, decision, day, fact), "{date}" in shape


def _shared(author: Author, program: Program, pair: tuple[Decision, Decision]) -> Iterator[Piece]:
    """Two titles, and one bracket that dates both."""
    day = printing.day(pair[0].decided, author.manner, author.rng)
    between = author.rng.choice(("」、「", "」及び「", "」・「", "」,「"))
    first, second = (author.cited(program, one.title, day, _body(one.by)) for one in pair)
    yield from (Piece("「"), Piece(pair[0].title, (first,)), Piece(between), Piece(pair[1].title, (second,)))
    yield Piece("」" + author.manner.bracketed(day + pair[0].by))


def _filled(author: Author, shape: str, decision: Decision, day: str, fact: Fact) -> tuple[Piece, ...]:
    opened, closed = ("(", ")") if author.manner.is_ascii_bracket else ("（", "）")
    before, after = shape.split("{title}")
    tail = after.format(open=opened, close=closed, date=day, by=decision.by)
    return tuple(piece for piece in (Piece(before), Piece(decision.title, (fact,)), Piece(tail)) if piece.text)


def _body(by: str) -> str:
    return by if by == "閣議決定" else by.removesuffix("決定")

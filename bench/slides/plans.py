"""A seed -> the facts of a document: its programs, their amounts and years, and the manner in which it is printed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bench.slides.printing import STEPS, Manner, Unit
from bench.slides.words import GROUPS, LEADS, PARTS, TAILS, TOPICS, Ministry

FIRST_YEAR, LAST_YEAR = 2012, 2027


@dataclass(frozen=True)
class Program:
    """An invented program and what the document says of it; None is what it does not print."""

    slug: str
    name: str
    topic: str
    draft: int
    before: int | None
    supplement: int | None
    start: int | None
    end: int | None
    part_of: str | None
    predecessor: "Program | None" = None
    """The program under which its work was done the year before, where the page says so."""
    has_page: bool = False
    has_lost_heading: bool = False
    is_included: bool = False
    """Its amounts are those of a larger whole (内数)."""
    parts: tuple["Program", ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether the document marks it 新規."""
        return self.before is None and not self.is_part

    @property
    def is_part(self) -> bool:
        """Whether it is a named part of a program with a page."""
        return "-part-" in self.slug


@dataclass(frozen=True)
class Plan:
    """The facts of one document."""

    name: str
    style: str
    ministry: Ministry
    manner: Manner
    umbrella: Program
    programs: tuple[Program, ...]

    @property
    def day(self) -> date:
        """The day it was printed: the end of August for a request, of December for a draft."""
        year = self.manner.fiscal_year - 1
        return date(year, 8, 31) if self.manner.phase == "request" else date(year, 12, 24)

    @property
    def supplementary_year(self) -> int:
        """The fiscal year of the last supplementary budget."""
        return self.manner.fiscal_year - (2 if self.manner.phase == "request" else 1)


def plan(name: str, style: str, ministry: Ministry, year: int, rng: Random) -> Plan:
    """The facts of a document of this fiscal year."""
    manner = _manner(year, rng)
    count = rng.randint(4, 6)
    topics = rng.sample(TOPICS, count + 1)
    programs = tuple(_programs(topics[1:], manner, rng))
    umbrella = Program(
        "umbrella",
        topics[0] + rng.choice(GROUPS),
        topics[0],
        sum(one.draft for one in programs),
        sum(one.before or 0 for one in programs) or STEPS[manner.unit],
        sum(one.supplement or 0 for one in programs) or None,
        None,
        None,
        None,
        has_page=True,
    )
    return Plan(name, style, ministry, manner, umbrella, programs)


def _manner(year: int, rng: Random) -> Manner:
    unit = rng.choices(tuple(Unit), (6, 3, 1))[0]
    return Manner(
        fiscal_year=year,
        phase=rng.choices(("draft", "request"), (3, 2))[0],
        unit=unit,
        decimals=rng.choice((0, 0, 1)),
        is_full_width=rng.random() < 0.25,
        is_ascii_bracket=rng.random() < 0.3,
        wave=rng.choice(("～", "～", "～", "〜", "~")),
        width=rng.choice((None, None, 38, 46)),
        encoding=rng.choices(("utf-8", "cp932"), (5, 1))[0],
    )


def _programs(topics: list[str], manner: Manner, rng: Random) -> Iterator[Program]:
    # A name of a part stands bare once in a document; elsewhere the topic goes before it.
    bare = rng.sample(PARTS, len(PARTS))
    for number, topic in enumerate(topics, 1):
        slug = f"program-{number}"
        program = _program(slug, _name(topic, rng), topic, manner, rng)
        if rng.random() < 0.78 or number == 1:
            program = _paged(program, bare, manner, rng)
        elif rng.random() < 0.45:
            program = replace(program, is_included=True, supplement=None, before=program.draft)
        yield replace(program, part_of="umbrella")


def _paged(program: Program, bare: list[str], manner: Manner, rng: Random) -> Program:
    start, end = _years(manner.fiscal_year, program.before is None, rng)
    parts = tuple(_parts(program, bare, manner, rng)) if rng.random() < 0.75 else ()
    made = replace(program, has_page=True, has_lost_heading=rng.random() < 0.06, start=start, end=end, parts=parts)
    if program.before is None and rng.random() < 0.4:
        old = _program(f"{program.slug}-part-0", _name(f"{program.topic}基礎", rng), program.topic, manner, rng)
        return replace(made, predecessor=replace(old, before=old.draft, supplement=None))
    return made


def _parts(program: Program, bare: list[str], manner: Manner, rng: Random) -> Iterator[Program]:
    step = STEPS[manner.unit]
    left = program.draft // step
    for number, name in enumerate(rng.sample(PARTS, rng.randint(2, 3)), 1):
        if left < 4:
            return
        share = rng.randint(1, left // 2)
        left -= share
        whole = bare.pop() if bare and rng.random() < 0.4 else program.topic + name
        part = _program(f"{program.slug}-part-{number}", whole, program.topic, manner, rng)
        before = part.before and max(step, round(share * rng.uniform(0.8, 1.2)) * step)
        yield replace(part, draft=share * step, before=before, supplement=None, part_of=program.slug)


def _program(slug: str, name: str, topic: str, manner: Manner, rng: Random) -> Program:
    draft = _yen(manner, rng)
    step = STEPS[manner.unit] // (10 if manner.unit is Unit.OKU and manner.decimals else 1)
    before = None if rng.random() < 0.2 else max(step, round(draft * rng.uniform(0.8, 1.1) / step) * step)
    supplement = _yen(manner, rng) if rng.random() < 0.35 else None
    return Program(slug, name, topic, draft, before, supplement, None, None, None)


def _name(topic: str, rng: Random) -> str:
    name = rng.choice(LEADS) + topic + rng.choice(TAILS)
    if rng.random() < 0.3:
        letters = "".join(rng.choices("ABCDEGHIKLMNOPRSTV", k=rng.randint(4, 6)))
        name += rng.choice(("（{}）", "({})", " ({})")).format(letters)
    return name


def _yen(manner: Manner, rng: Random) -> int:
    if manner.unit is Unit.OKU:
        ranges = ((2, 99), (10, 400), (10, 400), (300, 3000), (10_000, 25_000))
        tens = rng.randint(*rng.choices(ranges, (8, 8, 8, 4, 1))[0]) * 10
        return (tens + (rng.randint(0, 9) if manner.decimals else 0)) * 10**7
    if manner.unit is Unit.HYAKUMAN:
        return rng.choice((rng.randint(30, 999), rng.randint(1000, 30000))) * 10**6
    return rng.randint(9_000, 4_999_999) * 10**3


def _years(year: int, is_new: bool, rng: Random) -> tuple[int | None, int | None]:
    start = year if is_new else year - rng.randint(1, 6)
    shape = rng.random()
    if shape < 0.15:
        return None, None
    if shape < 0.3:
        return start, None
    if shape < 0.36:
        return None, year + rng.randint(1, 5)
    return start, max(start + rng.choice((2, 3, 4, 4, 6, 9)), year)

"""The synthetic programs of one bureau: what they are called, how they hang together and what they cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import pairwise
from random import Random

from bench.scales import Scale

DEPTH = 6
_ROOTS = 3
_FIELDS = ("創薬", "脳神経", "がん", "再生医療", "量子", "材料", "半導体", "人工知能", "宇宙", "海洋", "防災", "若手")
_KINDS = ("研究開発", "基盤整備", "人材育成", "拠点形成", "国際共同研究", "実用化支援")


class Sort(Enum):
    """How a program's money is printed."""

    PLAIN = "an amount of its own"
    SLICE = "うち: the part of its umbrella that one body carries"
    CONTAINED = "内数: only an upper bound"
    SUPPLEMENTED = "supplementary budgets only"
    FUND = "paid into a fund that runs over years"
    ESTIMATED = "an estimate inside an operating grant"


@dataclass(frozen=True)
class Program:
    """A synthetic program; `yen` is its cost in its first year, in millions."""

    slug: str
    field: str
    label: str
    label_en: str
    umbrella: str | None
    depth: int
    first: int
    last: int
    sort: Sort
    yen: int
    growth: float

    def runs(self, year: int) -> bool:
        """Whether it runs in this fiscal year."""
        return self.first <= year <= self.last


@dataclass(frozen=True)
class Portfolio:
    """The programs of one bureau, umbrellas before their parts, and which of them follows which."""

    bureau: int
    programs: Sequence[Program]
    successions: Sequence[tuple[Program, Program]]

    @cached_property
    def parts(self) -> dict[str, list[Program]]:
        """The direct parts of each umbrella, by slug."""
        found: dict[str, list[Program]] = {program.slug: [] for program in self.programs}
        for program in self.programs:
            if program.umbrella:
                found[program.umbrella].append(program)
        return found

    def millions(self, program: Program, year: int) -> int:
        """What a program costs in a year: the sum of its parts, or its own."""
        added = [part for part in self.parts[program.slug] if part.sort in {Sort.PLAIN, Sort.FUND} and part.runs(year)]
        if added:
            return sum(self.millions(part, year) for part in added)
        return max(1, round(program.yen * (1 + program.growth) ** (year - program.first)))


def slug(bureau: int, number: int) -> str:
    """The slug of a program: number 0 is a root umbrella, 1 the slice of it that an agency carries, then its depths."""
    return f"program-{bureau}-{number}"


def portfolio(bureau: int, scale: Scale) -> Portfolio:
    """The programs of one bureau, the same in every run."""
    chance = Random(f"portfolio {bureau}")  # noqa: S311 (made-up data)
    programs: list[Program] = []
    for number in range(scale.programs):
        programs.append(_program(bureau, number, programs, scale, chance))
    return Portfolio(bureau, programs, list(_successions(programs)))


def _program(bureau: int, number: int, before: Sequence[Program], scale: Scale, chance: Random) -> Program:
    umbrella = _umbrella(number, before, chance)
    field, kind = chance.choice(_FIELDS), chance.choice(_KINDS)
    first, last = _life(number, scale, chance)
    return Program(
        slug=slug(bureau, number),
        field=field,
        label=f"第{bureau}局{field}{kind}事業{number}",
        label_en=f"Bureau {bureau} program {number}",
        umbrella=umbrella.slug if umbrella else None,
        depth=umbrella.depth + 1 if umbrella else 1,
        first=first,
        last=last,
        sort=_sort(number, chance),
        yen=chance.randrange(50, 9000),
        growth=chance.uniform(-0.2, 0.4),
    )


def _umbrella(number: int, before: Sequence[Program], chance: Random) -> Program | None:
    if number == 0 or number in range(DEPTH + 1, DEPTH + _ROOTS):
        return None
    if number <= 2:
        return before[0]
    if number <= DEPTH:
        return before[number - 1]
    # The last third has no parts: its programs may begin and end.
    return chance.choice([program for program in before if program.depth < DEPTH and _lasts(program)])


def _lasts(program: Program) -> bool:
    return program.sort is Sort.PLAIN and program.last - program.first > 50


def _life(number: int, scale: Scale, chance: Random) -> tuple[int, int]:
    if number < max(DEPTH + _ROOTS, scale.programs // 3):
        return 1990, 2090
    # Programs come in pairs of which the second may follow the first.
    turn = scale.years[number // 2 % len(scale.years)]
    if number % 2:
        return turn, 2090 if chance.random() < 0.8 else turn + 2
    return 1990, turn - 1


def _sort(number: int, chance: Random) -> Sort:
    if number == 1:
        return Sort.SLICE
    if number < DEPTH + _ROOTS:
        return Sort.PLAIN
    return chance.choices(
        (Sort.PLAIN, Sort.CONTAINED, Sort.SUPPLEMENTED, Sort.FUND, Sort.ESTIMATED), (60, 10, 10, 10, 10)
    )[0]


def _successions(programs: Sequence[Program]) -> Iterator[tuple[Program, Program]]:
    for before, after in pairwise(programs):
        # One in three ends without a word.
        if before.last + 1 == after.first and int(after.slug.rsplit("-", 1)[1]) % 3:
            yield before, after

"""Printed names -> slugs: of what the registries know exactly; a provisional one, and suggestions, for every other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from loaders.holdings import DocumentTables, Registries
from loaders.reading.editions import Editions, Title, titles
from loaders.reading.spellings import Spellings, folded, spellings
from loaders.reading.suggestions import Newcomers
from loaders.records import BudgetRow, CitationRow, EntryRow, InvolvementRow, SuggestionRow, TermRow

R = TypeVar("R", EntryRow, BudgetRow, CitationRow, InvolvementRow, TermRow)


@dataclass(frozen=True)
class Resolution:
    """The tables with slugs, and what a person has to decide."""

    tables: DocumentTables
    suggestions: tuple[SuggestionRow, ...]


def resolve(tables: DocumentTables, registries: Registries, document: str | None = None) -> Resolution:
    """The tables of a document with a slug for each printed name, in the order of `data/FORMAT.md`.

    `document` is its slug, if it has one: names that `names.csv` keeps to that document are read as it says. Nothing is
    resolved by closeness.
    """
    known = spellings(registries, document)
    programs, bodies = _Slugs("program", known["program"]), _Slugs("organization", known["organization"])
    policies = _Policies(Editions(registries, known["policy"]))
    programs.meet(_programs(tables))
    bodies.meet((row.line_start, row.organization) for row in tables.involvements)
    policies.meet(tables.citations)
    rows = [*programs.suggestions(), *bodies.suggestions(), *policies.suggestions()]
    suggestions = tuple(sorted(rows, key=lambda row: row.line))
    return Resolution(_resolved(tables, programs, bodies, policies), suggestions)


def _programs(tables: DocumentTables) -> Iterator[tuple[int, str]]:
    """Every name of a program with a line where it stands: that of its heading, where it has one."""
    yield from ((row.line_start, row.program) for row in tables.programs)
    headed = {folded(row.program) for row in tables.programs}
    met = [(row.line_start, row.program) for row in tables.rows()]
    met += [(row.line_start, row.part_of) for row in tables.programs if row.part_of]
    met += [(row.line_start, row.component_of) for row in tables.budgets if row.component_of]
    yield from ((line, name) for line, name in met if folded(name) not in headed)


def _resolved(tables: DocumentTables, programs: "_Slugs", bodies: "_Slugs", policies: "_Policies") -> DocumentTables:
    slug = programs.slug
    return DocumentTables(
        _merged(
            replace(row, program=slug(row.program), part_of=programs.maybe(row.part_of)) for row in tables.programs
        ),
        _sorted(
            replace(row, program=slug(row.program), component_of=programs.maybe(row.component_of))
            for row in tables.budgets
        ),
        _sorted(replace(row, program=slug(row.program), policy=policies.slug(row)) for row in tables.citations),
        _sorted(
            replace(row, program=slug(row.program), organization=bodies.slug(row.organization))
            for row in tables.involvements
        ),
        _sorted(replace(row, program=slug(row.program)) for row in tables.terms),
    )


def _merged(entries: Iterable[EntryRow]) -> tuple[EntryRow, ...]:
    """One entry a program: two names of a document may turn out to be one program's."""
    found: dict[str, EntryRow] = {}
    for row in entries:
        found[row.program] = _one(found[row.program], row) if row.program in found else row
    return _sorted(replace(row, part_of=None if row.part_of == row.program else row.part_of) for row in found.values())


def _one(row: EntryRow, other: EntryRow) -> EntryRow:
    fuller, rest = sorted((row, other), key=_fullness, reverse=True)
    return replace(
        fuller,
        part_of=fuller.part_of or rest.part_of,
        start_fiscal_year=fuller.start_fiscal_year or rest.start_fiscal_year,
        end_fiscal_year=fuller.end_fiscal_year or rest.end_fiscal_year,
        is_new=fuller.is_new or rest.is_new,
    )


def _fullness(row: EntryRow) -> tuple[int, int]:
    return sum(map(bool, (row.start_fiscal_year, row.end_fiscal_year, row.is_new))), len(row.printed_name)


def _sorted(rows: Iterable[R]) -> tuple[R, ...]:
    return tuple(sorted(rows, key=lambda row: (row.line_start, row.line_end)))


class _Slugs:
    """The slugs of one kind of thing in a document."""

    def __init__(self, kind: str, known: Spellings) -> None:
        self._known, self._new = known, Newcomers(kind)
        self._found: dict[str, str] = {}

    def meet(self, names: Iterable[tuple[int, str]]) -> None:
        """The document has these names at these lines."""
        for line, printed in sorted(names, key=lambda pair: pair[0]):
            if folded(printed) not in self._found:
                slugs = self._known.slugs(printed)
                self._found[folded(printed)] = next(iter(slugs)) if len(slugs) == 1 else self._new.mint(printed, line)

    def slug(self, printed: str) -> str:
        return self._found[folded(printed)]

    def maybe(self, printed: str | None) -> str | None:
        return self.slug(printed) if printed else None

    def suggestions(self) -> Iterator[SuggestionRow]:
        return self._new.suggestions(self._known.every())


class _Policies:
    """The policies of a document."""

    def __init__(self, editions: Editions) -> None:
        self._editions, self._new = editions, Newcomers("policy")
        self._titles: Mapping[CitationRow, Title] = {}
        self._found: dict[tuple[str, str], str] = {}

    def meet(self, rows: Sequence[CitationRow]) -> None:
        """The document cites these."""
        self._titles = titles(rows)
        for row in sorted(rows, key=lambda row: row.line_start):
            title = self._titles[row]
            if title.key not in self._found:
                known = self._editions.policy(title)
                self._found[title.key] = known or self._new.mint(title.text, row.line_start)

    def slug(self, row: CitationRow) -> str:
        return self._found[self._titles[row].key]

    def suggestions(self) -> Iterator[SuggestionRow]:
        return self._new.suggestions(self._editions.labels())

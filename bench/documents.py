"""The synthetic documents of one bureau, as the tables that a reader of them would have written."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from random import Random

from bench import bodies
from bench.bodies import Places
from bench.portfolios import Portfolio, Program, Sort, portfolio
from bench.scales import Scale
from loaders.holdings import DocumentTables, Holdings, Registries
from loaders.records import (
    BudgetRow,
    CitationRow,
    DocumentRow,
    EntryRow,
    InvolvementRow,
    ProgramRow,
    SuccessionRow,
    TermRow,
)

STAGES = ("request", "draft")
_NEW = ("new",)


def slug(bureau: int, year: int, stage: str) -> str:
    """The id of a document: what a bureau asked for (`request`) or was to get (`draft`) in a fiscal year."""
    return f"bureau-{bureau}-{year}-{stage}"


def rows(bureau: int, scale: Scale) -> list[DocumentRow]:
    """The documents of one bureau, as the registry lists them."""
    places = Places.of(f"documents-{bureau}")
    return [_document(bureau, year, stage, places) for year in scale.years for stage in STAGES]


def holdings(bureau: int, scale: Scale) -> Holdings:
    """The programs of one bureau and all that its documents print of them."""
    programs, documents = portfolio(bureau, scale), rows(bureau, scale)
    places, shared = Places.of(f"programs-{bureau}"), bodies.registries(scale)
    written = {row.document: _Writer(programs, row, scale) for row in documents}
    registries = Registries(
        documents=tuple(documents),
        programs=tuple(_registered(program, places) for program in programs.programs),
        organizations=(),
        series=(),
        policies=(),
        passages=shared.passages,
        names=(),
        successions=tuple(change for writer in written.values() for change in writer.changes()),
        corrections=(),
    )
    return Holdings(registries, {name: writer.tables() for name, writer in written.items()})


def _document(bureau: int, year: int, stage: str, places: Places) -> DocumentRow:
    name = slug(bureau, year, stage)
    return DocumentRow(
        place=places.next(),
        document=name,
        title=f"{year}年度{'概算要求' if stage == 'request' else '予算（案）'}第{bureau}局関係資料",
        publisher=bodies.ministry(bureau),
        fiscal_year=year,
        stage=stage,
        family="synthetic",
        published_on=f"{year - 1}-{'08' if stage == 'request' else '12'}-25",
        url=None,
        sha256=f"{bureau:032x}{year:031x}{STAGES.index(stage)}",
        retrieved=None,
        licence=None,
        path=f"{name}.txt",
    )


def _registered(program: Program, places: Places) -> ProgramRow:
    return ProgramRow(
        place=places.next(),
        program=program.slug,
        label_ja=program.label,
        label_en=program.label_en,
        label_en_origin="translated",
        abbreviation=(),
    )


@dataclass(frozen=True)
class _Print:
    """One amount to print: of which year and phase, of how many million yen, and with which marks."""

    year: int
    phase: str
    millions: int
    coarse: bool = False
    marks: tuple[str, ...] = ()


class _Writer:
    """Writes the tables of one document; each row stands on the next line."""

    def __init__(self, held: Portfolio, document: DocumentRow, scale: Scale) -> None:
        self._held, self._document, self._scale = held, document, scale
        self._year = document.fiscal_year
        self._chance = Random(document.document)  # noqa: S311 (made-up data)
        self._lines, self._places = count(1), Places.of(document.document)
        self._shown = [program for program in held.programs if program.runs(self._year)]

    def tables(self) -> DocumentTables:
        return DocumentTables(
            programs=tuple(map(self._entry, self._shown)),
            budgets=tuple(row for program in self._shown for row in self._budgets(program)),
            citations=tuple(row for program in self._shown for row in self._citations(program)),
            involvements=tuple(row for program in self._shown for row in self._involvements(program)),
            terms=tuple(row for program in self._shown for row in self._terms(program)),
        )

    def changes(self) -> Iterator[SuccessionRow]:
        if self._document.stage == "draft":
            for before, after in self._held.successions:
                if after.first == self._year:
                    line = next(self._lines)
                    yield SuccessionRow(
                        place=self._places.next(),
                        before=before.slug,
                        after=after.slug,
                        kind="replaced",
                        fiscal_year=after.first,
                        basis=self._chance.choice(("stated", "stated", "inferred")),
                        document=self._document.document,
                        printed=f"前年度は{before.label}で実施",
                        line_start=line,
                        line_end=line,
                    )

    def _is_new(self, program: Program) -> bool:
        return program.first == self._year

    def _entry(self, program: Program) -> EntryRow:
        line = next(self._lines)
        return EntryRow(
            place=self._places.next(),
            program=program.slug,
            printed_name=program.label,
            part_of=program.umbrella,
            start_fiscal_year=program.first if program.first in self._scale.horizon else None,
            end_fiscal_year=program.last if program.last < 2090 else None,
            is_new=self._is_new(program),
            line_start=line,
            line_end=line,
            method="parsed",
        )

    def _budgets(self, program: Program) -> Iterator[BudgetRow]:
        for amount in self._printings(program):
            yield self._budget(program, amount)
            # A summary table prints it again, rounded.
            if program.depth <= 2 and self._chance.random() < 0.3:
                yield self._budget(program, _Print(amount.year, amount.phase, amount.millions, True, amount.marks))

    def _printings(self, program: Program) -> Iterator[_Print]:
        year, stage = self._year, self._document.stage
        drafted, before = self._held.millions(program, year), self._held.millions(program, year - 1)
        if program.sort is not Sort.SUPPLEMENTED:
            asked = drafted if stage == "draft" else round(drafted * 1.2)
            yield _Print(year, stage, asked, marks=_NEW if self._is_new(program) else ())
            if not self._is_new(program):
                # Now and then the two documents of a year disagree.
                slip = 10 * (self._chance.random() < 0.02)
                yield _Print(year - 1, "initial", before + slip, coarse=self._chance.random() < 0.3)
        if stage == "draft" and (program.sort is Sort.SUPPLEMENTED or self._chance.random() < 0.15):
            yield _Print(year - 1, "supplementary", max(1, drafted // 3))
        if stage == "request" and program.first < year - 2 and program.sort is Sort.PLAIN:
            yield _Print(year - 2, "executed", max(1, round(before * 0.9)))

    def _budget(self, program: Program, amount: _Print) -> BudgetRow:
        line = next(self._lines)
        coarse = amount.coarse and amount.millions >= 100
        yen = round(amount.millions / 100) * 10**8 if coarse else amount.millions * 10**6
        printed = f"{yen // 10**8:,}億円" if coarse else f"{amount.millions:,}百万円"
        contained = program.sort is Sort.CONTAINED
        return BudgetRow(
            place=self._places.next(),
            program=program.slug,
            printed_name=program.label,
            fiscal_year=amount.year,
            phase=amount.phase,
            amount_yen=None if contained else yen,
            container_amount_yen=yen if contained else None,
            printed=f"{printed}の内数" if contained else printed,
            component_of=program.umbrella,
            qualifiers=(*amount.marks, *self._qualifiers(program, amount)),
            line_start=line,
            line_end=line,
            method="parsed",
        )

    def _qualifiers(self, program: Program, amount: _Print) -> Iterator[str]:
        if program.sort is Sort.SLICE:
            yield "of-which"
        elif program.sort is Sort.CONTAINED:
            yield from ("included-in", "operating-grant-estimate")
        elif program.sort is Sort.ESTIMATED:
            yield "operating-grant-estimate"
        elif program.sort is Sort.FUND and amount.phase == "supplementary":
            yield "fund"
        elif self._held.parts[program.slug]:
            yield "contains-operating-grant-estimate" if program.depth == 1 else "itemised"

    def _citations(self, program: Program) -> Iterator[CitationRow]:
        for nth in range(self._chance.choice((0, 1, 1, 2, 3))):
            # A few series are cited by nearly all, and most by last year's edition.
            series = min(int(self._chance.expovariate(0.5)), bodies.SERIES - 1)
            edition = self._year - self._chance.choice((1, 1, 1, 2))
            relation = ("quoted-as-basis", "named-in-text", "named-in-footnote")[nth]
            named = bodies.passage if relation == "named-in-footnote" else bodies.policy
            line = next(self._lines)
            yield CitationRow(
                place=self._places.next(),
                program=program.slug,
                policy=named(series, edition),
                printed_title=f"戦略{series}（{edition}）",
                printed_date=f"{edition}年6月",
                decided_by="閣議決定",
                relation=relation,
                line_start=line,
                line_end=line,
                method="parsed",
            )

    def _involvements(self, program: Program) -> Iterator[InvolvementRow]:
        bureau = self._held.bureau
        division = f"bureau-{bureau}-division-{int(self._year + program.yen > 3000 + self._year)}"
        parts = [(bodies.ministry(bureau), "responsible-ministry"), (division, "division-in-charge")]
        if program.sort is Sort.SLICE or program.yen % 3 == 0:
            parts.append((bodies.agency(bureau), "funding-agency"))
        elif program.yen % 3 == 1:
            parts.append((f"{bodies.agency(bureau)}-office", "implementing"))
        if program.sort in {Sort.ESTIMATED, Sort.CONTAINED}:
            parts.append((bodies.agency(bureau), "operating-grant-body"))
        chosen = {bodies.institute(self._chance.randrange(10**6), self._scale) for _ in range(program.yen % 4)}
        parts += [(body, "participant") for body in sorted(chosen)]
        for body, role in parts:
            line = next(self._lines)
            yield InvolvementRow(
                place=self._places.next(),
                program=program.slug,
                organization=body,
                printed_name=body,
                role=role,
                line_start=line,
                line_end=line,
                method="parsed",
            )

    def _terms(self, program: Program) -> Iterator[TermRow]:
        if program.sort is Sort.FUND:
            yield self._term(program, "fund-period", (Decimal(program.yen % 8 + 3), "years", "基金による支援"))
        if program.field == "若手":
            yield self._term(program, "eligibility", (None, None, "若手研究者（博士号取得後15年以内）"))
            years = (Decimal(15), "years", "博士号取得後15年以内")
            yield self._term(program, "eligibility-years-after-phd", years)
        yield self._term(program, "number-of-projects", (Decimal(program.yen % 90 + 1), "projects", "採択予定件数"))

    def _term(self, program: Program, kind: str, said: tuple[Decimal | None, str | None, str]) -> TermRow:
        line, (value, unit, printed) = next(self._lines), said
        return TermRow(
            place=self._places.next(),
            program=program.slug,
            kind=kind,
            value=value,
            unit=unit,
            printed=printed,
            line_start=line,
            line_end=line,
            method="parsed",
        )

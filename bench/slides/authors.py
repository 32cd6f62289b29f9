"""The hand that writes a document: it prints amounts, names, titles and bodies, each tied to its row of the truth."""

from decimal import Decimal
from pathlib import Path
from random import Random

from bench.slides import printing
from bench.slides.pieces import Fact, Piece, Text
from bench.slides.plans import Plan, Program
from loaders.errors import Place
from loaders.records import BudgetRow, CitationRow, EntryRow, InvolvementRow, TermRow

_NOWHERE = Place(Path(), 0)
_PRINTED = "transcribed"


def line(*parts: str | Piece) -> Text:
    """A line of these parts."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts if part)


class Author:
    """What is decided once for a document: its labels, and which headings were already written."""

    def __init__(self, plan: Plan, rng: Random) -> None:
        self.plan = plan
        self.rng = rng
        self.manner = plan.manner
        # The agency for medical research was founded in April 2015.
        young = ("AMED", "日本医療研究開発機構") if plan.manner.fiscal_year < 2015 else ()
        self.agencies = tuple(name for name in plan.ministry.agencies if name not in young) or plan.ministry.institutes
        self.titles_have_amounts = rng.random() < 0.3
        self.division = rng.choice(plan.ministry.divisions)
        self._entered: set[str] = set()
        year = printing.fiscal_year(plan.manner.fiscal_year, plan.manner)
        last = printing.fiscal_year(plan.manner.fiscal_year - 1, plan.manner)
        case = self.manner.bracketed("案")
        self.label = year + rng.choice(
            ("概算要求額", "概算要求額", "要求・要望額", "概算要求・要望額")
            if plan.manner.phase == "request"
            else (f"予算額{case}", f"予算額{case}", "予算案", "概算決定額", "政府予算案", "当初予算案")
        )
        self.label_before = rng.choice(
            ("前年度予算額", "前年度予算額", f"{last}予算額", f"{last}当初予算額", "前年度当初予算額")
        )
        self.supplementary_phase, words = rng.choices(
            (
                ("supplementary", "補正予算額"),
                ("supplementary", "補正予算"),
                ("supplementary", "第２次補正予算額"),
                ("supplementary-draft", f"補正予算額{case}"),
                ("supplementary-draft", "補正予算案"),
            ),
            (6, 2, 1, 1, 1),
        )[0]
        self.label_supplement = printing.fiscal_year(plan.supplementary_year, plan.manner) + words

    def draft(self, program: Program, text: str | None = None, codes: tuple[str, ...] = ()) -> Piece:
        """The amount of the document's own year; `codes` are what marks and notes say of it."""
        return self._amount(program, program.draft, (self.manner.fiscal_year, self.manner.phase), text, codes)

    def before(self, program: Program, text: str | None = None, codes: tuple[str, ...] = ()) -> Piece:
        """The amount of the year before."""
        return self._amount(program, program.before or 0, (self.manner.fiscal_year - 1, "initial"), text, codes)

    def supplement(self, program: Program, text: str | None = None) -> Piece:
        """The amount of the supplementary budget."""
        year = self.plan.supplementary_year
        return self._amount(program, program.supplement or 0, (year, self.supplementary_phase), text)

    def _amount(
        self, program: Program, yen: int, of: tuple[int, str], text: str | None, codes: tuple[str, ...] = ()
    ) -> Piece:
        printed = text or printing.amount(yen, self.manner)
        if program.is_included and not text:
            printed += "の内数"
        row = BudgetRow(
            place=_NOWHERE,
            program=program.slug,
            printed_name=program.name,
            fiscal_year=of[0],
            phase=of[1],
            amount_yen=None if program.is_included else yen,
            container_amount_yen=yen if program.is_included else None,
            printed=printed,
            component_of=program.part_of,
            qualifiers=(*codes, *(("included-in",) if program.is_included else ())),
            line_start=1,
            line_end=1,
            method=_PRINTED,
        )
        return Piece(printed, (Fact(row),), is_whole=True)

    def name(self, program: Program, *, on_page: bool = False) -> Piece:
        """The name of a program as a heading; its row is that of its page where it has one with a heading."""
        is_home = on_page == (program.has_page and not program.has_lost_heading) or program.is_part
        is_first = is_home and program.slug not in self._entered
        if is_first:
            self._entered.add(program.slug)
        return Piece(program.name, (Fact(_entry(program), is_heading=not is_first),))

    def named(self, program: Program) -> Piece:
        """The name of a program where it is only listed."""
        return Piece(program.name, (Fact(_entry(program), is_heading=True),))

    def cited(self, program: Program, title: str, day: str | None, by: str | None) -> Fact:
        """The fact that a program's slide cites a policy."""
        row = CitationRow(
            place=_NOWHERE,
            program=program.slug,
            policy="new-policy",
            printed_title=title,
            printed_date=day,
            decided_by=by,
            relation="quoted-as-basis",
            line_start=1,
            line_end=1,
            method=_PRINTED,
        )
        return Fact(row)

    def body(self, program: Program, name: str, *roles: str) -> Piece:
        """A body in its roles for a program."""
        facts = tuple(
            Fact(
                InvolvementRow(
                    place=_NOWHERE,
                    program=program.slug,
                    organization="new-body",
                    printed_name=name,
                    role=role,
                    line_start=1,
                    line_end=1,
                    method=_PRINTED,
                )
            )
            for role in roles
        )
        return Piece(name, facts)

    def term(self, program: Program, kind: str, printed: str, value: int | None, unit: str | None) -> Piece:
        """A term of support."""
        row = TermRow(
            place=_NOWHERE,
            program=program.slug,
            kind=kind,
            value=None if value is None else Decimal(value),
            unit=unit,
            printed=printed,
            line_start=1,
            line_end=1,
            method=_PRINTED,
        )
        return Piece(printed, (Fact(row),), is_whole=value is not None)


def _entry(program: Program) -> EntryRow:
    return EntryRow(
        place=_NOWHERE,
        program=program.slug,
        printed_name=program.name,
        part_of=program.part_of,
        start_fiscal_year=program.start,
        end_fiscal_year=program.end,
        is_new=program.is_new,
        line_start=1,
        line_end=1,
        method=_PRINTED,
    )

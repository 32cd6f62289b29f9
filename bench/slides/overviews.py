"""The first slide of a document: the umbrella, its amounts and a list or table of its programs."""

from dataclasses import dataclass, replace

from bench.slides import printing, sections
from bench.slides.authors import Author, line
from bench.slides.pieces import Block, Kind, Lines, Piece, Slide, Table, Text, plain
from bench.slides.plans import Program
from bench.slides.printing import STEPS
from bench.slides.words import PARTS, WORKS

_SLICE = ("of-which",)
_MONTHS = {"request": "８月", "draft": "12月"}


def cover(author: Author) -> Slide:
    """The cover: what the document is, its month, its ministry; now and then the contents. It states no fact."""
    plan = author.plan
    year = printing.fiscal_year(plan.manner.fiscal_year, plan.manner)
    what = "概算要求の概要" if plan.manner.phase == "request" else "予算案の概要"
    month = f"{printing.fiscal_year(plan.day.year, plan.manner).removesuffix('度')}{_MONTHS[plan.manner.phase]}"
    lines = [plain(f"{plan.umbrella.topic}関係 {year}{what}"), plain(month), plain(plan.ministry.name)]
    blocks: list[Block] = [Lines(Kind.TITLE, (lines[0],)), Lines(Kind.PARAGRAPH, tuple(lines[1:]))]
    if author.rng.random() < 0.5:
        pages = author.rng.sample(range(2, 60), len(plan.programs))
        dots = author.rng.choice(("………", "・・・", " "))
        names = (author.named(one) for one in plan.programs)
        listed = tuple(line("・ ", name, f"{dots}{page}") for name, page in zip(names, sorted(pages), strict=True))
        blocks += [sections.heading("目次"), Lines(Kind.PARAGRAPH, listed)]
    return Slide(tuple(blocks))


def listed(author: Author) -> Slide:
    """The umbrella's box, why, and its programs one after the other with their amounts."""
    umbrella = author.plan.umbrella
    blocks: list[Block] = [sections.title(author, umbrella), sections.box(author, umbrella)]
    blocks += _slice(author)
    blocks += [sections.ministry(author, umbrella), *sections.needs(author, umbrella, "背景・概要")]
    mark = author.rng.choice(("● ", "○", "◆ ", "■", "", "・ "))
    for number, program in enumerate(author.plan.programs):
        if number % 3 == 0:
            blocks.append(sections.heading(f"{author.rng.choice(PARTS)}等"))
        blocks += _item(author, program, mark)
    blocks.append(sections.tail(author, umbrella))
    return Slide(tuple(blocks))


def _item(author: Author, program: Program, mark: str) -> tuple[Block, ...]:
    rng = author.rng
    between = rng.choice((" ", " ", "　", "：", "  "))
    first = line(mark, author.name(program), *sections.flat(author, program, lead=between))
    lines: list[Text] = [first]
    if program.supplement:
        opened, closed = rng.choice((("【", "】"), ("【", "】"), ("[", "]"), ("〔", "〕")))
        piece = line(f"{opened}{author.label_supplement} ", author.supplement(program), closed)
        if rng.random() < 0.5:
            lines = [first + piece]
        else:
            lines.append(piece)
    blocks: list[Block] = [Lines(Kind.PARAGRAPH, tuple(lines))]
    if rng.random() < 0.6:
        blocks.append(Lines(Kind.PARAGRAPH, (plain(rng.choice(WORKS)),)))
    return tuple(blocks)


def _slice(author: Author) -> tuple[Block, ...]:
    """The share of the umbrella that goes through one agency, or that is asked for on top (優先課題推進枠)."""
    umbrella = author.plan.umbrella
    chance = author.rng.random()
    if chance < 0.4:
        agency = author.rng.choice([name for name in author.agencies if name.isascii()] or ["委託費"])
        share = _share(author, f"うち{agency}", 0.6)
        name = author.name(share)
        if agency.isascii():
            bodies = (author.body(one, agency, "funding-agency") for one in (umbrella, share))
            name = replace(name, facts=name.facts + tuple(fact for body in bodies for fact in body.facts))
        label = author.label.partition("年度")[2]
        inner = sections.bracket(author, author.label_before + " ", author.before(share, codes=_SLICE))
        pieces = line(name, f"{label} ", author.draft(share, codes=_SLICE), *inner)
        return (Lines(Kind.NOTE, ((Piece("（"), *pieces, Piece("）")),)),)
    if chance < 0.7 and author.manner.phase == "request":
        share = _share(author, author.rng.choice(("うち優先課題推進枠", "うち新しい日本のための優先課題推進枠")), 0.2)
        word = author.rng.choice(("", "要望額"))
        return (Lines(Kind.NOTE, (line(author.name(share), f"{word} ", author.draft(share, codes=_SLICE)),)),)
    return ()


def _share(author: Author, name: str, part: float) -> Program:
    umbrella = author.plan.umbrella
    step = STEPS[author.manner.unit]
    yen = max(step, round(umbrella.draft * part / step) * step)
    return replace(umbrella, slug="umbrella-part-0", name=name, draft=yen, before=yen, part_of=umbrella.slug)


def tabled(author: Author) -> Slide:
    """The umbrella and its programs as a table whose unit is printed once."""
    umbrella = author.plan.umbrella
    manner = author.manner
    unit = author.rng.choice((f"（単位：{manner.unit}）", f"(単位:{manner.unit})", f"【単位：{manner.unit}】"))
    form = Form(
        is_turned=author.rng.random() < 0.3,
        is_lettered=author.rng.random() < 0.25,
        last=author.rng.choice((None, None, "備考", "対前年度比")),
        mark=author.rng.choice(("", "", "○", "・", "１．")),
    )
    rows = [form.row(author, program, line(form.mark, author.name(program))) for program in author.plan.programs]
    total = form.row(author, umbrella, plain(author.rng.choice(("合計", "計", "総計"))))
    title = sections.title(author, umbrella)
    ministry = sections.ministry(author, umbrella)
    aside = Lines(Kind.NOTE, (plain("注）四捨五入の関係で合計が一致しない場合がある。"),))
    table = Table(plain(unit), (form.header(author), *rows, total))
    return Slide((title, ministry, table, aside, sections.tail(author, umbrella)))


@dataclass(frozen=True)
class Form:
    """How a table of programs is laid out."""

    is_turned: bool
    """The year itself stands before the year before."""
    is_lettered: bool
    """The columns are called A and B, the difference A-B."""
    last: str | None
    """What the last column says beside the difference."""
    mark: str

    def header(self, author: Author) -> tuple[Text, ...]:
        """The names of the columns."""
        words = [author.label_before, author.label]
        difference = author.rng.choice(("増△減額", "対前年度増△減額", "比較増△減", "増減額"))
        if self.is_turned:
            words.reverse()
        if self.is_lettered:
            words = [words[0] + "(A)", words[1] + "(B)"]
            difference = "増減額(A-B)" if self.is_turned else "増減額(B-A)"
        return tuple(plain(word) for word in ("事項", *words, difference, *([self.last] if self.last else [])))

    def row(self, author: Author, program: Program, name: Text) -> tuple[Text, ...]:
        """The figures of a program, without their unit."""
        before, change = program.before, program.draft - (program.before or 0)
        whole = "の内数" if program.is_included else ""
        cells = [
            line(author.before(program, _bare(author, before) + whole) if before else author.rng.choice(("－", "-"))),
            line(author.draft(program, _bare(author, program.draft) + whole)),
        ]
        if self.is_turned:
            cells.reverse()
        difference = plain(("△" if change < 0 else "") + _bare(author, abs(change)))
        return (name, *cells, difference, *([plain(self._last(program))] if self.last else []))

    def _last(self, program: Program) -> str:
        if self.last == "備考":
            return "新規" if program.is_new else ""
        return f"{program.draft / program.before * 100:.1f}%" if program.before else "皆増"


def _bare(author: Author, yen: int) -> str:
    decimals = author.manner.decimals if author.manner.unit is printing.Unit.OKU else 0
    return author.manner.digits(printing.grouped(yen, author.manner.unit, decimals))

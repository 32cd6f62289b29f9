"""The page of one program in the manner of each ministry."""

from collections.abc import Callable
from types import MappingProxyType

from bench.slides import printing, sections, supporting
from bench.slides.authors import Author, line
from bench.slides.pieces import Block, Columns, Kind, Lines, Piece, Slide, Text, plain
from bench.slides.plans import Program
from bench.slides.printing import Unit
from bench.slides.words import GOALS


def mext(author: Author, program: Program) -> Slide:
    """Title, box, needs, works with their period and terms, the flow of money, the division."""
    rng = author.rng
    head: list[Block] = []
    if not program.has_lost_heading:
        head = [sections.title(author, program), sections.box(author, program)]
        # The box stands higher than the title on some slides, and so comes first in the text.
        if rng.random() < 0.08:
            head.reverse()
    head.append(sections.ministry(author, program))
    needs = sections.needs(author, program, rng.choice(("背景・課題", "現状・課題", "背景", "趣旨")))
    works: list[Block] = [sections.heading(rng.choice(("事業内容", "事業概要", "事業の内容")))]
    works += sections.works(author, program, *sections.years(author, program), *_terms(author, program))
    works += sections.flow(author, program, rng.choice(("【事業スキーム】", "事業スキーム", "【資金の流れ】")))
    return Slide((*head, *_body(author, needs, tuple(works)), sections.tail(author, program)))


def meti(author: Author, program: Program) -> Slide:
    """Title and amounts, the division beside them, the contents at the left, the flow at the right."""
    division = Lines(Kind.LABEL, (line(author.body(program, author.division, "division-in-charge")),))
    left = [
        *sections.needs(author, program, author.rng.choice(("事業目的・概要", "事業の目的"))),
        *sections.works(author, program),
    ]
    left += [sections.heading("成果目標"), Lines(Kind.PARAGRAPH, (plain(author.rng.choice(GOALS) + "を目指す。"),))]
    right = [*sections.flow(author, program, "条件（対象者、対象行為、補助率等）"), *sections.years(author, program)]
    right += [sections.heading("事業イメージ"), *_terms(author, program)]
    if author.titles_have_amounts and not program.has_lost_heading:
        glued = line(author.name(program, on_page=True), *sections.flat(author, program, lead="　"))
        head: tuple[Block, ...] = (Lines(Kind.TITLE, (glued,)), division)
    else:
        head = _head(author, program, division, Lines(Kind.LABEL, _label_and_amounts(author, program)))
    return Slide((*head, *_body(author, tuple(left), tuple(right))))


def mhlw(author: Author, program: Program) -> Slide:
    """The amount with a note that explains its bracket, then numbered parts and who carries the program out."""
    note = "※（）内は前年度当初予算額" if program.before is not None else ""
    first = line(f"{author.label}　", *sections.flat(author, program), note)
    lines = [first]
    if program.supplement:
        lines.append(line(f"※{author.label_supplement}　", author.supplement(program)))
    head = _head(author, program, Lines(Kind.LABEL, tuple(lines)))
    digits = author.manner.digits
    body: list[Block] = [*sections.needs(author, program, digits("1") + " 事業の目的")]
    body += [sections.heading(digits("2") + " 事業の概要・スキーム")]
    body += sections.works(author, program, *sections.years(author, program))
    body += [sections.heading(digits("3") + " 実施主体等")]
    body += [_carrier(author, program), *_terms(author, program)]
    extension = f"（内線{author.rng.randint(2000, 8999)}）" if author.rng.random() < 0.5 else ""
    body.append(
        Lines(Kind.TAIL, (line("担当：", author.body(program, author.division, "division-in-charge"), extension),))
    )
    return Slide((*head, *body))


def cao(author: Author, program: Program) -> Slide:
    """The division in a bracket behind the title, both years with their own labels."""
    lines = list(_label_and_amounts(author, program))
    if program.supplement:
        lines.append(line(f"【{author.label_supplement}　", author.supplement(program), "】"))
    name = author.name(program, on_page=True)
    division = author.body(program, author.division, "division-in-charge")
    title = Lines(Kind.TITLE, (line(name), line("（", division, "）")))
    head: tuple[Block, ...] = () if program.has_lost_heading else (title, Lines(Kind.LABEL, tuple(lines)))
    left = [*sections.needs(author, program, "事業概要・目的"), *sections.years(author, program)]
    right = [sections.heading("事業イメージ・具体例"), *sections.works(author, program, *_terms(author, program))]
    right += [*sections.flow(author, program, "資金の流れ"), sections.heading("期待される効果")]
    right.append(Lines(Kind.BULLET, (plain(author.rng.choice(GOALS)), plain(sections.aside(author)))))
    return Slide((*head, *_body(author, tuple(left), tuple(right))))


def maff(author: Author, program: Program) -> Slide:
    """The amounts of both years before one unit, corner brackets around the headings, the telephone at the end."""
    lines = [line(f"【{author.label}　", *_before_one_unit(author, program), "】")]
    if program.supplement:
        lines.append(line(f"（{author.label_supplement}　", author.supplement(program), "）"))
    head = _head(author, program, Lines(Kind.LABEL, tuple(lines)))
    body: list[Block] = [*sections.needs(author, program, "＜対策のポイント＞"), sections.heading("＜政策目標＞")]
    body += [Lines(Kind.BULLET, (plain(sections.aside(author)),)), sections.heading("＜事業の内容＞")]
    body += sections.works(author, program, *sections.years(author, program), *_terms(author, program))
    body += sections.flow(author, program, "＜事業の流れ＞")
    phone = f"（03-{author.rng.randint(3500, 6799)}-{author.rng.randint(1000, 9999)}）"
    body.append(
        Lines(
            Kind.TAIL, (line("［お問い合わせ先］", author.body(program, author.division, "division-in-charge"), phone),)
        )
    )
    return Slide((*head, *body))


STYLES: MappingProxyType[str, Callable[[Author, Program], Slide]] = MappingProxyType(
    {"mext": mext, "meti": meti, "mhlw": mhlw, "cao": cao, "maff": maff}
)


def _head(author: Author, program: Program, *blocks: Block) -> tuple[Block, ...]:
    return () if program.has_lost_heading else (sections.title(author, program), *blocks)


def _body(author: Author, left: tuple[Block, ...], right: tuple[Block, ...]) -> tuple[Block, ...]:
    return (Columns(left, right),) if author.rng.random() < 0.5 else (*left, *right)


def _terms(author: Author, program: Program) -> tuple[Block, ...]:
    if author.rng.random() < 0.2:
        return ()
    lines = supporting.terms(author, program)
    words: tuple[Block, ...] = (sections.heading("支援内容"),) if author.rng.random() < 0.4 else ()
    blocks = (*words, Lines(Kind.BULLET, lines))
    return (*blocks, *sections.recipient(author, program)) if author.rng.random() < 0.3 else blocks


def _label_and_amounts(author: Author, program: Program) -> tuple[Text, ...]:
    """Both years with their labels on one line or two, or the label once."""
    label = author.label
    between = author.rng.choice((" ", "　", "：", " : "))
    if program.before is None:
        return (line(f"{label}{between}", author.draft(program, codes=("new",)), author.manner.bracketed("新規")),)
    draft, before = author.draft(program), author.before(program)
    inner = author.label_before + between
    if author.rng.random() < 0.4:
        return (line(f"{label}{between}", draft), line(*sections.bracket(author, inner, before)))
    inner = inner if author.rng.random() < 0.5 else ""
    return (line(f"{label}{between}", draft, *sections.bracket(author, inner, before)),)


def _before_one_unit(author: Author, program: Program) -> tuple[Piece, ...]:
    """1,234（1,100）百万円: the unit stands once, behind both figures."""
    decimals = author.manner.decimals if author.manner.unit is Unit.OKU else 0

    def bare(yen: int) -> str:
        return author.manner.digits(printing.grouped(yen, author.manner.unit, decimals))

    if program.before is None:
        return (author.draft(program, codes=("new",)), Piece(author.manner.bracketed("新規")))
    inner = sections.bracket(author, "", author.before(program, bare(program.before)))
    return (author.draft(program, bare(program.draft)), *inner, Piece(author.manner.unit))


def _carrier(author: Author, program: Program) -> Lines:
    name = author.rng.choice(author.plan.ministry.institutes)
    return Lines(Kind.PARAGRAPH, (line("実施主体：", author.body(program, name, "implementing")),))

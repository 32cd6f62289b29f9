"""What slides of every style have: boxes of amounts, needs, works, parts, periods, flows of money, divisions."""

from bench.slides import citing, printing, supporting
from bench.slides.authors import Author, line
from bench.slides.pieces import Arrangement, Block, Box, Kind, Lines, Piece, Text, plain
from bench.slides.plans import Program
from bench.slides.words import ASIDES, NEEDS, RECIPIENTS, WORKS

_NUMERALS = (
    ("① ", "② ", "③ "),
    ("①", "②", "③"),
    ("Ⅰ. ", "Ⅱ. ", "Ⅲ. "),
    ("I. ", "II. ", "III. "),
    ("(1) ", "(2) ", "(3) "),
    ("（１）", "（２）", "（３）"),
    ("1. ", "2. ", "3. "),
    ("１　", "２　", "３　"),
    ("・", "・", "・"),
    ("●", "●", "●"),
)
_NOTES = {
    "contains-operating-grant-estimate": "※運営費交付金中の推計額含む",
    "operating-grant-estimate": "※運営費交付金中の推計額",
}
_ESTIMATES = tuple(_NOTES)
_LOOKS = (
    Arrangement.SAME_LINE,
    Arrangement.SAME_LINE,
    Arrangement.TABULATED,
    Arrangement.SEPARATE_LINES,
    Arrangement.LABELS_FIRST,
)


def heading(text: str) -> Lines:
    """A heading of a part of a slide."""
    return Lines(Kind.HEADING, (plain(text),))


def title(author: Author, program: Program) -> Lines:
    """The title of a page, now and then broken in two, or with a page number glued to it."""
    name = author.name(program, on_page=True)
    if len(name.text) > 14 and author.rng.random() < 0.12:
        middle = author.rng.randint(6, len(name.text) - 6)
        halves = (Piece(name.text[:middle], name.facts), Piece(name.text[middle:], name.facts))
        return Lines(Kind.TITLE, tuple((half,) for half in halves))
    glued = f" {author.rng.randint(2, 40)}" if author.rng.random() < 0.06 else ""
    return Lines(Kind.TITLE, (line(name, glued),))


def box(author: Author, program: Program) -> Box:
    """The amounts of a page in one of the forms of a MEXT slide."""
    look = author.rng.choice(_LOOKS)
    # A note below the amounts is about them, and not about a supplementary budget that follows.
    code = author.rng.choice(_ESTIMATES) if author.rng.random() < 0.15 else None
    notes: list[Text] = [plain(_NOTES[code])] if code else []
    pairs = _pairs(author, program, look, (code,) if code else ())
    if program.before is None and look is Arrangement.SEPARATE_LINES:
        notes.append(plain(author.manner.bracketed("新規")))
    if program.supplement and not code and author.rng.random() < 0.4:
        pairs.append((plain(author.label_supplement), line(author.supplement(program))))
    elif program.supplement:
        notes.append(_supplement(author, program, author.rng.choice(("【】", "[]", "line"))))
    if program.predecessor:
        notes.append(_predecessor(author, program.predecessor))
    return Box(tuple(pairs), look, tuple(notes))


def _pairs(author: Author, program: Program, look: Arrangement, codes: tuple[str, ...]) -> list[tuple[Text, Text]]:
    """The labels and figures of the year and the year before."""
    label = plain(author.label)
    if program.before is None:
        mark = "" if look is Arrangement.SEPARATE_LINES else author.manner.bracketed("新規")
        return [(label, line(author.draft(program, codes=("new", *codes)), mark))]
    draft, before = author.draft(program, codes=codes), author.before(program, codes=codes)
    if look is not Arrangement.LABELS_FIRST and author.rng.random() < 0.5:
        inner = author.rng.choice(("", "", author.label_before + " "))
        return [(label, line(draft, *bracket(author, inner, before)))]
    opened, closed = ("(", ")") if author.manner.is_ascii_bracket else ("（", "）")
    # Some close the bracket after the label, some after the figure; some open it twice.
    ends = author.rng.choice((("", "", closed), (closed, "", ""), (closed, opened, closed)))
    return [(label, line(draft)), (plain(opened + author.label_before + ends[0]), line(ends[1], before, ends[2]))]


def _supplement(author: Author, program: Program, shape: str) -> Text:
    piece = author.supplement(program)
    if shape == "line":
        return line(f"{author.label_supplement} ", piece)
    return line(f"{shape[0]}{author.label_supplement} ", piece, shape[1])


def _predecessor(author: Author, program: Program) -> Text:
    """The note that last year's work ran under another name: 令和5年度は先端的…事業（15億円）で実施."""
    year = printing.fiscal_year(author.manner.fiscal_year - 1, author.manner)
    amount = bracket(author, "", author.before(program))
    return line(author.rng.choice(("※", "* ")) + year + "は", author.name(program), *amount, "で実施")


def bracket(author: Author, before: str, piece: Piece) -> tuple[Piece, ...]:
    """A piece in round brackets."""
    opened, closed = ("(", ")") if author.manner.is_ascii_bracket else ("（", "）")
    return (Piece(opened + before), piece, Piece(closed))


def flat(author: Author, program: Program, *, lead: str = "") -> Text:
    """The amounts of an item behind its name: 37億円（36億円）, 41億円（新規）, 106億円の内数（108億円の内数）."""
    if program.before is None and program.is_new:
        return line(lead, author.draft(program, codes=("new",)), author.manner.bracketed("新規"))
    if program.before is None:
        return line(lead, author.draft(program))
    return line(lead, author.draft(program), *bracket(author, "", author.before(program)))


def needs(author: Author, program: Program, words: str) -> tuple[Block, ...]:
    """Why: sentences, figures of the world, and the decisions it stands on."""
    rng = author.rng
    lines: list[Text] = [plain(one.format(program.topic)) for one in rng.sample(NEEDS, rng.randint(1, 2))]
    if rng.random() < 0.55:
        lines.append(plain(aside(author)))
    if rng.random() < 0.75:
        lines.append(citing.basis(author, program))
    rng.shuffle(lines)
    blocks: list[Block] = [heading(words), Lines(Kind.BULLET, tuple(lines))]
    if rng.random() < 0.35:
        blocks.append(citing.heading(author, program))
    return tuple(blocks)


def aside(author: Author) -> str:
    """A sentence with figures of the world, none of a time that had not come."""
    is_early = author.manner.fiscal_year < 2021
    return author.rng.choice([one for one in ASIDES if not (is_early and ("令和" in one or "平成30" in one))])


def works(author: Author, program: Program, *between: Block) -> tuple[Block, ...]:
    """What: sentences, what is said of the whole program, then its named parts with or without amounts."""
    count = author.rng.randint(1, 2)
    sentences = tuple(plain(one) for one in author.rng.sample(WORKS, count))
    return (Lines(Kind.BULLET, sentences), *between, *parts(author, program))


def parts(author: Author, program: Program) -> tuple[Block, ...]:
    """The named parts of a program, numbered in one of the usual ways; all print amounts or none does."""
    numerals = author.rng.choice(_NUMERALS)
    have_amounts = author.rng.random() < 0.8
    are_below = have_amounts and author.rng.random() < 0.2
    between = author.rng.choice((" ", "　", "：", "  "))
    blocks: list[Block] = []
    for numeral, part in zip(numerals, program.parts, strict=False):
        amounts = flat(author, part, lead=between) if have_amounts and not are_below else ()
        below = _labelled(author, part) if are_below else ()
        blocks.append(Lines(Kind.PARAGRAPH, ((*line(numeral, author.name(part)), *amounts), *below)))
        said: list[Text] = [plain(author.rng.choice(WORKS))] if author.rng.random() < 0.6 else []
        said += supporting.terms(author, part)[:1] if author.rng.random() < 0.2 else []
        blocks += [Lines(Kind.BULLET, tuple(said))] if said else []
    return tuple(blocks)


def _labelled(author: Author, part: Program) -> tuple[Text, ...]:
    """The amounts of a part on lines of their own, each with its label."""
    draft = line(f"{author.label} ", author.draft(part))
    if part.before is None:
        return (draft,)
    return (draft, line(*bracket(author, f"{author.label_before} ", author.before(part))))


def years(author: Author, program: Program) -> tuple[Block, ...]:
    """The line of the program's period, where it prints one."""
    if program.start is None and program.end is None:
        return ()
    both = program.start is not None and program.end is not None
    length = program.end - program.start + 1 if program.start and program.end else None
    printed = printing.period(program.start, program.end, author.manner, author.rng)
    piece = author.term(program, "program-period", printed, length, "years" if both else None)
    label = author.rng.choice(("事業実施期間", "事業期間", "実施期間", "事業実施期間"))
    shape = author.rng.choice(("lines", "space", "colon", "bracket"))
    if shape == "lines":
        return (Lines(Kind.HEADING, (plain(label),)), Lines(Kind.PARAGRAPH, (line(piece),)))
    if shape == "bracket":
        return (Lines(Kind.PARAGRAPH, (line(*bracket(author, f"{label}：", piece)),)),)
    return (Lines(Kind.PARAGRAPH, (line(label + {"space": " ", "colon": "："}[shape], piece),)),)


def recipient(author: Author, program: Program) -> tuple[Block, ...]:
    """The line that says who gets the money."""
    label = author.rng.choice(("交付先", "支援対象機関", "委託先", "補助対象者"))
    body = author.body(program, author.rng.choice(RECIPIENTS), "recipient")
    return (Lines(Kind.PARAGRAPH, (line(label + author.rng.choice(("：", " ")), body),)),)


def flow(author: Author, program: Program, words: str) -> tuple[Block, ...]:
    """The way of the money: 国 → JST → 大学, on one line or a line for each."""
    rng = author.rng
    chain = [Piece("国")]
    arrow = rng.choice(("→", "➡", "⇒"))
    if rng.random() < 0.6:
        chain.append(author.body(program, rng.choice(author.agencies), "funding-agency"))
    chain.append(author.body(program, rng.choice(RECIPIENTS), "recipient"))
    means = [rng.choice(("補助", "委託", "補助金", "交付金", "定額", "補助（1/2）")) for _ in chain[1:]]
    if rng.random() < 0.5:
        steps = [step for piece, mean in zip(chain[1:], means, strict=True) for step in (f" {arrow}（{mean}） ", piece)]
        return (heading(words), Lines(Kind.PARAGRAPH, (line(chain[0], *steps),)))
    lines = [line(chain[0])]
    for piece, mean in zip(chain[1:], means, strict=True):
        lines += [plain(mean), plain(arrow), line(piece)]
    return (heading(words), Lines(Kind.PARAGRAPH, tuple(lines)))


def tail(author: Author, program: Program) -> Lines:
    """The division in charge, in one of the usual forms, now and then with the page number glued to it."""
    body = author.body(program, author.division, "division-in-charge")
    shapes = (
        ("（担当：", "）"),
        ("（担当：", "）"),
        ("(担当: ", ")"),
        ("担当：", ""),
        ("担当課：", ""),
        ("【担当】", ""),
        ("（担当課室：", "）"),
    )
    opened, closed = author.rng.choice(shapes)
    glued = f" {author.rng.randint(2, 60)}" if author.rng.random() < 0.15 else ""
    return Lines(Kind.TAIL, (line(opened, body, closed + glued),))


def ministry(author: Author, program: Program) -> Lines:
    """The name of the ministry beside the title."""
    return Lines(Kind.LABEL, (line(author.body(program, author.plan.ministry.name, "responsible-ministry")),))

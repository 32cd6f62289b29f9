"""A slide -> its amounts, each with the year, the phase and the name it is printed with, or why it is no budget."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders import values
from loaders.reading import asides, grids, namings, slides, stages, tokens, wording
from loaders.reading.sheets import Sheet
from loaders.reading.slides import Slide
from loaders.reading.stages import Stage
from loaders.reading.tokens import MoneyToken, PhaseToken, Token

_CONNECTORS = re.compile(r"[\s:()「」\[\]【】〔〕<>*|、,・…‥.=→※~約は;]|程度|および|及び|並びに")
_OPEN_BRACKET = re.compile(r"[\s*]*[(\[〔【][\s*]*(?:約|前年度?[:\s]*)?")
_AND = re.compile(r"\s*(?:及び|および|並びに|と|[+＋&])\s*")
_NEW = re.compile(r"[(\[【〔]?\s*(?:新規(?:要求)?|皆増)\s*[)\]】〕]?(?![一-龠ァ-ヶーぁ-ん])")
_NIL = re.compile(r"(?<=[\s)(])[-－—―–](?:百万円|億円|千円)?(?=[\s)]|$)")
_DONE_AS = re.compile(
    r"(?P<year>(?:令和|平成)(?:\d+|元)年度|20\d\d年度)(?:まで)?は[、\s*]*(?P<name>[^。()]{2,60}?(?:\([A-Za-z\-]+\))?)[\s*]*"
    r"[(](?P<money>[^()\n]*円)[^()\n]*[)][\s*]*(?:で|として|において|により)[\s*]*(?:実施|措置|計上)"
)
_AS = re.compile(r"(?P<name>[^。※、\n]{4,60}|[^。※\n]{4,60}?)(?:として|に|について)[は、]?[\s*]*(?:約)?$")
_VERB = re.compile(r"\s*(?:程度)?[)]?を[\s*]*(?P<apart>別途)?[\s*]*(?:計上|措置|要求|確保|造成)")
_IN_BUDGET = re.compile(
    r"[\s*]*(?:で|において|にて|として|により|に)[はも、\s*]*(?:[^。()\n]{0,16}基金[\s*]*[(])?(?:約|計)?[\s*]*"
)
_NEAR = 36
_SLICE = re.compile(r"(?:うち|(?<![一-龠])内)[、: *]*$")
_PARTICLE = re.compile(r"(?:により|によって|において|にて|から|まで|では|[でのをはに])")
_CONTRACT = re.compile(
    r"(?:委託|補助|交付|助成)[^。\n]{0,8}[(]\s*1\s*(?:機関|件|拠点|法人|団体|大学|者|社|箇所|か所)\s*[・、,]\s*$"
)
_SPENT = frozenset({"executed", "carried-over"})
_PRIOR = frozenset({"draft", "request", "initial"})


@dataclass(frozen=True)
class Figure:
    """An amount of a slide."""

    token: MoneyToken
    line: int
    line_end: int
    fiscal_year: int | None = None
    phase: str | None = None
    name: str | None = None
    """The program's name as printed with it, on its line or just above."""
    name_lines: tuple[int, int] = (0, 0)
    labelled: bool = False
    """Whether a label with a phase stands with it, not a name alone."""
    traits: frozenset[str] = frozenset()
    """Qualifiers printed with it, and `before` (a bracket of the year before), `apart` (no part of the total above)."""
    reason: str | None = None
    """Why it is no budget of a program; None where it is one."""


def read(slide: Slide, document: Stage) -> tuple[Figure, ...]:
    """The amounts of a slide, in order."""
    sheet = Sheet(slide.lines)
    found = sorted(_Reading(sheet, stages.of_slide(sheet, document)).figures(), key=lambda figure: figure.token.start)
    return tuple(map(_dated, found))


def _dated(figure: Figure) -> Figure:
    """The amount, put aside where no fiscal year is printed for it."""
    known = figure.reason or (figure.fiscal_year or 0) > stages.NO_YEAR
    return figure if known else replace(figure, reason="no fiscal year is printed")


class _Reading:
    """One pass over the tokens of a slide."""

    def __init__(self, sheet: Sheet, edition: Stage) -> None:
        self.sheet = sheet
        self.edition = edition
        self.pending: list[tuple[PhaseToken, namings.Naming | None]] = []
        self.context: PhaseToken | None = None
        self.found: list[Figure] = []
        self.joint = False
        self.and_before = -1
        self.end = 0

    def figures(self) -> list[Figure]:
        tables = grids.read(self.sheet)
        within = {index for table in tables for index in range(table.first, table.last + 1)}
        for token in _stream(self.sheet):
            if token.start < self.end or self.sheet.index(token.start) in within:
                continue
            if isinstance(token, MoneyToken):
                self.found.append(self._figure(token))
            elif isinstance(token, PhaseToken):
                self._label(token)
            else:
                self._nothing(token)
            self.end = max(self.end, token.end)
        return [*self.found, *(self._cell(cell) for table in tables for cell in table.cells)]

    def _cell(self, cell: grids.Cell) -> Figure:
        token = cell.token
        figure = Figure(token, self.sheet.number(token.start), self.sheet.number(token.end - 1), labelled=True)
        if cell.label is None or token.signed:
            return replace(figure, reason="a change of an amount, not an amount")
        figure = replace(self._phased(figure, cell.label), traits=frozenset({"included-in"} if token.included else ()))
        if namings.is_total(cell.name):
            return replace(figure, traits=figure.traits | {"total"})
        name = namings.listed(cell.name)
        line = self.sheet.number(cell.name_start)
        return (
            _with(figure, namings.Naming(name, line, line)) if name else replace(figure, reason="no name of a program")
        )

    def _gap(self, token: Token) -> str:
        return self.sheet.plain[self.end : token.start]

    def _label(self, label: PhaseToken) -> None:
        last = self._last()
        if last and self._trails(label, last):
            self.found[-1] = self._phased(replace(last, labelled=True), label)
            self.found[-1] = replace(self.found[-1], traits=last.traits | _traits(self.sheet.rest(label.end)))
            return
        legend = re.search(r"[(（][\s]*[)）]\s*内", self.sheet.plain[self.sheet.start(label.start) : label.start])
        if legend or not slides.is_value_label(self.sheet.text, label):
            if re.search(r"以下|次の|下記", self.sheet.rest(label.end)):
                self.context = label
            self.and_before = label.end
            return
        if _words(self._gap(label)) or self._heads_a_list(label):
            self.pending.clear()
        self.joint = self.and_before >= 0 and bool(_AND.fullmatch(self.sheet.plain[self.and_before : label.start]))
        self.pending.append((label, namings.before(self.sheet, label.start, self._on_line(label))))

    def _heads_a_list(self, label: PhaseToken) -> bool:
        """Whether the label before is the word 予算額 alone, on the line of labels with years."""
        before = self.pending[-1][0] if self.pending else None
        general = before and before.phase == "initial" and before.fiscal_year is None and not before.offset
        return bool(general) and bool(label.fiscal_year) and "\n" not in self._gap(label)

    def _trails(self, label: PhaseToken, last: Figure) -> bool:
        opened = re.fullmatch(r"[\s*]*[(\[〔【][\s*]*", self.sheet.plain[last.token.end : label.start])
        rest = self.sheet.rest(label.end)
        return bool(opened) and not last.labelled and bool(re.match(r"[\s*]*(?:・[^\d)]*)?[)\]〕】]", rest))

    def _on_line(self, token: Token) -> int:
        """Where the words before a token on its line begin."""
        return max(self.sheet.start(token.start), self.end)

    def _last(self) -> Figure | None:
        return self.found[-1] if self.found and not self.found[-1].reason else None

    def _nothing(self, token: Token) -> None:
        """新規 or － where an amount could stand: that of the year before, if its label waits; else the last is new."""
        if _words(self._gap(token)):
            return
        new = token.printed[0] in "新皆"
        if self.pending and (not new or self._is_prior(self.pending[0][0])):
            self.pending.pop(0)
        if new and (last := self._last()):
            self.found[-1] = replace(last, traits=last.traits | {"new"})

    def _is_prior(self, label: PhaseToken) -> bool:
        year = label.fiscal_year or self.edition.fiscal_year + label.offset
        return label.phase == "initial" and year < self.edition.fiscal_year

    def _figure(self, token: MoneyToken) -> Figure:
        figure = Figure(
            token,
            self.sheet.number(token.start),
            self.sheet.number(token.end - 1),
            traits=frozenset({"included-in"} if token.included else ()),
        )
        labelled = bool(self.pending)
        if reason := asides.reason(self.sheet, token, self._on_line(token), labelled and not _words(self._gap(token))):
            # 国庫債務負担行為要求額 20億円: the label is spent on what is no budget of a year.
            if labelled and "commitment" in reason and not _words(self._gap(token)):
                self.pending.pop(0)
            return replace(figure, reason=reason)
        for form in (
            self._of_the_year_before,
            self._of_two_budgets,
            self._of_the_label,
            self._in_words,
            self._of_a_name,
            self._alone,
        ):
            if found := form(figure):
                return replace(found, traits=found.traits | _traits(self._around(found)))
        return replace(figure, reason="no label and no name of a program")

    def _around(self, figure: Figure) -> str:
        return self.sheet.rest(figure.token.end)[:20]

    def _of_the_year_before(self, figure: Figure) -> Figure | None:
        last = self._last()
        opened = _OPEN_BRACKET.fullmatch(self._gap(figure.token))
        if not last or not opened or self.pending or "before" in last.traits or last.fiscal_year is None:
            return None
        if last.phase not in _PRIOR:
            return replace(figure, reason="a bracket after an amount that is not of an initial budget")
        return replace(
            figure,
            fiscal_year=last.fiscal_year - 1,
            phase="initial",
            name=last.name,
            name_lines=last.name_lines,
            labelled=last.labelled,
            traits=figure.traits | {"before"} | (last.traits & {"of-which", "apart", "partial"}),
        )

    def _of_two_budgets(self, figure: Figure) -> Figure | None:
        """One amount below two labels joined by 及び: of which budget it is cannot be said."""
        if not self.joint or not self.pending or tokens.money_tokens(self.sheet.rest(figure.token.end)):
            return None
        self.pending.clear()
        return replace(figure, reason="one amount of two budgets")

    def _of_the_label(self, figure: Figure) -> Figure | None:
        if not self.pending:
            return None
        words = _words(self._gap(figure.token))
        beside = words and "\n" not in self._gap(figure.token) and not tokens.year_tokens(words)
        between = namings.named(words) if beside and not _PARTICLE.match(words) else None
        if words and not between and len(words) > 14 and not self._in_columns(figure.token):
            self.pending.clear()
            return None
        label, naming = self.pending.pop(0)
        sliced = figure.traits | ({"of-which"} if _SLICE.search(self.sheet.plain[: label.start][-8:]) else set())
        phased = self._phased(replace(figure, labelled=True, traits=sliced), label)
        if naming or between:
            return _with(phased, naming or namings.Naming(between or "", phased.line, phased.line))
        if body := self._body(label):
            return replace(phased, name=body, name_lines=(phased.line, phased.line))
        last = self._last()
        if last and last.name and "\n" not in self.sheet.plain[last.token.end : label.start]:
            return replace(
                phased, name=last.name, name_lines=last.name_lines, traits=phased.traits | last.traits & {"of-which"}
            )
        return phased

    def _body(self, label: PhaseToken) -> str | None:
        """The うち of which a label in brackets names the body: うちAMED for 令和5年度補正予算額（AMED）."""
        bracket = re.match(r"[\s*]*[(（]([^()（）\n]+)[)）]", self.sheet.text[label.end :])
        body = bracket and "うち" + bracket[1].strip()
        return body if body in {figure.name for figure in self.found} else None

    def _in_columns(self, token: MoneyToken) -> bool:
        """Whether the amount stands alone on its line, so that its label may stand further above."""
        line = self.sheet.plain[self.sheet.start(token.start) : token.start] + self.sheet.rest(token.end)
        lines = [line for line in self._gap(token).split("\n") if line.strip()]
        plain = all(len(line) <= 60 and "。" not in line and not wording.is_section(line) for line in lines)
        return not _words(line) and len(lines) <= 3 and plain

    def _phased(self, figure: Figure, label: PhaseToken) -> Figure:
        own = self.edition
        phase, year = label.phase, label.fiscal_year or own.fiscal_year + label.offset
        if phase == "initial" and not label.offset and year >= own.fiscal_year and own.phase in {"draft", "request"}:
            phase = own.phase
        if phase.startswith("supplementary") and label.fiscal_year is None and not label.offset:
            usual = own.fiscal_year - (own.phase not in stages.EXTRA)
            year = next((one.fiscal_year for one in self.found if one.phase == phase and one.fiscal_year), usual)
        last = self._last()
        if phase in _SPENT and label.fiscal_year is None and last and last.line_end == figure.line:
            year = last.fiscal_year or year
        return replace(figure, phase=phase, fiscal_year=year)

    def _in_words(self, figure: Figure) -> Figure | None:
        token = figure.token
        own = replace(figure, fiscal_year=self.edition.fiscal_year, phase=self.edition.phase)
        begin = self.sheet.start(token.start)
        for match in _DONE_AS.finditer(self.sheet.plain, max(0, begin - 120), token.end + 40):
            if match.start("money") <= token.start < match.end("money"):
                year = values.fiscal_year(match["year"])
                naming = namings.Naming(
                    values.plain(re.sub(r"[\n*]+", "", self.sheet.text[slice(*match.span("name"))])).strip()
                    and re.sub(r"[\n*]+", "", self.sheet.text[slice(*match.span("name"))]).strip(),
                    self.sheet.number(match.start("name")),
                    self.sheet.number(match.end("name") - 1),
                )
                phase = "initial" if year < self.edition.fiscal_year else self.edition.phase
                return _with(replace(figure, fiscal_year=year, phase=phase, traits=figure.traits | {"apart"}), naming)
        words = self.sheet.plain[self._on_line(token) : token.start]
        verb = _VERB.match(self.sheet.plain, token.end)
        named = _AS.search(words)
        if verb and named and (verb["apart"] or wording.is_strong(named["name"])):
            start = self._on_line(token) + named.start("name")
            name = namings.told(self.sheet.text[start : start + len(named["name"])])
            naming = namings.Naming(name, figure.line, figure.line)
            more = {"separately-appropriated", "apart"} if verb["apart"] else {"apart"}
            return _with(replace(own, traits=figure.traits | more), naming)
        if _CONTRACT.search(words):
            return own
        return self._put_down(figure) if verb else None

    def _put_down(self, figure: Figure) -> Figure | None:
        """An amount of the budget its sentence names: 令和3年度補正予算で800億円を計上."""
        start = figure.token.start
        for label in tokens.phase_tokens(self.sheet.text):
            near = 0 <= start - label.end <= _NEAR and label.fiscal_year
            if near and _IN_BUDGET.fullmatch(self.sheet.plain[label.end : start]):
                fund = {"fund"} if "基金" in self.sheet.plain[label.end : start] else set()
                return self._phased(replace(figure, labelled=True, traits=figure.traits | fund), label)
        return None

    def _of_a_name(self, figure: Figure) -> Figure | None:
        token = figure.token
        naming = namings.before(self.sheet, token.start, self._on_line(token))
        if not naming or _PARTICLE.match(naming.name) or not namings.stands_after(self.sheet.rest(token.end)):
            return None
        own = replace(figure, fiscal_year=self.edition.fiscal_year, phase=self.edition.phase)
        last = self._last()
        if naming.of_which and last and "\n" not in self.sheet.plain[last.token.end : token.start]:
            return _with(replace(own, fiscal_year=last.fiscal_year, phase=last.phase), naming)
        if self.context:
            own = replace(self._phased(own, self.context), labelled=True)
            near = self.sheet.plain[self.context.end : token.start][:80]
            own = replace(own, traits=own.traits | ({"fund"} if "基金" in near else set()))
            self.context = None
        return _with(own, naming)

    def _alone(self, figure: Figure) -> Figure | None:
        token = figure.token
        before = self.sheet.plain[self.sheet.start(token.start) : token.start]
        if _words(before) or not namings.stands_after(self.sheet.rest(token.end)) or not self.sheet.above(token.start):
            return None
        naming = namings.above(self.sheet, token.start)
        if not naming:
            return None
        return _with(replace(figure, fiscal_year=self.edition.fiscal_year, phase=self.edition.phase), naming)


def _with(figure: Figure, naming: namings.Naming) -> Figure:
    traits = figure.traits | ({"of-which"} if naming.of_which else set()) | ({"apart"} if naming.apart else set())
    return replace(figure, name=naming.name, name_lines=(naming.line_start, naming.line_end), traits=traits)


def _words(gap: str) -> str:
    """What a gap between two tokens says, but for notes, ministries, page numbers and punctuation."""
    lines = [line for line in gap.split("\n") if not _is_silent(line)]
    return _CONNECTORS.sub("", "".join(lines))


def _is_silent(line: str) -> bool:
    return (
        wording.is_note(line)
        or wording.is_ministry(line)
        or wording.is_bureau(line)
        or (wording.is_page_number(line) and bool(line.strip()))
    )


def _traits(words: str) -> set[str]:
    found = set()
    if re.match(r"[\s*]*[(\[]?[^\d]{0,10}内数", words):
        found.add("included-in")
    if re.match(r"[^\d。]{0,12}基金", words):
        found.add("fund")
    return found


def _stream(sheet: Sheet) -> Iterator[Token]:
    """The labels, the amounts and the words 新規 and － of a slide, in order; a year before an amount is a label."""
    found: list[Token] = [*tokens.phase_tokens(sheet.text), *tokens.money_tokens(sheet.text), *_years(sheet)]
    for form in (_NEW, _NIL):
        found += [Token(*match.span(), match[0].strip("([【〔 ") or match[0]) for match in form.finditer(sheet.plain)]
    return iter(sorted(found, key=lambda token: (token.start, -token.end)))


def _years(sheet: Sheet) -> Iterator[PhaseToken]:
    """The years before amounts; of years side by side above amounts each one."""
    beside: list[PhaseToken] = []
    for year in tokens.lone_years(sheet.text):
        if beside and sheet.plain[beside[-1].end : year.start].strip(" \t|"):
            beside = []
        beside.append(year)
        after = sheet.plain[year.end : year.end + 30]
        if re.match(r"[\s)\]】:は|]*約?\d[\d,.]*[\s]*[兆億百千万]*円(?!\s*[/／を])", after):
            yield from beside
            beside = []

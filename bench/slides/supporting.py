"""Terms of support in the words of slides."""

from dataclasses import dataclass

from bench.slides import printing
from bench.slides.authors import Author, line
from bench.slides.pieces import Text
from bench.slides.plans import Program
from bench.slides.words import COSTS, ELIGIBLE

_MONEY = ((500, 10**4), (1000, 10**4), (3000, 10**4), (5000, 10**4), (1, 10**8), (3, 10**8), (12000, 10**4))


@dataclass(frozen=True)
class Form:
    """How a kind of term is printed: shapes with the printed part between bars, and the figures it may hold."""

    kind: str
    unit: str
    shapes: tuple[str, ...]
    values: tuple[int, ...] = ()


_COUNTS = (
    Form(
        "support-period",
        "years",
        ("支援期間：|{}年間|", "支援期間：原則|{}年|", "研究期間：|{}年間|", "・支援期間 |{}年|"),
        (3, 4, 5, 7),
    ),
    Form("support-period-max", "years", ("支援期間：|最長{}年間|", "研究期間：|最大{}年|"), (5, 7, 10)),
    Form(
        "number-of-awards",
        "count",
        ("採択件数：|{}件程度|", "支援件数：|{}件|", "採択予定件数：|{}件程度|"),
        (3, 10, 25, 120),
    ),
    Form("number-of-new-awards", "count", ("新規採択予定件数：|{}件程度|", "新規採択：|{}件|"), (2, 5, 12)),
    Form("number-of-sites", "count", ("支援拠点数：|{}拠点|", "拠点数：|{}拠点程度|"), (3, 5, 14)),
    Form("number-of-institutions", "count", ("支援機関数：|{}機関|", "実施機関数：|{}機関程度|"), (4, 25)),
    Form("number-of-areas", "count", ("対象領域：|{}領域|", "研究領域数：|{}領域|"), (2, 5)),
    Form("number-of-calls-per-year", "count", ("公募回数：|年{}回|", "公募：|年に{}回|"), (1, 2)),
    Form("success-rate", "percent", ("採択率：|約{}％|", "・採択率|約{}%|"), (10, 25)),
    Form(
        "eligibility-years-after-phd",
        "years",
        ("・|博士号取得後{}年以内|", "（|博士号取得後{}年以内|）"),
        (8, 15),
    ),
    Form(
        "stage-gate",
        "years",
        ("|{}年目にステージゲート評価|を実施", "研究開始から|{}年目|にステージゲート審査を実施"),
        (3,),
    ),
)
_AMOUNTS = (
    Form(
        "amount-per-project-year",
        "JPY",
        ("支援規模：|{}程度／課題・年|", "|{}程度／課題／年|", "支援額：|１課題あたり年間{}程度|"),
    ),
    Form("amount-per-project", "JPY", ("支援規模：|{}程度/件|", "支援額：|１件あたり{}程度|", "・支援規模 |{}／件|")),
    Form("amount-per-project-max", "JPY", ("支援上限額：|１件あたり{}|", "支援規模：|上限{}／件|")),
    Form("amount-per-site-year", "JPY", ("支援額：|１拠点あたり年間{}程度|", "支援規模：|{}程度／拠点・年|")),
    Form("amount-per-site-year-max", "JPY", ("支援規模：|最大{}／年・拠点|",)),
    Form("amount-per-area-year", "JPY", ("事業規模：|{}程度／領域・年|",)),
)
_WORDS = (
    (Form("supported-costs", "", ("対象経費：|{}|", "支援対象経費：|{}|")), COSTS),
    (Form("eligibility", "", ("応募要件：|{}|", "応募資格：|{}|")), ELIGIBLE),
)


def terms(author: Author, program: Program) -> tuple[Text, ...]:
    """One to four lines of terms, each of another kind."""
    count = author.rng.choice((1, 2, 3, 3, 4))
    made = [_amount(author, program)] if author.rng.random() < 0.7 else []
    made += [_count(author, program, form) for form in author.rng.sample(_COUNTS, count)]
    made += [_words(author, program)] if author.rng.random() < 0.35 else []
    return tuple(made)


def _count(author: Author, program: Program, form: Form) -> Text:
    value = author.rng.choice(form.values)
    return _line(author, program, form, author.manner.digits(str(value)), value)


def _amount(author: Author, program: Program) -> Text:
    number, worth = author.rng.choice(_MONEY)
    printed = author.manner.digits(printing.mixed(number * worth, author.rng))
    return _line(author, program, author.rng.choice(_AMOUNTS), printed, number * worth)


def _words(author: Author, program: Program) -> Text:
    form, words = author.rng.choice(_WORDS)
    return _line(author, program, form, author.rng.choice(words), None)


def _line(author: Author, program: Program, form: Form, shown: str, value: int | None) -> Text:
    before, printed, after = author.rng.choice(form.shapes).format(shown).split("|")
    return line(before, author.term(program, form.kind, printed, value, form.unit or None), after)

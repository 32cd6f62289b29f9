"""The names of series, years and quantities in Japanese and English."""

import ontology
from queries.columns import columns
from server.charts.figures import Mark, Quantity, Series
from server.charts.looks import Look

COURSE = (
    "request",
    "draft",
    "initial",
    "supplementary-draft",
    "supplementary",
    "revised",
    "carried-over",
    "reserve",
    "available",
    "executed",
    "next-request",
)
"""The phases in the course of a budget."""
# Those that are printed most have the colours that differ most.
PHASES = (
    "draft",
    "initial",
    "supplementary",
    "request",
    "executed",
    "supplementary-draft",
    "revised",
    "carried-over",
    "reserve",
    "available",
    "next-request",
)
_WORDS = {
    ("isCounted", "true"): ("合計に数える", "counted"),
    ("isCounted", "false"): ("合計に数えない", "not counted"),
    ("verdict", "grew"): ("増", "grew"),
    ("verdict", "shrank"): ("減", "shrank"),
    ("verdict", "uncertain"): ("端数処理の範囲内", "uncertain"),
}
_QUANTITIES = {"JPY": Quantity.YEN, "%": Quantity.PERCENT}
_MEASURES = {
    "growth": ("前年度からの変化率", "Change against the year before"),
    "share": ("割合", "Share"),
    "programs": ("事業の数", "Number of programs"),
}
_UNCOUNTED = {("isCounted", "false"), ("verdict", "uncertain")}
MARKS = {
    Mark.NEW: ("新規", "new"),
    Mark.ESTIMATE: ("推計", "est."),
    Mark.WITH_ESTIMATE: ("推計含", "incl. est."),
    Mark.FUND: ("基金", "fund"),
    Mark.SEPARATE: ("別途", "sep."),
}
MEANINGS = {
    Mark.NEW: ("新規: 前年度の当初予算がない", "new: no initial budget the year before"),
    Mark.ESTIMATE: ("推計: 運営費交付金中の推計額", "est.: an estimate inside an operating grant"),
    Mark.WITH_ESTIMATE: ("推計含: 運営費交付金中の推計額を含む", "incl. est.: contains such an estimate"),
    Mark.FUND: ("基金: 複数年にわたって使われる", "fund: spent over several years"),
    Mark.SEPARATE: ("別途: 別途計上の額", "sep.: separately appropriated"),
}


def series(column: str, value: str, look: Look, place: int) -> Series:
    """The series of a value of a column; `place` is for values whose column has no order of its own."""
    name = look.say(*_named(column, value))
    if (column, value) in _UNCOUNTED:
        return Series(name, None)
    return Series(name, PHASES.index(value) if column == "phase" and value in PHASES else place)


def _named(column: str, value: str) -> tuple[str, str]:
    if (column, value) in _WORDS:
        return _WORDS[column, value]
    codes = columns()[column].codes if column in columns() else ""
    if not codes or value not in ontology.notations(codes):
        return value, value
    return ontology.labels(codes, "ja")[value], ontology.labels(codes, "en")[value]


def phase(notation: str, look: Look) -> str:
    """The name of a phase."""
    return look.say(*_named("phase", notation))


def year(start: str, look: Look) -> str:
    """The name of the fiscal year that starts in a year."""
    return look.say(f"{start}年度", f"FY{start}")


def measure(column: str, look: Look) -> str:
    """What the numbers of a column say."""
    return look.say(*_MEASURES.get(column, ("額", "Amount")))


def quantity(column: str) -> Quantity:
    """What the numbers of a column are."""
    return _QUANTITIES.get(columns()[column].unit, Quantity.COUNT)

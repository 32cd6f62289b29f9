"""With which values each competency question is asked of a synthetic graph."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bench import bodies, documents, portfolios
from bench.scales import Scale
from queries import Question

Values = Mapping[str, str]

# Number 0 is the root of a bureau's programs, 1 the slice of it that an agency carries; among the last third one
# follows another every second year.
_SUCCESSORS = 13
_MONEY = ("draft", "initial", "supplementary")


def _year_and_phase(bureau: int) -> Values:
    phase = _MONEY[bureau % len(_MONEY)]
    return {"fiscalYear": str(2022 + bureau % 5 - (phase != "draft")), "phase": phase}


_VALUES: Mapping[str, Callable[[int], Values]] = MappingProxyType(
    {
        "amed-share": lambda bureau: {"umbrella": portfolios.slug(bureau, 0), "organization": bodies.agency(bureau)},
        "audit-view": lambda bureau: {"document": documents.slug(bureau, 2022 + bureau % 5, "draft")},
        "budget-history": lambda bureau: {"program": portfolios.slug(bureau, 3 + bureau % 8)},
        "carried-by": lambda bureau: {"organization": bodies.agency(bureau)},
        "cited-policies": lambda bureau: {"program": portfolios.slug(bureau, 2 + bureau % 8)},
        "decision-kinds": _year_and_phase,
        "division-in-charge": lambda bureau: {"program": portfolios.slug(bureau, _SUCCESSORS + 2 * (bureau % 8))},
        "early-career-terms": lambda bureau: {"word": "若手" if bureau % 2 else "博士号"},
        "fifteen-month-budget": lambda bureau: {"fiscalYear": str(2022 + bureau % 5)},
        "funds": lambda bureau: {"fiscalYear": str(2022 + bureau % 5)},
        "growth": lambda bureau: {"fiscalYear": str(2022 + bureau % 5)},
        "identifiers": lambda bureau: {"program": portfolios.slug(bureau, 0)},
        "lineage": lambda bureau: {"program": portfolios.slug(bureau, _SUCCESSORS + 2 * (bureau % 8))},
        "money-behind-policy": lambda bureau: {
            "policy": bodies.policy(bureau % 4, 2020 + bureau % 5),
            "fiscalYear": str(2021 + bureau % 5),
        },
        "most-cited-policies": _year_and_phase,
        "new-programs": lambda bureau: {"fiscalYear": str(2022 + bureau % 5)},
        "operating-grant-share": _year_and_phase,
        "phase-path": lambda bureau: {"program": portfolios.slug(bureau, 3 + bureau % 8)},
        "programs-named-in-policy": lambda bureau: {"policy": bodies.policy(bureau % 4, 2021 + bureau % 5)},
        "series-editions": lambda bureau: {"series": f"series-{bureau % bodies.SERIES}"},
        "umbrella-sum": lambda bureau: {"program": portfolios.slug(bureau, 0), **_year_and_phase(bureau)},
        "vanished": lambda bureau: {"fiscalYear": str(2022 + bureau % 3), "laterFiscalYear": str(2024 + bureau % 3)},
    }
)


def texts(question: Question, scale: Scale) -> list[str]:
    """The question with the values of each bureau; once, if it has no parameter."""
    if question.name not in _VALUES:
        return [question.text]
    asked = (question.bound(_VALUES[question.name](bureau)) for bureau in range(min(scale.bureaus, 12)))
    return list(dict.fromkeys(asked))

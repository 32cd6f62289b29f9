"""What the shapes and the checks found, for a reader: each finding with the table row it comes from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions, Store

import queries
from loaders.errors import Place
from shapes import Report, Severity

Places = Mapping[NamedNode, Place]


@dataclass(frozen=True)
class Finding:
    """One result of a shape or a check, and where its subject was written."""

    severity: Severity
    focus: str
    message_ja: str
    message_en: str
    place: Place | None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity.name.lower()}: {self.message_en} / {self.message_ja} <{self.focus}>"


def findings(store: Store, shapes_report: Report, places: Places) -> tuple[Finding, ...]:
    """Everything found, the gravest first, then by place."""
    found = (*_shape_findings(shapes_report, places), *_check_findings(store, places))
    return tuple(
        sorted(set(found), key=lambda one: (one.severity.value, _sortable(one.place), one.focus, one.message_en))
    )


def _sortable(place: Place | None) -> str:
    return "" if place is None else f"{place.file}:{place.line:06}"


def _shape_findings(report: Report, places: Places) -> Iterator[Finding]:
    for result in report.results:
        place = places.get(NamedNode(result.focus)) if ":" in result.focus else None
        yield Finding(result.severity, result.focus, result.message_ja, result.message_en, place)


def _check_findings(store: Store, places: Places) -> Iterator[Finding]:
    for check in queries.checks():
        rows = store.query(check.text, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)  # noqa: S101 (a check is a SELECT)
        for row in rows:
            focus = row["focus"]
            assert isinstance(focus, NamedNode)  # noqa: S101
            details = "; ".join(
                f"{name.value} {row[name].value}" for name in rows.variables if name.value != "focus" and row[name]
            )
            said = f" ({details})" if details else ""
            yield Finding(
                Severity[check.severity.upper()],
                focus.value,
                check.message.ja + said,
                check.message.en + said,
                places.get(focus),
            )


def to_json(findings: Iterable[Finding], data: Path) -> str:
    """The findings for a program: severity, focus, both messages, table within the folder of tables, and line."""
    rows = [
        {
            "severity": finding.severity.name.lower(),
            "focus": finding.focus,
            "message_ja": finding.message_ja,
            "message_en": finding.message_en,
            "table": finding.place and str(finding.place.file.relative_to(data)),
            "line": finding.place and finding.place.line,
        }
        for finding in findings
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"

"""Titles and dates of policies -> the edition meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from loaders import values
from loaders.errors import ValueUnreadable
from loaders.holdings import Registries
from loaders.reading.spellings import Spellings, folded
from loaders.records import CitationRow, PolicyRow


@dataclass(frozen=True)
class Title:
    """A policy as a document names it: its title, and its date as precise as the document has it anywhere."""

    text: str
    decided_on: str

    @property
    def key(self) -> tuple[str, str]:
        """What two printings of one policy have in common."""
        return folded(self.text), self.decided_on


def decided_on(row: CitationRow) -> str:
    """The date of a citation, `2023-06-16`, `2023-06` or `2023`; empty where it prints none that can be read."""
    try:
        return values.date(row.printed_date or "")
    except ValueUnreadable:
        return ""


def titles(rows: Iterable[CitationRow]) -> dict[CitationRow, Title]:
    """The title of each citation; one without a date, or with a rougher one, has the only date that fits it."""
    held = list(rows)
    dates: dict[str, set[str]] = {}
    for row in held:
        dates.setdefault(folded(row.printed_title), set()).add(decided_on(row))
    return {row: Title(row.printed_title, _fullest(decided_on(row), dates[folded(row.printed_title)])) for row in held}


def _fullest(day: str, days: Iterable[str]) -> str:
    fitting = [one for one in days if one.startswith(day)]
    full = [one for one in fitting if not any(other != one and other.startswith(one) for other in fitting)]
    return full[0] if len(full) == 1 else day


class Editions:
    """The policies of the registries, by title and date."""

    def __init__(self, registries: Registries, spellings: Spellings) -> None:
        self._spellings = spellings
        self._policies = {row.policy: row for row in registries.policies}
        self._series = {folded(row.label_ja): row.series for row in registries.series}

    def policy(self, title: Title) -> str | None:
        """The slug of the only policy of this title, or of the series of this title, that has this date."""
        named = [self._policies[slug] for slug in self._spellings.slugs(title.text) if slug in self._policies]
        if not title.decided_on:
            return _only(named)
        series = self._series.get(folded(title.text))
        kin = [row for row in self._policies.values() if row.series and row.series == series]
        dated = _of(named, title.decided_on) or _of(kin, title.decided_on)
        return _only(dated or [row for row in named if not row.decided_on])

    def labels(self) -> Mapping[str, frozenset[str]]:
        """The spellings that may be suggested for a title: those of policies, and those of their series."""
        found = {key: set(slugs) for key, slugs in self._spellings.every().items()}
        for label, series in self._series.items():
            found.setdefault(label, set()).update(row.policy for row in self._policies.values() if row.series == series)
        return {key: frozenset(slugs) for key, slugs in found.items()}


def _of(policies: Iterable[PolicyRow], day: str) -> list[PolicyRow]:
    """Those that were decided then, as far as either date says."""
    return [
        row for row in policies if row.decided_on and (row.decided_on.startswith(day) or day.startswith(row.decided_on))
    ]


def _only(policies: list[PolicyRow]) -> str | None:
    return policies[0].policy if len({row.policy for row in policies}) == 1 else None

"""Results with the names of things in place of their identifiers, in one language.

A question answers with a column of things and, after it, one or two of their labels: `program`, `label`, `labelEn`;
`umbrella`, `umbrellaLabel`, `umbrellaLabelEn`; for readers these are one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from server.tables import Cell, Table

_JA, _EN = "Label", "LabelEn"


@dataclass(frozen=True)
class Column:
    """A column to show: its name, its place in the result, and the places of the labels of what stands in it."""

    name: str
    place: int
    labels: tuple[int, ...] = ()

    def cell(self, row: tuple[Cell, ...]) -> Cell:
        """The cell of a row, under its label where it has one."""
        shown = row[self.place]
        label = next((row[place] for place in self.labels if row[place].text), None)
        if label is None:
            return shown
        return Cell(label.text, "text", shown.href, label.language)


def columns(table: Table, language: str) -> tuple[Column, ...]:
    """The columns of a table for readers of a language."""
    places = {name: place for place, name in enumerate(table.columns)}
    owners = dict(_owners(table.columns))
    endings = (_EN, _JA) if language == "en" else (_JA, _EN)
    shown = []
    for name, place in places.items():
        if name not in owners:
            labels = [owned for owned, owner in owners.items() if owner == name]
            ranked = sorted(labels, key=lambda one: endings.index(_EN if one.endswith("En") else _JA))
            shown.append(Column(name, place, tuple(places[one] for one in ranked)))
    return tuple(shown)


def _owners(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The columns of labels, each with the column whose things they name."""
    for place, name in enumerate(names):
        stem = name.removesuffix("En")
        if stem == "label" and place:
            before = [one for one in names[:place] if one not in ("label", "labelEn")]
            yield name, before[-1]
        elif stem.endswith(_JA) and stem.removesuffix(_JA) in names:
            yield name, stem.removesuffix(_JA)

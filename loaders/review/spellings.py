"""What `names.csv` says a name stands for, and the rows that a document adds to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders import consistency
from loaders.holdings import DocumentTables, Printed, Registries
from loaders.records import EntryRow, NameRow
from loaders.values import folded

Name = tuple[str, str]
"""The kind of a thing and its name, folded."""

_PROPER = re.compile(r".{3,}(?:事業|プログラム|プロジェクト|計画|基金|構想)(?:[（(「].*)?")
"""A program's name that says what it is wherever it stands; チャレンジ型 or うちAMED does not."""


def slugs(names: Sequence[NameRow], document: str) -> dict[Name, str]:
    """The slug of each name in this document; its own rows go before those of all documents."""
    ordered = sorted((row for row in names if row.document in (None, document)), key=lambda row: row.document or "")
    return {(row.kind, folded(row.printed_name)): row.slug for row in ordered}


@dataclass(frozen=True)
class Spellings:
    """The names of a document beside the registries, in which all its things are registered."""

    registries: Registries
    document: str
    tables: DocumentTables

    def new(self) -> Iterator[NameRow]:
        """A row for each spelling that names.csv does not know.

        It holds in all documents where the words can mean nothing else, else in this document.
        """
        rows = self.registries.names
        known = {
            (row.kind, folded(row.printed_name), row.slug) for row in rows if row.document in (None, self.document)
        }
        taken = {(row.kind, folded(row.printed_name)) for row in rows}
        policies = {row.passage: row.policy for row in self.registries.passages}
        for row in self.tables.rows():
            for _, kind, printed, named in consistency.named(row):
                slug, name = policies.get(named, named), (kind, folded(printed))
                if (*name, slug) not in known:
                    anywhere = name not in taken and self._anywhere(row, kind, printed, slug)
                    known.add((*name, slug))
                    taken.add(name)
                    scope = None if anywhere else self.document
                    yield NameRow(place=row.place, printed_name=printed, kind=kind, slug=slug, document=scope)

    def _anywhere(self, row: Printed, kind: str, printed: str, slug: str) -> bool:
        if kind == "policy":
            return any(
                one.policy == slug and folded(one.title_ja) == folded(printed) for one in self.registries.policies
            )
        if kind == "organization":
            return all(one.kind != "group" for one in self.registries.organizations if one.organization == slug)
        top = isinstance(row, EntryRow) and row.part_of is None
        return top or _PROPER.fullmatch(folded(printed)) is not None

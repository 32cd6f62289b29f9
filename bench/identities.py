"""Which program of the truth a found row speaks of: by its slug, else by its printed name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bench.readings import Reading
from loaders.records import NameRow
from loaders.values import folded

# Before folding: in half width ① is a plain 1.
_NUMERAL = re.compile(r"^\s*(?:[①-⑳●○◆■・◇✓]|[(（]?[0-9０-９IVXⅠ-Ⅹ]{1,4}[)）.．]|[0-9０-９IVXⅠ-Ⅹ]{1,3}\s)\s*")
_SLICE = re.compile(r"^[(（]?うち[、,]?")
_BRACKET = re.compile(r"\([^()]*\)$")
_LABEL = re.compile(
    r"(?:概算要求額?|要求・要望額|要望額|要求額|当初予算案|予算案|概算決定額|予算額)?(?:\(案\))?[:：]?$"
)


def fold(text: str) -> str:
    """The text in half width without white space, asterisks and quotation marks: names and titles are compared so."""
    return re.sub(r"[「」『』]", "", folded(unicodedata.normalize("NFKC", text)))


def short(name: str) -> str:
    """The bare name: without its number, うち, a label behind it, and the bracket at its end."""
    bare = _LABEL.sub("", _SLICE.sub("", fold(_NUMERAL.sub("", name))))
    return _BRACKET.sub("", bare) or bare


@dataclass(frozen=True)
class Identities:
    """What is known of the programs of a document: slugs, and names with the slug each stands for."""

    slugs: frozenset[str]
    names: Mapping[str, str]

    def of(self, program: str, printed: str) -> str:
        """The slug of the truth; of a program that is none, its name."""
        if program in self.slugs:
            return program
        return self.names.get(fold(printed)) or self.names.get(short(printed)) or f"?{fold(printed)}"

    def each(self, found: Reading) -> Mapping[str, str]:
        """What each program of a reading is in the truth."""
        named = {row.program: row.program for row in found.citations}
        named |= {row.program: row.program for row in found.involvements}
        named |= {row.program: row.program for row in found.terms}
        named |= {row.program: row.printed_name for row in found.budgets}
        named |= {row.part_of: row.part_of for row in found.programs if row.part_of}
        named |= {row.program: row.printed_name for row in found.programs}
        return {program: self.of(program, printed) for program, printed in named.items()}


def identities(truth: Reading, names: Iterable[NameRow] = (), document: str = "") -> Identities:
    """The programs of a truth, by the spellings in it and those registered for it."""
    rows = [row for row in names if row.kind == "program" and row.document in (None, document)]
    printed = {(row.printed_name, row.slug) for row in rows}
    printed |= {(row.printed_name, row.program) for row in truth.programs}
    printed |= {(row.printed_name, row.program) for row in truth.budgets}
    slugs = frozenset(slug for _, slug in printed)
    return Identities(slugs, _unambiguous(printed))


def _unambiguous(printed: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Whole names, and bare names that stand for one program only."""
    pairs = sorted(printed)
    whole = {fold(name): slug for name, slug in pairs}
    bare: dict[str, set[str]] = {}
    for name, slug in pairs:
        bare.setdefault(short(name), set()).add(slug)
    return {name: next(iter(slugs)) for name, slugs in bare.items() if len(slugs) == 1} | whole

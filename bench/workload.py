"""The eight queries of the benchmark, each with the values that it is asked with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

import queries
from bench import bodies, portfolios
from bench.scales import Scale
from ontology import BASE

FOLDER = Path(__file__).parent / "queries"
_WORDS = ("創薬", "脳神経", "量子", "材料", "半導体", "宇宙", "海洋", "防災")
_EDITIONS = range(2020, 2026)


@dataclass(frozen=True)
class Query:
    """A query with its variants: the same with other values."""

    name: str
    texts: tuple[str, ...]
    is_heavy: bool

    @property
    def is_graph(self) -> bool:
        """Whether it answers triples, not rows."""
        return "CONSTRUCT" in self.texts[0]

    @property
    def media_type(self) -> str:
        """What is asked for: a form that every peer writes."""
        return "application/n-triples" if self.is_graph else "application/sparql-results+json"

    def encoded(self) -> str:
        """The variants as values of `query=`, one a line."""
        return "".join(quote(text, safe="") + "\n" for text in self.texts)


def workload(scale: Scale) -> list[Query]:
    """Every query of the folder, by name."""
    return [_query(path, scale) for path in sorted(FOLDER.glob("*.rq"))]


def _query(path: Path, scale: Scale) -> Query:
    text = path.read_text(encoding="utf-8")
    variants = tuple(dict.fromkeys(queries.bound(text, terms) for terms in _terms(scale)))
    return Query(path.stem, variants, "#+ load: heavy\n" in text)


def _terms(scale: Scale) -> Iterator[dict[str, NamedNode | Literal]]:
    """Values for every variable that a query may have; a query takes those that it has."""
    for bureau in range(scale.bureaus):
        for number in range(scale.programs):
            yield {
                "program": NamedNode(f"{BASE}id/program/{portfolios.slug(bureau, number)}"),
                "umbrella": NamedNode(f"{BASE}id/program/{portfolios.slug(bureau, 0)}"),
                "policy": NamedNode(f"{BASE}id/policy/{bodies.policy(bureau, _EDITIONS[number % len(_EDITIONS)])}"),
                "word": Literal(_WORDS[number % len(_WORDS)]),
            }

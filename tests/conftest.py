"""What several tests need: the shipped tables, the graph built from them, and the shared material when it is there."""

import csv
import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from loaders import build, holdings
from loaders.holdings import Holdings

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def quiet(_step: str) -> None:
    """A progress that nobody watches."""


@pytest.fixture(scope="session")
def held() -> Holdings:
    return holdings.load()


@pytest.fixture(scope="session")
def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the source files are not here: printed strings are not verified")
    return folder


@pytest.fixture(scope="session")
def gold() -> Path:
    folder = SHARED / "gold" / "r8"
    if not folder.is_dir():
        pytest.skip("the careful reading of the FY2026 document is not here: its rows are not looked for")
    return folder


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker to ask for it fills, for all of them."""
    root = factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            make(folder)
    return folder


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory with the shipped graph."""
    return once(tmp_path_factory, "shipped", lambda folder: build.build(folder, holdings.DATA, None, quiet))


@pytest.fixture(scope="session")
def graph(store: Path) -> Store:
    return Store.read_only(str(store / "current" / "db"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the tables, to damage."""
    return Path(shutil.copytree(holdings.DATA, tmp_path / "data"))


SMALL = frozenset(
    {"health-medical-rd", "health-medical-rd-amed", "nextgen-biobank", "nextgen-med-platform", "tmm", "bbj"}
)
SMALL |= {"b-cure", "genome-platform", "generations-life-science", "brain-neuro"}


def shrink(data: Path) -> None:
    """Leave a few programs of one document in a copy of the tables."""
    shutil.rmtree(data / "tables" / "mext-r6-research-promotion")
    for name in ("documents", "names", "corrections", "successions"):
        _keep(data / f"{name}.csv", lambda cells: "mext-r6-research-promotion" not in cells)
    for path in (data / "tables" / "mext-r8-life-science").iterdir():
        _keep(path, lambda cells: cells[0] in SMALL)


@pytest.fixture
def small(data: Path) -> Path:
    """A few programs of one document, so that a build takes a second or two."""
    shrink(data)
    return data


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory with the graph of the small tables."""

    def make(folder: Path) -> None:
        tables = tmp_path_factory.mktemp("small") / "data"
        shrink(Path(shutil.copytree(holdings.DATA, tables)))
        build.build(folder, tables, None, quiet)

    return once(tmp_path_factory, "small-store", make)


def _keep(path: Path, wanted: Callable[[list[str]], bool]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *table = csv.reader(file)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *filter(wanted, table)])


def rows(graph: Store, query: str) -> list[tuple[str, ...]]:
    """The values of a SELECT over the union of the graphs; an unbound one is the empty string."""
    prefixes = {
        "sk": "https://w3id.org/seisaku/ontology#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "id": "https://w3id.org/seisaku/id/",
    }
    found = graph.query(query, use_default_graph_as_union=True, prefixes=prefixes)
    assert isinstance(found, QuerySolutions)
    return [tuple("" if term is None else _value(term) for term in solution) for solution in found]


def _value(term: object) -> str:
    value = getattr(term, "value", str(term))
    return value.removeprefix("https://w3id.org/seisaku/id/") if isinstance(term, NamedNode) else value

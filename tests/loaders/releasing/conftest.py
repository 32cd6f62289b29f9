"""The graph of the small tables, and the same after four changes, of which one is a citation withdrawn."""

import shutil
from pathlib import Path

import pytest

from loaders import build
from loaders.holdings import DATA
from tests.conftest import once, quiet, shrink

R8 = "tables/mext-r8-life-science"
CITATION = "id/citation/mext-r8-life-science/414-1"
CHANGES = (
    (f"{R8}/budgets.csv", ",2025,initial,6500000000,,65億円", ",2025,initial,6600000000,,66億円"),
    ("programs.csv", "BioBank Japan,", "Biobank Japan,"),
    ("programs.csv", "\nbinds,", "\nbbk,新しい事業,,,\nbinds,"),
    (f"{R8}/citations.csv", "brain-neuro,dementia-plan-2024,", ""),
)
WITHDRAWN = f"{CITATION},citation,2026-11-22,id/policy/dementia-plan-2024,誤って記録,recorded by mistake\n"


def _later(data: Path, withdrawn: str) -> None:
    shrink(Path(shutil.copytree(DATA, data)))
    for table, before, after in CHANGES:
        text = (data / table).read_text(encoding="utf-8")
        assert before in text, before
        if after:
            (data / table).write_text(text.replace(before, after), encoding="utf-8")
        else:
            kept = [row for row in text.splitlines(keepends=True) if not row.startswith(before)]
            (data / table).write_text("".join(kept), encoding="utf-8")
    with (data / "withdrawn.csv").open("a", encoding="utf-8") as file:
        file.write(withdrawn)


@pytest.fixture(scope="session")
def later_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory with the graph after the changes."""
    return _built(tmp_path_factory, "later", WITHDRAWN)


@pytest.fixture(scope="session")
def careless_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, but nobody says that the citation is withdrawn."""
    return _built(tmp_path_factory, "careless", "")


def _built(factory: pytest.TempPathFactory, name: str, withdrawn: str) -> Path:
    data = factory.mktemp(name) / "data"

    def make(folder: Path) -> None:
        _later(data, withdrawn)
        build.build(folder, data, None, quiet)

    return once(factory, f"{name}-store", make)

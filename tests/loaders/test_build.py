import errno
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from pyoxigraph import Store

from loaders import build, dump, release
from loaders.errors import StoreUnusable, TableDefects, Violated
from loaders.holdings import DATA
from tests.conftest import quiet

SEISAKU = str(Path(sys.executable).parent / "seisaku")
R8 = "tables/mext-r8-life-science"


@pytest.fixture
def old(small_store: Path, tmp_path: Path) -> Path:
    """A store that serves something already: the graph of the small tables."""
    return Path(shutil.copytree(small_store, tmp_path / "store", symlinks=True))


def replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def contents(store: Path) -> list[str]:
    return sorted(path.name for path in store.iterdir())


def test_two_builds_give_the_same_bytes(small_store: Path, small: Path, tmp_path: Path) -> None:
    """In another process, too, where sets and dictionaries come in another order."""
    again = tmp_path / "again"
    command = [SEISAKU, "build", "--data", str(small), "--store", str(again)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": str(published(small_store))}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert release.manifest(again) == release.manifest(small_store)
    first, second = files(small_store), files(again)
    assert len(first) > 200
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def published(store: Path) -> int:
    said = json.loads((store / "current/dumps/manifest.json").read_text(encoding="utf-8"))["published"]
    return int(datetime.fromisoformat(said).timestamp())


def files(store: Path) -> dict[Path, bytes]:
    dumps = store / "current" / "dumps"
    return {path.relative_to(dumps): path.read_bytes() for path in dumps.rglob("*") if path.is_file()}


def test_the_manifest_counts_what_the_store_holds(store: Path) -> None:
    manifest = release.manifest(store)
    assert manifest is not None
    assert manifest.triples == sum(manifest.graphs.values()) == len(Store.read_only(str(store / "current" / "db")))
    assert manifest.release == (store / "current").resolve().name
    assert manifest.findings["warning"] == 3
    assert "violation" not in manifest.findings


def test_the_one_pair_that_does_not_add_up_is_told_and_kept(store: Path) -> None:
    found = json.loads((store / "current" / "report.json").read_text(encoding="utf-8"))
    [pair] = [finding for finding in found if "add up" in finding["message_en"]]
    assert pair["focus"].endswith("statement/mext-r6-research-promotion/1318-1")
    assert pair["table"] == "tables/mext-r6-research-promotion/budgets.csv"
    assert ("4200000000" in pair["message_en"], "4300000000" in pair["message_en"]) == (True, True)


@pytest.mark.parametrize(
    ("table", "before", "after", "error", "message"),
    [
        (f"{R8}/budgets.csv", ",2026,draft,", ",2026,drafd,", TableDefects, "csv:2: phase: 'drafd' is no phase"),
        (f"{R8}/citations.csv", ",81,81,", ",,81,", TableDefects, "citations.csv:2: line_start: is empty"),
        (f"{R8}/budgets.csv", ",4100000000,,41億円,", ",0,,0億円,", Violated, "budgets.csv:7: violation"),
        ("organizations.csv", "9010005023796", "8010005023796", Violated, "organizations.csv"),
    ],
)  # fmt: skip
def test_a_defect_stops_the_build_and_the_old_store_serves_on(  # noqa: PLR0917
    old: Path, small: Path, table: str, before: str, after: str, error: type[Exception], message: str
) -> None:
    replace(small / table, before, after)
    was = (old / "current").resolve()
    with pytest.raises(error) as refused:
        build.build(old, small, None, quiet)
    assert message in str(refused.value)
    assert (old / "current").resolve() == was
    assert contents(old) == [".lock", "current", "releases"]
    assert len(list((old / "releases").iterdir())) == 1


def test_a_program_in_itself_stops_the_build(old: Path, small: Path) -> None:
    replace(
        small / R8 / "programs.csv",
        "\nnextgen-biobank,次世代医療実現バイオバンク利活用プログラム,health-medical-rd,",
        "\nnextgen-biobank,次世代医療実現バイオバンク利活用プログラム,tmm,",
    )
    with pytest.raises(
        TableDefects, match=r"programs\.csv:\d+: part_of: tmm is part of nextgen-biobank is part of tmm"
    ):
        build.build(old, small, None, quiet)


def test_an_interrupted_build_leaves_nothing(old: Path, small: Path) -> None:
    def interrupted(step: str) -> None:
        if step == "publish":
            raise KeyboardInterrupt

    replace(small / "programs.csv", "\nkakenhi,科学研究費助成事業,", "\nkakenhi,科学研究費補助金,")
    with pytest.raises(KeyboardInterrupt):
        build.build(old, small, None, interrupted)
    assert contents(old) == [".lock", "current", "releases"]
    assert not build.is_current(old, small)


def test_a_terminated_process_leaves_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [SEISAKU, "build", "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not (store / ".staging").exists():
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(30) == 130
    assert contents(store) == [".lock"]


def test_what_a_killed_build_left_is_cleared_by_the_next(old: Path, small: Path) -> None:
    (old / ".staging" / "db").mkdir(parents=True)
    build.build(old, small, None, quiet)
    assert contents(old) == [".lock", "current", "releases"]


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreUnusable, match="another build is writing"):
            build.build(tmp_path, DATA, None, quiet)


def test_a_rebuild_heals_a_damaged_release(old: Path, small: Path) -> None:
    shutil.rmtree(old / "current" / "db")
    build.build(old, small, None, quiet)
    assert len(Store.read_only(str(old / "current" / "db"))) > 0


def test_a_folder_in_the_place_of_the_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with release.staging(tmp_path) as folder, pytest.raises(StoreUnusable, match="is a folder, not the link"):
        release.publish(folder, tmp_path, "first")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="cannot be written: No space left"), release.staging(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert contents(tmp_path) == [".lock"]


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusable, match="cannot be a store"):
        build.build(tmp_path / "file", DATA, None, quiet)


def test_a_new_release_keeps_the_one_before_it(tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        with release.staging(tmp_path) as folder:
            release.seal(folder, release.Manifest(name, "0", "", False, 0, {}, {}))
            release.publish(folder, tmp_path, name)
        os.utime(tmp_path / "releases" / name, (len(name), 1 + len(list((tmp_path / "releases").iterdir()))))
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {"second", "third"}
    manifest = release.manifest(tmp_path)
    assert manifest is not None
    assert manifest.release == "third"


def test_a_broken_manifest_is_named(old: Path) -> None:
    path = old / "current" / "manifest.json"
    path.unlink()
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(StoreUnusable, match="is no manifest"):
        release.manifest(old)


def test_sources_verify_what_they_print(small: Path, tmp_path: Path, seeds: Path) -> None:
    built = build.build(tmp_path / "store", small, seeds, quiet)
    assert not [finding for finding in built.findings if "/id/evidence/" in finding.focus]
    assert built.manifest.verified
    assert build.is_current(tmp_path / "store", small)


@pytest.mark.parametrize("form", ["nq", "trig", "nt", "ttl", "rdf", "jsonld"])
def test_a_dump_of_one_graph_in_every_format(store: Path, form: str) -> None:
    graph = "https://w3id.org/seisaku/graph/catalog"
    assert b"seisaku" in dump.dump(store, graph, form)


def test_a_dump_is_the_same_in_another_process(store: Path) -> None:
    graph = "https://w3id.org/seisaku/graph/catalog"
    command = [SEISAKU, "dump", "--store", str(store), "--graph", graph, "--format", "ttl"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == dump.dump(store, graph, "ttl")


@pytest.mark.parametrize(
    ("graph", "form", "message"),
    [
        (None, "xls", "is no format; it would be one of nq"),
        ("urn:x", "nt", "has no graph urn:x"),
        ("no iri", "nt", "has no graph no iri"),
    ],
)
def test_a_dump_that_cannot_be_is_refused(store: Path, graph: str | None, form: str, message: str) -> None:
    with pytest.raises(StoreUnusable, match=message):
        dump.dump(store, graph, form)


def test_a_dump_needs_a_release(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="seisaku build"):
        dump.dump(tmp_path, None, "nq")

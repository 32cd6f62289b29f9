import errno
import fcntl
import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from loaders.errors import ReleaseUnusable, StoreUnusable
from loaders.releasing import listing, manifests, sets
from loaders.releasing.sets import Order
from loaders.releasing.sides import side
from ontology import BASE, RDF, SK
from tests.conftest import quiet
from tests.loaders.releasing.test_patch import patched

SEISAKU = str(Path(sys.executable).parent / "seisaku")
RELEASE = NamedNode(f"{BASE}releases/2026.12")
FIRST = NamedNode(f"{BASE}releases/2026.11")


@pytest.fixture
def published(small_store: Path, tmp_path: Path) -> Path:
    """A folder of sets with a first one."""
    sets.publish(Order(small_store, "2026.11", tmp_path / "sets" / "2026.11"), quiet)
    return tmp_path / "sets"


@pytest.fixture
def second(published: Path, later_store: Path) -> Path:
    """The set that follows it."""
    sets.publish(Order(later_store, "2026.12", published / "2026.12"), quiet)
    return published / "2026.12"


def contents(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_first_set_is_whole(published: Path) -> None:
    folder = published / "2026.11"
    manifest = manifests.read(folder)
    assert (manifest.version, manifest.previous) == ("2026.11", None)
    assert manifest.sha256.startswith(manifest.release)
    assert [one.path for one in manifest.files] == [
        path for path in contents(folder) if path not in {"manifest.json", "SHA256SUMS"}
    ]
    assert {"README.md", "README.ja.md", "LICENSE.md", "CITATION.cff", "CHANGELOG.md", "release.ttl"} <= {
        *contents(folder)
    }
    assert "changes.json" not in contents(folder)
    programs = {
        quad.subject
        for quad in parse(path=str(folder / "dumps" / "seisaku.nq"))
        if (quad.predicate, quad.object) == (RDF.type, SK.Program)
    }
    assert manifest.classes[SK.Program.value] == len(programs) == 97
    assert not any(path.stat().st_mode & 0o222 for path in folder.rglob("*") if path.is_file())
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)  # noqa: S607
    assert sorted(path.name for path in published.iterdir()) == [".lock", "2026.11"]


def test_the_next_set_says_what_it_revises_and_how(published: Path, second: Path) -> None:
    said = {
        (quad.subject, quad.predicate.value.rpartition("/")[2], quad.object)
        for quad in parse(path=str(second / "release.ttl"))
    }
    for term in ("prov#wasRevisionOf", "owl#priorVersion", "dcat#previousVersion"):
        assert (RELEASE, term, FIRST) in said
    assert (RELEASE, "isVersionOf", NamedNode(f"{BASE}id/dataset/seisaku")) in said
    for term in ("owl#versionInfo", "dcat#version"):
        assert (RELEASE, term, Literal("2026.12")) in said
    issued = Literal(manifests.read(second).issued, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
    assert (RELEASE, "prov#generatedAtTime", issued) in said
    files = {value for subject, term, value in said if (subject, term) == (RELEASE, "dcat#distribution")}
    assert NamedNode(f"{RELEASE.value}/dumps/seisaku.nq") in files
    assert "66億円" in (second / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "新しい事業" in (second / "CHANGELOG.ja.md").read_text(encoding="utf-8")
    assert json.loads((second / "changes.json").read_text(encoding="utf-8"))["before"]["name"] == "2026.11"
    before, after = (
        set(parse(path=str(folder / "dumps" / "seisaku.nq"))) for folder in (published / "2026.11", second)
    )
    ground = {quad for quad in before if "_:" not in str(quad)}
    assert patched(ground, (second / "changes.rdfp").read_text(encoding="utf-8")) == {
        quad for quad in after if "_:" not in str(quad)
    }
    assert sets.check(Order(second.parent, "2026.12", second)) == []


def test_the_files_that_the_build_made_are_taken_over(small_store: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(small_store, tmp_path / "store", symlinks=True))
    dumps = store / "current" / "dumps"
    made = sets.publish(Order(store, "2026.11"), quiet)
    held = {one.path for one in made.files if one.path.startswith("dumps/")}
    assert held == {f"dumps/{path.relative_to(dumps)}" for path in dumps.rglob("*") if path.is_file()}
    assert {"dumps/manifest.json", "dumps/seisaku.nq", "dumps/tables/programs.csv"} < held
    assert sets.check(Order(store, "2026.11")) == []


@pytest.mark.parametrize(
    ("name", "out", "message"),
    [
        ("2026.11", "2026.11", "a published release never changes: the next would be 2026.11.1"),
        ("2026", "x", "is no version"),
        ("2026.10", "2026.10", None),
    ],
)
def test_what_is_not_published(small_store: Path, published: Path, name: str, out: str, message: str | None) -> None:
    order = Order(small_store, name, published / out)
    if message is None:
        assert sets.publish(order, quiet).previous is None
        return
    with pytest.raises(ReleaseUnusable, match=message):
        sets.publish(order, quiet)
    assert contents(published) == [".lock", *contents_of_first(published)]


def contents_of_first(published: Path) -> list[str]:
    return [path for path in contents(published) if path.startswith("2026.11/")]


def test_nothing_vanishes_without_a_word(careless_store: Path, published: Path) -> None:
    order = Order(careless_store, "2026.12", published / "2026.12")
    with pytest.raises(ReleaseUnusable) as refused:
        sets.publish(order, quiet)
    said = str(refused.value)
    assert "withdrawn.csv" in said
    assert [row.strip() for row in said.splitlines()[1:]] == ["id/citation/mext-r8-life-science/414-1"]
    assert sorted(path.name for path in published.iterdir()) == [".lock", "2026.11"]


def test_a_set_follows_one_before_it(small_store: Path, published: Path) -> None:
    order = Order(small_store, "2026.10", published / "2026.10", previous=str(published / "2026.11"))
    with pytest.raises(ReleaseUnusable, match=r"2026\.11 is not before 2026\.10"):
        sets.publish(order, quiet)
    order = Order(small_store, "2026.12", published / "2026.12", previous=str(small_store))
    with pytest.raises(ReleaseUnusable, match="is no version"):
        sets.publish(order, quiet)


def test_a_store_without_a_release(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="seisaku build"):
        sets.publish(Order(tmp_path, "2026.11"), quiet)
    with pytest.raises(ReleaseUnusable, match="published: none"):
        sets.check(Order(tmp_path, "2026.11"))


def _damage(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b" ")


def _remove(path: Path) -> None:
    path.unlink()


def _add(path: Path) -> None:
    (path.parent / "more.txt").write_text("", encoding="utf-8")


def _other_name(path: Path) -> None:
    path.chmod(0o644)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"version": "2026.11"', '"version": "2026.10"'), encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("path", "harm", "messages"),
    [
        ("README.md", _damage, ["README.md: its sha256", "README.md: manifest.json says"]),
        ("README.md", _remove, ["README.md: is missing"]),
        ("README.md", _add, ["more.txt: SHA256SUMS does not list it", ]),
        ("manifest.json", _other_name, ["manifest.json: its sha256", "manifest.json: is of version 2026.10"]),
        ("dumps/seisaku.nq", _damage, ["seisaku.nq: its sha256", "seisaku.nq: manifest.json says", "is not the graph"]),
        ("dumps/seisaku.nq", _remove, ["seisaku.nq: is missing"]),
    ],
)  # fmt: skip
def test_a_set_that_was_changed_is_found_out(
    published: Path, path: str, harm: Callable[[Path], None], messages: list[str]
) -> None:
    harm(published / "2026.11" / path)
    found = sets.check(Order(published, "2026.11", published / "2026.11"))
    assert len(found) == len(messages)
    assert all(message in problem for message, problem in zip(messages, found, strict=True))


def test_a_set_without_its_digests(published: Path) -> None:
    (published / "2026.11" / "SHA256SUMS").unlink()
    with pytest.raises(ReleaseUnusable, match="is no list of digests"):
        sets.check(Order(published, "2026.11", published / "2026.11"))


def test_what_breaks_off_leaves_nothing(
    small_store: Path, later_store: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(listing, "write_patch", full)
    with pytest.raises(ReleaseUnusable, match="No space left"):
        sets.publish(Order(later_store, "2026.12", published / "2026.12"), quiet)
    assert sorted(path.name for path in published.iterdir()) == [".lock", "2026.11"]
    with pytest.raises(ReleaseUnusable, match="cannot be written"):
        sets.publish(Order(small_store, "2026.11", Path(os.devnull) / "x"), quiet)


def test_two_do_not_publish_at_once(small_store: Path, published: Path) -> None:
    with (published / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ReleaseUnusable, match="another release is being written"):
            sets.publish(Order(small_store, "2026.12", published / "2026.12"), quiet)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_one_is_begun_again(small_store: Path, tmp_path: Path, sent: signal.Signals) -> None:
    out = tmp_path / "sets" / "2026.11"
    command = [SEISAKU, "dump", "--store", str(small_store), "--release", "2026.11", "--out", str(out)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    part = out.parent / ".2026.11.part"
    while not part.exists() and running.poll() is None:
        time.sleep(0.001)
    running.send_signal(sent)
    ended = running.wait(30)
    assert not out.exists() or ended == 0, "it is there whole or not at all"
    if not out.exists():
        assert sent is signal.SIGKILL or not part.exists()
        subprocess.run(command, check=True, capture_output=True)
    assert sets.check(Order(small_store, "2026.11", out)) == []
    assert not part.exists()


@pytest.mark.parametrize("epoch", ["1767225600", "x", "9" * 40])
def test_the_instant_may_be_given(
    small_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    order = Order(small_store, "2026.01", tmp_path / "2026.01")
    if epoch != "1767225600":
        with pytest.raises(StoreUnusable, match="SOURCE_DATE_EPOCH"):
            sets.publish(order, quiet)
        return
    assert sets.publish(order, quiet).issued == "2026-01-01T00:00:00Z"
    again = Order(small_store, "2026.01", tmp_path / "again")
    sets.publish(again, quiet)
    assert [*map(Path.read_bytes, files(order.folder))] == [*map(Path.read_bytes, files(again.folder))]


def files(folder: Path) -> list[Path]:
    return [folder / path for path in contents(folder)]


def test_a_set_is_a_side_of_a_comparison(published: Path, second: Path) -> None:
    """By its folder, packed or not."""
    packed = Path(shutil.copytree(second, published / "packed"))
    whole = packed / "dumps" / "seisaku.nq"
    (whole.parent / "seisaku.nq.gz").write_bytes(gzip.compress(whole.read_bytes()))
    whole.unlink()
    with side(str(packed), published) as one, side(str(second), published) as other:
        assert (one.name, one.lines.sha256) == (other.name, other.lines.sha256)
    assert parse(path=str(second / "dumps" / "seisaku.trig"), format=RdfFormat.TRIG)

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from typer.testing import CliRunner, Result

import seisaku
from loaders.holdings import DATA
from server import Settings, control, runs
from server.errands import Errand
from server.errors import QueryStopped, ServerError
from server.frames import Task
from server.lanes import Lane, Rules
from server.notes import Note
from server.running import Running
from server.settings import Address
from server.workers import Worker

ASK = "ASK { <https://w3id.org/seisaku/id/program/kakenhi> ?p ?o }"
SEISAKU = str(Path(sys.executable).parent / "seisaku")


class Stand(runs.Run):
    """A run without a worker."""

    def stop(self, error: ServerError) -> None:
        self.stopped = error


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(seisaku.app, [str(argument) for argument in arguments], input=given)


def test_build_publishes_and_says_what_it_found(small: Path, tmp_path: Path) -> None:
    arguments = ("build", "--data", small, "--store", tmp_path / "store")
    done = run(*arguments)
    assert done.exit_code == 0
    assert "triples;" in done.stdout
    assert "warning: " in done.stderr
    assert run(*arguments, "--check").exit_code == 0
    manifest = json.loads(run(*arguments, "--json").stdout)
    assert manifest["triples"] == sum(manifest["graphs"].values())


def test_check_says_that_a_store_is_not_current(tmp_path: Path) -> None:
    done = run("build", "--store", tmp_path, "--check")
    assert (done.exit_code, "is not current" in done.stdout) == (1, True)
    assert json.loads(run("build", "--store", tmp_path, "--check", "--json").stdout) == {"current": False}


def test_build_names_a_defect_without_a_traceback(small: Path, tmp_path: Path) -> None:
    (small / "series.csv").unlink()
    done = run("build", "--data", small, "--store", tmp_path / "store")
    assert done.exit_code == 2
    assert "series.csv:1: file: is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_validate_accepts_what_conforms(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text("<urn:x> a <urn:y> .")
    done = run("validate", file)
    assert (done.exit_code, done.stdout) == (0, f"{file}: conforms\n")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.ttl"
    file.write_text(
        "@prefix sk: <https://w3id.org/seisaku/ontology#> . <urn:x> a sk:Organization ; sk:corporateNumber '123' ."
    )
    return file


def test_validate_says_what_violates(wrong: Path) -> None:
    done = run("validate", wrong)
    assert done.exit_code == 1
    assert f"{wrong}: violation: <urn:x>" in done.stdout
    assert "does not conform" in done.stdout


def test_validate_writes_reports_for_programs(wrong: Path) -> None:
    [said] = json.loads(run("validate", wrong, "--json").stdout)
    assert (said["file"], said["conforms"]) == (str(wrong), False)
    assert {result["focus"] for result in said["results"]} == {"urn:x"}
    assert "sh:ValidationReport" in run("validate", wrong, "--turtle").stdout


def test_validate_refuses_what_is_no_rdf(tmp_path: Path) -> None:
    file = tmp_path / "broken.ttl"
    file.write_text("<urn:x> a ")
    done = run("validate", file)
    assert done.exit_code == 2
    assert "broken.ttl" in done.stderr


def test_query_answers_from_a_file_and_from_standard_input(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text("SELECT (COUNT(?p) AS ?n) { ?p a <https://w3id.org/seisaku/ontology#Program> }")
    assert run("query", file, "--store", store).stdout.splitlines()[0] == "n"
    assert '"boolean":true' in run("query", "-", "--store", store, given=ASK).stdout


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        ("SELECT * {", (), "line 1"),
        ("DELETE WHERE { ?s ?p ?o }", (), "update"),
        (ASK, ("--format", "html"), "can be had as"),
        (ASK, ("--format", "csv"), "can be had as"),
        (ASK, ("--store", "nowhere"), "seisaku build"),
    ],
)
def test_query_refuses_with_its_reason(store: Path, query: str, options: tuple[str, ...], message: str) -> None:
    done = run("query", "-", "--store", store, *options, given=query)
    assert done.exit_code == 2
    assert message in done.stderr


def test_query_names_a_missing_file(store: Path) -> None:
    done = run("query", "none.rq", "--store", store)
    assert (done.exit_code, "none.rq" in done.stderr) == (2, True)


def test_dump_writes_a_graph(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "catalog.ttl"
    graph = "https://w3id.org/seisaku/graph/catalog"
    assert run("dump", "--store", store, "--graph", graph, "--format", "ttl", "--out", out).exit_code == 0
    assert "void:triples" in out.read_text(encoding="utf-8")
    assert run("dump", "--store", store).stdout.startswith("<")


def test_dump_names_a_missing_store(tmp_path: Path) -> None:
    assert "seisaku build" in run("dump", "--store", tmp_path).stderr


def test_diff_says_whether_two_differ(store: Path, small_store: Path, tmp_path: Path) -> None:
    same = run("diff", store, store)
    assert (same.exit_code, same.stdout.endswith("They are equal.\n")) == (0, True)
    name = (store / "current").resolve().name
    assert run("diff", name, "current", "--store", store, "--lang", "ja").exit_code == 0
    found = run("diff", small_store, store, "--json")
    assert (found.exit_code, json.loads(found.stdout)["equal"]) == (1, False)
    assert found.stdout == run("diff", small_store, store, "--format", "json").stdout
    patch = run("diff", small_store, store, "--format", "rdf-patch")
    assert (patch.exit_code, patch.stdout.endswith("TC .\n")) == (1, True)


@pytest.mark.parametrize(
    ("before", "message"),
    [("nowhere", "there is no such file or folder, nor a release"), (".", "dumps/seisaku.nq is not there")],
)
def test_diff_names_what_cannot_be_read(store: Path, tmp_path: Path, before: str, message: str) -> None:
    done = run("diff", tmp_path / before, store, "--store", store)
    assert (done.exit_code, message in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_diff_names_releases_that_are_near(store: Path) -> None:
    name = (store / "current").resolve().name
    done = run("diff", name[:-1], "current", "--store", store)
    assert (done.exit_code, f"near it: {name}" in done.stderr) == (2, True)


def test_dump_publishes_a_release(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "2026.11"
    arguments = ("dump", "--store", store, "--release", "2026.11", "--out", out)
    done = run(*arguments)
    assert (done.exit_code, f"{out}: release 2026.11, " in done.stdout) == (0, True)
    whole = run(*arguments, "--check")
    assert (whole.exit_code, whole.stdout) == (0, f"{out} is whole\n")
    assert json.loads(run(*arguments, "--check", "--json").stdout) == {"whole": True, "problems": []}
    again = run(*arguments)
    assert (again.exit_code, "never changes" in again.stderr) == (2, True)
    (out / "more").touch()
    assert run(*arguments, "--check").exit_code == 1
    told = json.loads(
        run("dump", "--store", store, "--release", "2026.12", "--out", tmp_path / "2026.12", "--json").stdout
    )
    assert (told["version"], told["previous"]) == ("2026.12", "2026.11")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--release", "2026-11"), "is no version"),
        (("--release", "2026.11", "--graph", "urn:x"), "a release holds all graphs"),
        (("--check",), "go with --release"),
        (("--previous", "2026.10"), "go with --release"),
        (("--release", "2026.11", "--check", "--out", "nowhere"), "is not there"),
    ],
)
def test_dump_refuses_what_does_not_go_together(store: Path, options: tuple[str, ...], message: str) -> None:
    done = run("dump", "--store", store, *options)
    assert (done.exit_code, message in done.stderr) == (2, True)


def test_every_verb_explains_itself() -> None:
    for verb in ("build", "validate", "serve", "settings", "queries", "stop", "query", "dump", "diff"):
        done = run(verb, "--help")
        assert done.exit_code == 0
        assert f"seisaku {verb}" in (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_serve_refuses_a_public_address_that_is_none(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    monkeypatch.setenv("SEISAKU_PUBLIC_URL", "example.org")
    done = run("serve", "--store", store)
    assert (done.exit_code, "http or https" in done.stderr) == (2, True)


def test_serve_takes_the_address_of_another_store_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Settings] = []
    monkeypatch.setattr("server.nursery.born", lambda: None)
    monkeypatch.setattr("server.process.run", lambda settings, _newborn: served.append(settings))
    assert run("serve", "--store", "http://127.0.0.1:1/sparql").exit_code == 0
    assert served[0].store == Address("http://127.0.0.1:1/sparql")


def test_write_mode_is_refused_without_a_token(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    monkeypatch.delenv("SEISAKU_TOKEN", raising=False)
    done = run("serve", "--writable", "--store", store)
    assert (done.exit_code, "SEISAKU_TOKEN" in done.stderr) == (2, True)


def test_write_mode_is_refused_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEISAKU_TOKEN", "a-token-of-the-tests")
    (tmp_path / "working").write_text("no folder", encoding="utf-8")
    done = run("serve", "--writable", "--store", tmp_path)
    assert (done.exit_code, "cannot be written" in done.stderr) == (2, True)


def test_settings_are_written_as_a_file_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "seisaku.toml"
    file.write_text("quick_slots = 3\n")
    written = run("settings", "--config", file, "--set", "page_slots = 2").stdout
    assert "\nquick_slots = 3\n" in written
    assert "\npage_slots = 2\n" in written
    file.write_text(written)
    assert run("settings", "--config", file).stdout == written


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--config", "none.toml"), "none.toml"),
        (("--set", "port"), "--set takes NAME=VALUE, not 'port'"),
        (("--set", "prt=1"), "command line: there is no setting prt; perhaps port"),
    ],
)
def test_settings_that_cannot_be(arguments: tuple[str, ...], message: str) -> None:
    for verb in ("settings", "serve"):
        done = run(verb, *arguments)
        assert (done.exit_code, message in done.stderr) == (2, True)


def test_no_query_runs_where_no_server_does(tmp_path: Path) -> None:
    assert run("queries", "--store", tmp_path).stdout == ""
    assert json.loads(run("queries", "--store", tmp_path, "--json").stdout) == []
    done = run("stop", "1-1", "--store", tmp_path)
    assert (done.exit_code, "does not run" in done.stdout) == (1, True)


def test_a_running_query_is_listed_and_stopped(tmp_path: Path) -> None:
    worker = Worker(cast("subprocess.Popen[bytes]", SimpleNamespace(pid=1)), lambda ended: None)
    stand = Stand(Lane(Rules(1, 1, 1.0, name="quick"), lambda lane: None), Errand(worker), "r1")
    running = Running()
    running.add(stand, Task("ASK { <urn:secret> ?p ?o }", "http://a/"), Note("a-1", client="1.2.3.0/24"))

    async def serve() -> None:
        async with control.opened(running, tmp_path):
            listed = await asyncio.to_thread(run, "queries", "--store", tmp_path)
            name = listed.stdout.split()[0]
            assert "ASK { <> ?p ?o }" in listed.stdout
            [found] = json.loads((await asyncio.to_thread(run, "queries", "--json", "--store", tmp_path)).stdout)
            assert (found["id"], found["request"]) == (name, "a-1")
            assert (await asyncio.to_thread(run, "stop", name, "--store", tmp_path)).exit_code == 0

    asyncio.run(serve())
    assert isinstance(stand.stopped, QueryStopped)


def test_serve_answers_and_ends_on_a_signal(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen([SEISAKU, "serve", "--store", store, "--port", port], stderr=subprocess.DEVNULL)
    try:
        assert json.loads(_eventually(f"http://127.0.0.1:{port}/health"))["status"] == "ok"
    finally:
        os.kill(process.pid, signal.SIGTERM)
    assert process.wait(20) == 0


def _eventually(address: str) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(seisaku, "app", interrupted)
    with pytest.raises(SystemExit) as ended:
        seisaku.main()
    assert ended.value.code == 130
    with pytest.raises(KeyboardInterrupt):
        seisaku._interrupted(15, None)


def test_the_tables_of_the_checkout_are_the_default() -> None:
    assert DATA.samefile(seisaku.ROOT / "data")


SLIDE = "次世代計測基盤整備事業\n\n令和8年度予算額（案） 37億円\n（前年度予算額 36億円）\n"


def test_extract_writes_tables_and_says_how_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("slide.txt").write_text(SLIDE, encoding="utf-8")
    done = run("extract", "slide.txt")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("slide: programs 1, budgets 2, ")
    assert "3700000000" in Path("slide", "budgets.csv").read_text(encoding="utf-8")
    assert run("extract", "slide.txt", "--id", "mext-slide").stdout.startswith("mext-slide: ")
    assert "is no slug" in run("extract", "slide.txt", "--id", "../slide").stderr
    Path("slide", "budgets.csv").write_text("edited", encoding="utf-8")
    refused = run("extract", "slide.txt")
    assert (refused.exit_code, "--force" in refused.stderr) == (2, True)
    assert run("extract", "slide.txt", "--force").exit_code == 0


def test_extract_says_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("slide.txt").write_text(SLIDE, encoding="utf-8")
    said = json.loads(run("extract", "slide.txt", "--format", "json").stdout)
    assert [row["amount_yen"] for row in said["budgets"]] == [3_700_000_000, 3_600_000_000]
    assert [path.name for path in tmp_path.iterdir()] == ["slide.txt"]
    assert run("extract", "slide.txt", "--format", "json", "--out", "tables").exit_code == 0
    assert Path("tables", "residue.csv").is_file()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.txt", "拝啓　ますますご清栄のこと".encode(), "is no budget document"),
        ("slide.pdf", b"%PDF-1.7 and no more", "is a damaged or cut off PDF"),
        ("slide.pptx", b"PK\x03\x04 ppt/presentation.xml", "export it as PDF"),
        ("slide.txt", SLIDE.encode()[:-2], "is cut off inside a character"),
    ],
)
def test_extract_refuses_what_it_cannot_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    refused = run("extract", file, "--out", tmp_path / "tables")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in refused.stderr
    assert str(file) in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]

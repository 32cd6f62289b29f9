"""The files of a release as its build lists them: negotiated, in parts, resumed, and asked for wrongly."""

import json
import re
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from loaders.downloads import manifest
from loaders.downloads.compression import entries
from loaders.downloads.manifest import Content
from server import Settings, create_app
from tests.server.conftest import GRAPH

Ask = Callable[..., httpx.Response]
CODED = {"accept-encoding": "zstd, gzip, br"}
LARGE = GRAPH + "".join(f"<https://a/s> <https://a/p> {number} .\n" for number in range(2000))
FILES = {
    "seisaku.nq": Content("全データ", "The whole graph", "application/n-quads", triples=11),
    "seisaku.ttl": Content("全データ", "The whole <graph>", "text/turtle", triples=2011),
    "graphs/facts.jsonld": Content("事実", "Facts", "application/ld+json", graph="https://a/g", triples=0),
    "tables/programs.csv": Content("事業", "Programs", "text/csv", class_iri="https://a/Program", rows=1),
    "tables/programs.excel.csv": Content("事業", "Programs", "text/csv", class_iri="https://a/Program", rows=1),
    "tables/csv-metadata.json": Content("表", "Tables", "application/csvm+json"),
}


def write(dumps: Path) -> None:
    """The files of a release and their list, as the build writes them."""
    for path in FILES:
        (dumps / path).parent.mkdir(exist_ok=True)
        if path != "seisaku.nq":
            (dumps / path).write_text(LARGE if path == "seisaku.ttl" else "程\r\n", encoding="utf-8")
    listed = [entry for path, content in FILES.items() for entry in entries(dumps, path, content)]
    manifest.write(dumps, listed)


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory, release: Callable[..., None]) -> Path:
    store = tmp_path_factory.mktemp("dumps")
    release(store, "r1")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        write(store / "releases" / "r1" / "dumps")
    return store / "releases" / "r1" / "dumps"


@pytest.fixture(scope="module")
def get(dumps: Path, running: Callable[[FastAPI], AbstractContextManager[None]], ask: Ask) -> Iterator[Ask]:
    app = create_app(Settings(dumps.parents[2]))

    def send(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        return ask(method, path, app, headers={name.replace("_", "-"): value for name, value in headers.items()})

    with running(app):
        yield send


def tag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()}"'


@pytest.mark.parametrize("path", [*FILES, "seisaku.ttl.gz", "seisaku.ttl.zst"])
def test_a_file_is_sent_as_it_is_listed(get: Ask, dumps: Path, path: str) -> None:
    answer, content = get(f"/dumps/{path}"), (dumps / path).read_bytes()
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["etag"] == tag_of(content)
    assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(sha256(content).digest()).decode()}:"
    assert answer.headers["last-modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert answer.headers["content-disposition"] == f'attachment; filename="{path.rpartition("/")[2]}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "content-encoding" not in answer.headers
    head = get(f"/dumps/{path}", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "x-request-id": ""} == {**answer.headers, "x-request-id": ""}
    kept = get(f"/dumps/{path}", if_none_match=answer.headers["etag"])
    assert (kept.status_code, kept.content, kept.headers["etag"]) == (304, b"", answer.headers["etag"])


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("seisaku.ttl", "text/turtle; charset=utf-8"),
        ("seisaku.ttl.gz", "application/gzip"),
        ("seisaku.ttl.zst", "application/zstd"),
        ("graphs/facts.jsonld", "application/ld+json"),
        ("tables/programs.csv", "text/csv; charset=utf-8"),
        ("tables/csv-metadata.json", "application/csvm+json"),
    ],
)
def test_the_media_type_is_that_of_the_bytes(get: Ask, path: str, media_type: str) -> None:
    assert get(f"/dumps/{path}").headers["content-type"] == media_type


def test_a_table_leads_to_its_description(get: Ask) -> None:
    link = get("/dumps/tables/programs.csv").headers["link"]
    assert link == '<csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert "link" not in get("/dumps/tables/programs.excel.csv").headers
    assert "link" not in get("/dumps/seisaku.ttl").headers


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("zstd, gzip, br", "zstd"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("br", ""),
        ("identity;q=1, gzip;q=0.1", ""),
        ("zstd;q=0", ""),
        ("", ""),
        ("; = ,,;q=x", ""),
    ],
)
def test_who_accepts_a_coding_gets_the_compressed_file(get: Ask, dumps: Path, accepted: str, coding: str) -> None:
    suffix = {"gzip": ".gz", "zstd": ".zst", "": ""}[coding]
    content = (dumps / f"seisaku.ttl{suffix}").read_bytes()
    for method in ("GET", "HEAD"):
        answer = get("/dumps/seisaku.ttl", method, accept_encoding=accepted)
        assert answer.headers.get("content-encoding", "") == coding
        assert answer.headers["etag"] == tag_of(content)
        assert answer.headers["content-length"] == str(len(content))
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="seisaku.ttl"'
    kept = get("/dumps/seisaku.ttl", accept_encoding=accepted, if_none_match=tag_of(content))
    assert kept.status_code == 304
    other = (dumps / ("seisaku.ttl" if coding else "seisaku.ttl.gz")).read_bytes()
    assert get("/dumps/seisaku.ttl", accept_encoding=accepted, if_none_match=tag_of(other)).status_code == 200


def test_nothing_acceptable(get: Ask) -> None:
    assert get("/dumps/seisaku.ttl", accept_encoding="identity;q=0, *;q=0").status_code == 406


@pytest.mark.parametrize("path", ["seisaku.ttl.gz", "seisaku.nq", "tables/programs.csv"])
def test_what_has_no_other_coding_is_never_coded(get: Ask, dumps: Path, path: str) -> None:
    answer = get(f"/dumps/{path}", **CODED)
    assert "content-encoding" not in answer.headers
    assert answer.content == (dumps / path).read_bytes()


def test_a_part_is_of_the_bytes_of_the_plain_file(get: Ask, dumps: Path) -> None:
    """Who decodes what comes has so many of its bytes, and resumes behind them."""
    content = (dumps / "seisaku.ttl").read_bytes()
    for validator in ({}, {"if_range": tag_of(content)}, {"if_range": "Thu, 01 Jan 2026 00:00:00 GMT"}):
        answer = get("/dumps/seisaku.ttl", range="bytes=10-", accept_encoding="gzip, zstd", **validator)
        assert (answer.status_code, answer.content) == (206, content[10:])
        assert answer.headers["content-range"] == f"bytes 10-{len(content) - 1}/{len(content)}"
        assert "content-encoding" not in answer.headers
        assert answer.headers["etag"] == tag_of(content)


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_coded_transfer_is_resumed_by_its_own_tag(get: Ask, dumps: Path, suffix: str) -> None:
    packed = (dumps / f"seisaku.ttl.{suffix}").read_bytes()
    answer = get("/dumps/seisaku.ttl", "HEAD", range="bytes=100-", if_range=tag_of(packed), **CODED)
    assert (answer.status_code, answer.headers["etag"]) == (206, tag_of(packed))
    assert answer.headers["content-range"] == f"bytes 100-{len(packed) - 1}/{len(packed)}"
    assert answer.headers["content-encoding"] == {"gz": "gzip", "zst": "zstd"}[suffix]


def test_another_release_is_sent_whole(get: Ask, dumps: Path) -> None:
    answer = get("/dumps/seisaku.ttl", range="bytes=10-", if_range=tag_of(b"of another release"))
    assert (answer.status_code, answer.content) == (200, (dumps / "seisaku.ttl").read_bytes())


def test_beyond_the_end(get: Ask, dumps: Path) -> None:
    size = (dumps / "seisaku.ttl").stat().st_size
    answer = get("/dumps/seisaku.ttl", range=f"bytes={size}-", **CODED)
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")


def test_many_ranges_are_no_more_than_the_file(get: Ask, dumps: Path) -> None:
    ranges = ",".join(["0-"] * 200)
    answer = get("/dumps/seisaku.ttl", range=f"bytes={ranges}")
    assert len(answer.content) <= (dumps / "seisaku.ttl").stat().st_size + 1000


def test_curl_resumes_and_decodes(
    dumps: Path, serving: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    content, packed = ((dumps / name).read_bytes() for name in ("seisaku.ttl", "seisaku.ttl.gz"))
    coded = ["-H", "Accept-Encoding: gzip", "-H", f"If-Range: {tag_of(packed)}", "-r", "100-"]
    with serving(Settings(dumps.parents[2])) as address:
        for name, options, held, wanted in (
            ("whole", [], b"", content),
            ("coded", ["--compressed"], b"", content),
            ("resumed", ["-C", "-"], content[:1000], content),
            ("both", ["--compressed", "-C", "-"], content[:1000], content),
            ("raw", coded, b"", packed[100:]),
        ):
            (tmp_path / name).write_bytes(held)
            command = ["curl", "-sSf", *options, "-o", str(tmp_path / name), f"{address}/dumps/seisaku.ttl"]
            subprocess.run(command, check=True)
            assert (tmp_path / name).read_bytes() == wanted, name


def test_the_list_as_json(get: Ask, dumps: Path) -> None:
    written = json.loads((dumps / "manifest.json").read_text(encoding="utf-8"))
    for path, accepted in (("/dumps/", "application/json"), ("/dumps/", "*/*"), ("/dumps/manifest.json", "text/html")):
        answer = get(path, accept=accepted)
        assert (answer.headers["content-type"], answer.json()) == ("application/json", written)
        assert answer.headers["last-modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
        assert {"Accept", "Accept-Encoding"} <= set(re.split(", *", answer.headers["vary"]))
        assert get(path, accept=accepted, if_none_match=answer.headers["etag"]).status_code == 304
        assert get(path, "HEAD", accept=accepted).headers["etag"] == answer.headers["etag"]
        assert get(path, accept=accepted, **CODED).headers["content-encoding"] == "zstd"
    assert get("/dumps/?format=json", accept="text/html").json() == written
    assert len(written["files"]) == len(FILES) + 2


@pytest.mark.parametrize(("language", "title"), [("ja", "ダウンロード"), ("en", "Downloads")])
def test_the_list_as_a_page(get: Ask, dumps: Path, language: str, title: str) -> None:
    answer = get(f"/dumps/?lang={language}", accept="text/html")
    assert answer.headers["content-language"] == language
    assert f"<h1>{title}</h1>" in answer.text
    assert set(re.findall(r'href="/dumps/([^"?]+)"', answer.text)) == {
        *(str(path.relative_to(dumps)) for path in dumps.rglob("*") if path.is_file())
    }
    assert f"{(dumps / 'seisaku.ttl').stat().st_size:,}" in answer.text
    assert ">2,011<" in answer.text
    assert "2026-01-01 00:00 UTC" in answer.text
    assert "<graph>" not in answer.text
    assert get("/dumps/?lang=fr", accept="text/html").status_code == 400
    assert get("/dumps/", accept="image/png").status_code == 406
    assert get("/dumps/?format=xml").status_code == 406


@pytest.mark.parametrize(
    "path",
    [
        "../manifest.json",
        "%2e%2e/manifest.json",
        "..%2f..%2fr1%2fmanifest.json",
        "tables/../../manifest.json",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..%5c..%5cmanifest.json",
        "seisaku.ttl%00",
        "seisaku.ttl/",
        "SEISAKU.TTL",
        "tables",
        "tables/",
        "db/CURRENT",
        "%F0%9F%92%A3",
        "%ff%fe",
        "<script>alert(1)</script>",
        "a" * 5000,
    ],
)
def test_what_is_not_listed_is_not_there(get: Ask, path: str) -> None:
    began = time.monotonic()
    for method in ("GET", "HEAD"):
        answer = get(f"/dumps/{path}", method)
        assert answer.status_code == 404, answer.text
    assert time.monotonic() - began < 2
    page = get(f"/dumps/{path}", accept="text/html")
    assert page.status_code == 404
    assert "<script>alert" not in page.text
    problem = get(f"/dumps/{path}")
    assert problem.headers["content-type"] == "application/problem+json"
    assert len(problem.content) < 2000
    assert "Traceback" not in problem.text


def test_names_like_it_are_told(get: Ask) -> None:
    problem = get("/dumps/tables/program.csv").json()
    assert problem["near"][0] == "tables/programs.csv"
    assert "tables/programs.csv" in problem["detail"]
    assert "tables/programs.csv" in problem["detail_ja"]
    assert "/dumps/ lists" in get("/dumps/qqq").json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_files_are_only_read(get: Ask, method: str) -> None:
    answer = get("/dumps/seisaku.ttl", method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_file_that_was_lost_is_told(
    tmp_path: Path, release: Callable[..., None], running: Callable[..., AbstractContextManager[None]], ask: Ask
) -> None:
    release(tmp_path, "r1")
    write(tmp_path / "current" / "dumps")
    (tmp_path / "current" / "dumps" / "seisaku.ttl").unlink()
    app = create_app(Settings(tmp_path))
    with running(app):
        answer = ask("GET", "/dumps/seisaku.ttl", app)
        assert (answer.status_code, "seisaku build" in answer.json()["detail"]) == (404, True)


def test_a_list_that_does_not_read_is_told(
    tmp_path: Path, release: Callable[..., None], running: Callable[..., AbstractContextManager[None]], ask: Ask
) -> None:
    release(tmp_path, "r1")
    (tmp_path / "current" / "dumps" / "manifest.json").write_text("{", encoding="utf-8")
    app = create_app(Settings(tmp_path))
    with running(app):
        for path in ("/dumps/", "/dumps/seisaku.nq", "/dumps/manifest.json"):
            answer = ask("GET", path, app)
            assert (answer.status_code, "seisaku build" in answer.json()["detail"]) == (503, True)


def test_a_release_of_before_there_was_a_list(ask: Ask, store: Path) -> None:
    content = (store / "current/dumps/seisaku.nq").read_bytes()
    [one] = ask("GET", "/dumps/").json()["files"]
    assert (one["path"], one["sha256"], one["triples"]) == ("seisaku.nq", sha256(content).hexdigest(), 11)
    assert ask("GET", "/dumps/seisaku.nq").content == content
    assert "seisaku.nq" in ask("GET", "/dumps/", headers={"accept": "text/html"}).text

"""The dump as a file: ranges, validators, and no coding on the way."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

Ask = Callable[..., httpx.Response]
DUMP = "/dumps/seisaku.nq"
CODED = {"accept-encoding": "zstd, br, gzip"}


@pytest.fixture
def content(store: Path) -> bytes:
    return (store / "current/dumps/seisaku.nq").read_bytes()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("BYTES=3-99999999", 3, None)],
)
def test_ranges(ask: Ask, content: bytes, asked: str, first: int, last: int | None) -> None:
    answer = ask("GET", DUMP, headers={"range": asked, **CODED})
    part = content[first : None if last is None else last + 1]
    start = first % len(content)
    assert (answer.status_code, answer.content) == (206, part)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(part) - 1}/{len(content)}"
    assert "content-encoding" not in answer.headers


def test_several_ranges(ask: Ask, content: bytes) -> None:
    answer = ask("GET", DUMP, headers={"range": "bytes=0-3, 10-12"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert content[:4] in answer.content
    assert content[10:13] in answer.content


def test_no_such_range(ask: Ask, content: bytes) -> None:
    answer = ask("GET", DUMP, headers={"range": "bytes=99999999-", **CODED})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(len(content)) in answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "asked", ["items=0-5", "bytes=9-5", "bytes=x-y", "bytes", "bytes=", "bytes=1-2-3", "=", "bytes=-"]
)
def test_a_range_that_cannot_be_read_counts_as_absent(ask: Ask, content: bytes, asked: str) -> None:
    answer = ask("GET", DUMP, headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, content)


def test_if_range(ask: Ask, content: bytes) -> None:
    whole = ask("GET", DUMP)
    for validator in (whole.headers["etag"], whole.headers["last-modified"]):
        assert ask("GET", DUMP, headers={"range": "bytes=0-3", "if-range": validator}).status_code == 206
    for validator in ('"another"', "W/" + whole.headers["etag"], "Thu, 01 Jan 1970 00:00:00 GMT"):
        answer = ask("GET", DUMP, headers={"range": "bytes=0-3", "if-range": validator})
        assert (answer.status_code, answer.content) == (200, content)


def test_the_dump_is_never_coded(ask: Ask, content: bytes) -> None:
    answer = ask("GET", DUMP, headers=CODED)
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["accept-ranges"] == "bytes"


def test_the_head_of_the_dump(ask: Ask, content: bytes) -> None:
    head, whole = (ask(method, DUMP, headers={"x-request-id": "the-same"}) for method in ("HEAD", "GET"))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == whole.headers


@pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', "*"])
def test_a_dump_that_the_client_has(ask: Ask, form: str) -> None:
    tag = ask("GET", DUMP).headers["etag"]
    assert not tag.startswith("W/")
    for method in ("GET", "HEAD"):
        answer = ask(method, DUMP, headers={"if-none-match": form.format(tag)})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)


def test_a_strong_tag_is_of_the_bytes_that_are_sent(ask: Ask) -> None:
    plain = ask("GET", "/static/style.css", headers={"accept-encoding": "identity"})
    coded = ask("GET", "/static/style.css", headers={"accept-encoding": "gzip"})
    assert coded.headers["content-encoding"] == "gzip"
    assert coded.headers["etag"] != plain.headers["etag"]
    assert coded.headers["etag"].startswith('"')
    again = ask("GET", "/static/style.css", headers={"accept-encoding": "gzip", "if-none-match": coded.headers["etag"]})
    assert again.status_code == 304


def test_results_have_no_ranges(ask: Ask) -> None:
    answer = ask("GET", "/sparql?query=ASK%7B%7D", headers={"range": "bytes=0-3"})
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "none")

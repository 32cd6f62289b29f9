"""What search engines read in our pages, and that browsers take it for data."""

import json
import re
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from shutil import which
from typing import Any

import httpx
import pytest

from server import Settings
from server.catalogue.markup import script
from tests.server.catalogue.conftest import PUBLIC

Get = Callable[..., httpx.Response]
HTML = {"accept": "text/html"}
BROWSER = which("chromium") or which("chromium-browser") or which("google-chrome")
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def nodes(answer: httpx.Response) -> list[dict[str, Any]]:
    """The nodes of the one element with data in a page."""
    assert answer.status_code == 200
    [text] = SCRIPT.findall(answer.text)
    assert answer.text.count("<script") == 1
    found = json.loads(text)
    assert found["@context"] == "https://schema.org/"
    return list(found["@graph"])


@pytest.mark.parametrize("path", ["/?lang=en", "/catalog?lang=en"])
def test_the_dataset(get: Get, path: str) -> None:
    found = {node["@type"]: node for node in reversed(nodes(get(path, headers=HTML)))}
    assert set(found) == {"DataCatalog", "Dataset"}
    whole = found["Dataset"]
    assert (whole["name"], whole["alternateName"]) == ("Seisaku Graph", "政策グラフ")
    assert 50 <= len(whole["description"]) <= 5000
    assert whole["license"] == "https://spdx.org/licenses/MIT"
    assert re.fullmatch(r"\d{4}-04-01/\d{4}-03-31", whole["temporalCoverage"])
    for file in whole["distribution"]:
        head = get(file["contentUrl"].removeprefix(PUBLIC), headers={"range": "bytes=0-0"})
        assert head.headers["content-range"] == f"bytes 0-0/{file['contentSize'].removesuffix(' B')}"
    assert len(whole["distribution"]) > 4


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_dataset_is_described_at_the_length_that_search_engines_want(get: Get, language: str) -> None:
    found = [node for node in nodes(get(f"/catalog?lang={language}", headers=HTML)) if node["@type"] == "Dataset"]
    assert len(found) > 20
    assert {node["@id"]: node["description"] for node in found if not 50 <= len(node["description"]) <= 5000} == {}


def test_attribution_is_ready_to_copy(get: Get) -> None:
    text = get("/catalog?lang=ja", headers=HTML).text
    release = get("/health").json()["release"]
    copied = dict(re.findall(r'<pre[^>]*lang="(ja|en)">(.*?)</pre>', text))
    assert set(copied) == {"ja", "en"}
    for one in copied.values():
        assert all(part in one for part in (release, "2026-01-01", f"{PUBLIC}/", "MIT", "ライフサイエンス分野"))


def test_a_program(get: Get) -> None:
    [program, *grants] = nodes(get("/doc/program/brain-neuro?lang=ja", headers=HTML))
    assert (program["@type"], program["name"]) == ("GovernmentService", "脳神経科学統合プログラム")
    query = """PREFIX sk: <https://w3id.org/seisaku/ontology#> SELECT ?s ?n { ?s a sk:BudgetAmount ; sk:amount ?n ;
    sk:program <https://w3id.org/seisaku/id/program/brain-neuro> }"""
    rows = get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    amounts = {row["s"]["value"]: int(row["n"]["value"]) for row in rows}
    assert len(amounts) > 1
    assert {one["@id"]: one["amount"]["value"] for one in grants} == amounts
    for one in grants:
        assert one["amount"]["minValue"] <= one["amount"]["value"] <= one["amount"]["maxValue"]
        assert (one["@type"], one["fundedItem"]["@id"]) == ("MonetaryGrant", program["@id"])
    english = nodes(get("/doc/program/brain-neuro?lang=en", headers=HTML))
    assert english[0]["name"].isascii()


def test_other_things_have_none(get: Get) -> None:
    assert "<script" not in get("/doc/fiscal-year/2026", headers=HTML).text


def test_no_text_ends_the_element() -> None:
    told = script([{"name": "</script><script>alert(1)</script>&\u2028"}])
    assert told.count("<") == 2
    [text] = SCRIPT.findall(told)
    assert json.loads(text)["@graph"][0]["name"] == "</script><script>alert(1)</script>&\u2028"
    assert script([]) == ""


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium is here to look at a page")
def test_the_policy_of_pages_lets_data_be(
    published: Settings, serving: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    """A browser reports each script that the policy stops; of data it says nothing, and keeps it in the page."""
    assert BROWSER is not None
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", "--dump-dom"]
    with serving(replace(published, port=0)) as address, tempfile.TemporaryDirectory() as folder:
        for path in ("/", "/catalog", "/doc/program/brain-neuro"):
            command = [BROWSER, *options, f"--user-data-dir={folder}", f"{address}{path}"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=True)
            assert "Content Security Policy" not in done.stderr, done.stderr
            assert len(SCRIPT.findall(done.stdout)) == 1

"""oEmbed 1.0: which addresses are ours, what the answers hold, how they are found."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import httpx
import pytest

from tests.server.embedding.conftest import PUBLIC

Embeds = Callable[..., httpx.Response]
PROGRAM = PUBLIC + "/id/program/brain-neuro"
PAGE = {"accept": "text/html", "accept-language": "en"}


def _oembed(embeds: Embeds, url: str, more: str = "", **details: object) -> httpx.Response:
    return embeds(f"/oembed?url={quote(url, safe='')}{more}", **details)


@pytest.mark.parametrize(
    ("url", "path", "title"),
    [
        (PROGRAM, "program/brain-neuro?lang=ja", "脳神経科学統合プログラム"),
        (PROGRAM + "?lang=en", "program/brain-neuro?lang=en", "Brain & Neuroscience"),
        (PUBLIC + "/doc/program/brain-neuro", "program/brain-neuro?lang=ja", "脳神経科学統合プログラム"),
        (PUBLIC + "/doc/program/brain-neuro.html", "program/brain-neuro?lang=ja", "脳神経科学統合プログラム"),
        ("http://EXAMPLE.org:80/seisaku/id/policy/plan-2023", "policy/plan-2023?lang=ja", "基本計画2023"),
        ("https://w3id.org/seisaku/id/policy/plan-2023", "policy/plan-2023?lang=ja", "基本計画2023"),
        (
            PUBLIC + "/embed/policy/plan-2023?lang=en&theme=dark&fiscalYear=2023&utm_source=x",
            "policy/plan-2023?theme=dark&fiscalYear=2023&lang=en",
            "Basic Plan 2023",
        ),
        (PUBLIC + "/embed/program/brain-neuro#part", "program/brain-neuro?lang=ja", "脳神経科学統合プログラム"),
        (
            PUBLIC + "/queries/budget-history?program=brain-neuro&format=html&lang=en",
            "query/budget-history?program=brain-neuro&lang=en",
            "The budget of a program by fiscal year and phase, each amount with its printed string, document and line",
        ),
    ],
)
def test_our_pages(embeds: Embeds, url: str, path: str, title: str) -> None:
    found = _oembed(embeds, url).json()
    assert (found["type"], found["version"], found["title"]) == ("rich", "1.0", title)
    assert (found["provider_name"], found["provider_url"]) == ("Seisaku Graph", PUBLIC + "/")
    frame = re.search(r'<iframe src="([^"]+)" title="([^"]+)" width="(\d+)" height="(\d+)"', found["html"])
    assert frame
    assert frame[1].replace("&amp;", "&") == f"{PUBLIC}/embed/{path}"
    assert (int(frame[3]), int(frame[4])) == (found["width"], found["height"])
    assert 'loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"' in found["html"]
    assert (
        embeds(urlsplit(frame[1].replace("&amp;", "&"))._replace(scheme="", netloc="").geturl()[8:]).status_code == 200
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/seisaku/id/program/brain-neuro",
        "https://example.org/id/program/brain-neuro",
        "https://example.org.evil.example/seisaku/id/program/brain-neuro",
        "https://example.org:8443/seisaku/id/program/brain-neuro",
        "https://user@example.org/seisaku/id/program/brain-neuro",
        "ftp://example.org/seisaku/id/program/brain-neuro",
        "javascript:alert(1)//example.org/seisaku/id/program/brain-neuro",
        "data:text/html,<script>alert(1)</script>",
        "//example.org/seisaku/id/program/brain-neuro",
        "http://[::1/seisaku/id/program/brain-neuro",
        "https://example.org:x/seisaku/id/program/brain-neuro",
        "not an address",
        PUBLIC,
        PUBLIC + "/sparql",
        PUBLIC + "/id/organization/mext",
        PUBLIC + "/id/program/brain-neuro.ttl",
        PUBLIC + "/id/program/nobody",
        PUBLIC + "/id/program/../program/brain-neuro",
        PUBLIC + '/id/program/"><script>',
        PUBLIC + "/id/program/brain-neuro\n",
        PUBLIC + "/id/program/brain-neuro?lang=ja&lang=en",
        PUBLIC + "/id/program/brain-neuro?lang=fr",
        PUBLIC + "/embed/program/brain-neuro?theme=red",
        PUBLIC + "/embed/policy/plan-2023?fiscalYear=nineteen",
        PUBLIC + "/queries/nothing",
        PUBLIC + "/queries/budget-history?program=nobody",
        PUBLIC + "/queries/budget-history?colour=red",
        PUBLIC + "/id/program/" + "a" * 5000,
        PUBLIC + "/id/program/brain-neuro?x=%ff",
    ],
)
def test_addresses_of_others_and_of_nothing(embeds: Embeds, url: str) -> None:
    answer = _oembed(embeds, url)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_xml_says_the_same(embeds: Embeds) -> None:
    as_json = _oembed(embeds, PROGRAM + "?lang=en", "&format=json")
    as_xml = _oembed(embeds, PROGRAM + "?lang=en", "&format=xml")
    assert as_json.headers["content-type"] == "application/json"
    assert as_xml.headers["content-type"] == "text/xml; charset=utf-8"
    document = ElementTree.fromstring(as_xml.content)  # noqa: S314 (our own)
    assert document.tag == "oembed"
    assert {one.tag: one.text for one in document} == {name: str(value) for name, value in as_json.json().items()}


def test_hostile_labels_are_text(embeds: Embeds) -> None:
    url = PUBLIC + "/id/program/hostile"
    found = _oembed(embeds, url).json()
    assert "<script>" in found["title"]
    assert found["html"].count("<") == 2
    assert "onerror=alert(2)&gt;" in found["html"]
    document = ElementTree.fromstring(_oembed(embeds, url, "&format=xml").content)  # noqa: S314 (our own)
    assert document.findtext("html") == found["html"]


@pytest.mark.parametrize(
    ("most", "size"),
    [
        ("&maxwidth=400", (400, 860)),
        ("&maxheight=300", (640, 300)),
        ("&maxwidth=1&maxheight=1", (1, 1)),
        ("&maxwidth=999999999&maxheight=999999999&dnt=1", (640, 860)),
    ],
)
def test_sizes_are_honoured(embeds: Embeds, most: str, size: tuple[int, int]) -> None:
    found = _oembed(embeds, PROGRAM, most).json()
    assert (found["width"], found["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in found["html"]


def test_the_thumbnail_is_as_large_as_it_says(embeds: Embeds) -> None:
    for url in (PROGRAM, PUBLIC + "/id/policy/plan-2023", PUBLIC + "/queries/budget-history?program=brain-neuro"):
        found = _oembed(embeds, url, "&maxwidth=500").json()
        picture = embeds(found["thumbnail_url"].removeprefix(PUBLIC).replace(".png", ".svg"))
        assert picture.headers["content-type"] == "image/svg+xml"
        size = f'width="{found["thumbnail_width"]}" height="{found["thumbnail_height"]}"'
        assert size in picture.text
        assert found["thumbnail_width"] == 500
    for url, more in ((PROGRAM, "&maxwidth=239"), (PROGRAM, "&maxheight=99"), (PUBLIC + "/queries/identifiers", "")):
        assert "thumbnail_url" not in _oembed(embeds, url, more).json()


@pytest.mark.parametrize(
    ("more", "status", "parameter"),
    [
        ("&maxwidth=0", 400, "maxwidth"),
        ("&maxwidth=-5", 400, "maxwidth"),
        ("&maxheight=1e9", 400, "maxheight"),
        ("&maxheight=" + "9" * 5000, 400, "maxheight"),
        ("&maxwidth=%D9%A1", 400, "maxwidth"),
        ("&maxwidth=400&maxwidth=500", 400, "maxwidth"),
        ("&url=https://example.org/", 400, "url"),
        ("&format=yaml", 501, None),
        ("&format=%3Cscript%3E", 501, None),
    ],
)
def test_bad_parameters(embeds: Embeds, more: str, status: int, parameter: str | None) -> None:
    answer = _oembed(embeds, PROGRAM, more)
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter)
    assert len(answer.content) < 1000
    page = _oembed(embeds, PROGRAM, more, headers=PAGE)
    assert page.status_code == status
    assert "<script>" not in page.text


def test_an_address_is_needed(embeds: Embeds) -> None:
    assert [embeds(path).status_code for path in ("/oembed", "/oembed?url=")] == [400, 400]


def test_conditional_requests(embeds: Embeds) -> None:
    answer = _oembed(embeds, PROGRAM)
    assert answer.headers["last-modified"].endswith("GMT")
    assert answer.headers["access-control-allow-origin"] == "*"
    kept = _oembed(embeds, PROGRAM, headers={"if-none-match": answer.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    assert _oembed(embeds, PROGRAM, method="HEAD").content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/doc/program/brain-neuro",
        "/doc/policy/plan-2023",
        "/queries/budget-history?program=hostile",
        "/embed/program/hostile",
    ],
)
def test_pages_say_where_their_embeds_are(embeds: Embeds, path: str) -> None:
    page = embeds(path, headers=PAGE)
    in_page = re.findall(r'<link rel="alternate" type="([^"]+oembed)" href="([^"]+)">', page.text)
    assert [kind for kind, _ in in_page] == ["application/json+oembed", "text/xml+oembed"]
    for kind, escaped in in_page:
        address = escaped.replace("&amp;", "&")
        assert f'<{address}>; rel="alternate"; type="{kind}"' in page.headers["link"]
        assert address.startswith(PUBLIC + "/oembed?")
        asked = parse_qs(urlsplit(address).query)
        answer = _oembed(embeds, asked["url"][0], f"&format={asked['format'][0]}")
        assert answer.status_code == 200
        assert "lang=en" in answer.text


def test_other_pages_say_nothing_of_embeds(embeds: Embeds) -> None:
    for path in ("/", "/queries/", "/doc/document/slides", "/doc/program/nobody", "/limits"):
        answer = embeds(path, headers=PAGE)
        assert "oembed" not in answer.text + answer.headers.get("link", "")

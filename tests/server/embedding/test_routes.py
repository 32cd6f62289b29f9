"""Frames and their JSON: what they show, what they say of it, and how they refuse."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import httpx
import pytest

import ontology
from server.charts.names import COURSE

Embeds = Callable[..., httpx.Response]
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "en"}
PATHS = ("/embed/program/brain-neuro", "/embed/policy/plan-2023", "/embed/query/most-cited-policies")


class _Elements(HTMLParser):
    """The elements of a page with their attributes, and whether each that opens also closes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "img", "source", "input", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_a_program_in_a_frame(embeds: Embeds) -> None:
    text = embeds("/embed/program/brain-neuro?lang=ja", headers=PAGE).text
    assert '<html lang="ja" class="auto program">' in text
    assert "脳神経科学統合プログラム</a></h1>" in text
    assert "<span>61億円</span> <small>±0.5億円</small>" in text
    assert 'title="6,100,000,000円"' in text
    assert "<span>予算額（案）</span> <small>新規</small>" in text
    assert "再掲 1" in text
    again = '<a href="/doc/test/s3" target="_blank" rel="noopener">30行</a>'
    assert f'<a href="/doc/test/s2" target="_blank" rel="noopener">10行</a>、{again}' in text
    assert text.count("<tr ") == 3
    assert '<a href="/doc/test/s1" target="_blank" rel="noopener">10行</a>' in text
    assert '<a href="/doc/document/slides" target="_blank" rel="noopener">令和6年度予算（案）</a>' in text
    assert 'href="https://example.org/terms"' in text
    assert "<code>r7</code>" in text
    assert 'rel="license noopener"' in text


def test_a_program_in_english(embeds: Embeds) -> None:
    text = embeds("/embed/program/brain-neuro", headers=PAGE).text
    assert "Brain &amp; Neuroscience</a></h1>" in text
    assert "<span>JPY 6.5 billion</span> <small>±JPY 50 million</small>" in text
    assert '<span lang="ja">65億円</span>' in text
    assert 'rel="noopener" lang="ja">令和6年度予算（案）</a>' in text


def test_an_amount_that_is_not_known_is_none(embeds: Embeds) -> None:
    found = embeds("/embed/program/hostile.json?lang=ja").json()
    amount = found["rows"][0]
    assert [cell["text"] for cell in amount["cells"]][2] == "106億円の内数"
    assert (amount["amount"]["yen"], amount["is_counted"], amount["exact"]) == (None, False, "")
    assert any("不明" in note for note in found["notes"])
    assert embeds("/embed/program/penniless.json?lang=en").json()["notes"] == ["No amount of this program is printed."]


def test_a_policy_and_the_money_behind_it(embeds: Embeds) -> None:
    found = embeds("/embed/policy/plan-2023.json?lang=en").json()
    assert found["caption"] == "Programs citing this document, FY2024 draft budget"
    assert [row["is_counted"] for row in found["rows"]] == [True, False]
    assert found["total"]["cells"][1]["text"] == "JPY 6.5 billion"
    assert found["notes"][1] == "Programs in the sum: 1. Left out: 内数 (upper bound only) 1."
    assert found["rows"][0]["cells"][3]["links"] == [{"text": "line 50", "href": "/doc/test/c1", "language": ""}]
    earlier = embeds("/embed/policy/plan-2023.json?lang=ja&fiscalYear=2023&phase=initial").json()
    assert earlier["caption"] == "この文書を引く事業と2023年度当初予算"
    assert earlier["total"] is None
    assert "<tfoot " in embeds("/embed/policy/plan-2023", headers=PAGE).text


def test_a_policy_that_nothing_cites(embeds: Embeds) -> None:
    found = embeds("/embed/policy/uncited.json?lang=en").json()
    assert (found["rows"], found["notes"]) == ([], ["No program here cites this document yet."])


def test_a_question(embeds: Embeds) -> None:
    found = embeds("/embed/query/budget-history.json?lang=en&program=brain-neuro").json()
    assert found["page"] == "/queries/budget-history?program=brain-neuro&lang=en"
    assert found["caption"] == "Program: brain-neuro"
    assert [one["title"]["text"] for one in found["sources"]] == ["slides", "The question in SPARQL"]
    assert len(found["rows"]) == 3
    assert found["rows"][0]["cells"][1]["text"] == "initial budget"
    cited = embeds("/embed/query/most-cited-policies.json?lang=en").json()
    assert "label" not in cited["columns"]
    assert {"text": "Basic Plan 2023", "href": "/doc/policy/plan-2023", "language": "en"} in [
        link for row in cited["rows"] for cell in row["cells"] for link in cell["links"]
    ]


@pytest.mark.parametrize("path", PATHS)
def test_any_page_may_frame_it_and_nothing_else_is_allowed(embeds: Embeds, path: str) -> None:
    answer = embeds(path, headers=PAGE)
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy.pop("frame-ancestors") == "*"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    other = embeds("/embed/")
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in embeds(path + ".json").headers["content-security-policy"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_fit_for_every_reader(embeds: Embeds, path: str, language: str) -> None:
    page = _Elements(embeds(f"{path}?lang={language}", headers=PAGE).text)
    assert page.open == []
    assert page.all("html")[0]["lang"] == language
    assert [len(page.all(tag)) for tag in ("h1", "main", "table", "caption")] == [1, 1, 1, 1]
    assert all(head["scope"] in {"col", "row"} for head in page.all("th"))
    assert [one["tabindex"] for one in page.all("div")] == ["0"]
    assert page.all("div")[0]["aria-labelledby"] == page.all("caption")[0]["id"]
    assert all(picture["alt"] for picture in page.all("img"))
    assert not page.all("script")
    assert not page.all("style")
    assert not [one for _, one in page.found if "style" in one or any(name.startswith("on") for name in one)]
    leaving = [one for one in page.all("a") if one.get("target") != "_blank" or "noopener" not in str(one["rel"])]
    assert leaving == []


@pytest.mark.parametrize("path", PATHS)
def test_it_calls_nobody_else(embeds: Embeds, path: str) -> None:
    page = _Elements(embeds(path, headers=PAGE).text)
    fetched = [one["src"] for one in page.all("img")] + [one["srcset"] for one in page.all("source")]
    fetched += [one["href"] for one in page.all("link") if one["rel"] == "stylesheet"]
    assert fetched
    assert all(str(address).startswith("/") and not str(address).startswith("//") for address in fetched)


def test_the_picture_follows_theme_and_width(embeds: Embeds) -> None:
    auto = _Elements(embeds("/embed/program/brain-neuro", headers=PAGE).text)
    assert [
        (one["media"], re.findall(r"theme=(\w+)&width=(\d+)", str(one["srcset"]))) for one in auto.all("source")
    ] == [
        ("(prefers-color-scheme: dark) and (max-width: 479px)", [("dark", "320")]),
        ("(prefers-color-scheme: dark)", [("dark", "640")]),
        ("(max-width: 479px)", [("light", "320")]),
    ]
    assert auto.all("img")[0]["src"] == "/charts/program/brain-neuro.svg?lang=en&theme=light&width=640"
    dark = embeds("/embed/program/brain-neuro?theme=dark", headers=PAGE).text
    assert '<html lang="en" class="dark program">' in dark
    assert "prefers-color-scheme" not in dark
    assert "theme=light" not in dark


@pytest.mark.parametrize("path", [*PATHS, "/embed/program/brain-neuro.json", "/embed/"])
def test_conditional_requests(embeds: Embeds, path: str) -> None:
    answer = embeds(path, headers=PAGE)
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"].endswith("GMT")
    assert set(answer.headers["vary"].split(", ")) >= {"Accept", "Accept-Language", "Accept-Encoding"}
    assert answer.headers["access-control-allow-origin"] == "*"
    kept = embeds(path, headers=PAGE | {"if-none-match": answer.headers["etag"]})
    assert (kept.status_code, kept.content) == (304, b"")
    head = embeds(path, headers=PAGE, method="HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_labels_are_text(embeds: Embeds) -> None:
    for path in ("/embed/program/hostile", "/embed/policy/plan-2023"):
        text = embeds(f"{path}?lang=ja", headers=PAGE).text
        page = _Elements(text)
        assert "&lt;script&gt;alert(1)" in text
        assert not page.all("script")
        assert not [one for one in page.all("img") if "onerror" in one]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/embed/program/brain-nero", 404, "Near it: brain-neuro"),
        ("/embed/policy/brain-neuro", 404, "no policy"),
        ("/embed/program/%3Cscript%3Ealert(1)", 404, "no slug"),
        ("/embed/program/x'%20%7D%20DROP", 404, "no slug"),
        ("/embed/program/" + "a" * 3000, 404, "The graph holds no program"),
        ("/embed/query/grwth", 404, "Near it: growth"),
        ("/embed/query/grwth<b>", 404, "no question"),
        ("/embed/nothing", 404, "no embed"),
        ("/embed/program/brain-neuro.ttl", 406, "text/html, application/json"),
        ("/embed/program/brain-neuro?lang=fr", 400, "lang is one of"),
        ("/embed/program/brain-neuro?theme=%3Cb%3E", 400, "theme is one of"),
        ("/embed/program/brain-neuro?theme=dark&theme=light", 400, "more than once"),
        ("/embed/program/brain-neuro?colour=red", 400, "no parameter"),
        ("/embed/policy/plan-2023?fiscalYear=nineteen", 400, "fiscal-year"),
        ("/embed/policy/plan-2023?phase=%22%3E", 400, "phase"),
        ("/embed/query/budget-history?program=nobody", 400, "holds no program"),
        ("/embed/query/budget-history?program=a%3E%20%7D", 400, "slug"),
    ],
)
def test_refusals(embeds: Embeds, path: str, status: int, words: str) -> None:
    problem = embeds(path, headers={"accept": "*/*"})
    assert (problem.status_code, problem.headers["content-type"]) == (status, "application/problem+json")
    assert words in problem.json()["detail"]
    page = embeds(path, headers=PAGE)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    elements = _Elements(page.text)
    assert (elements.open, elements.all("script")) == ([], [])
    assert words in page.text
    assert embeds(path, headers={"accept": "text/plain"}).headers["content-type"].startswith("text/plain")


def test_near_ones_are_links_in_the_frame(embeds: Embeds) -> None:
    text = embeds("/embed/program/brain-nero", headers=PAGE).text
    assert '<a href="/embed/program/brain-neuro?lang=en">brain-neuro</a>' in text


def test_the_course_of_a_budget_has_every_phase() -> None:
    assert sorted(COURSE) == list(ontology.notations("phase"))

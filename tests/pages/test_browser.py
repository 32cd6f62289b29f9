"""Every kind of page in a browser: nothing sticks out, nothing is fetched elsewhere, nothing is hard to read."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from server.pages import LANGUAGES
from tests import browser

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="chromium is not installed: pages are not looked at"),
]
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
PHONE, DESK, HEIGHT = 360, 1280, 900
BEYOND = "document.documentElement.scrollWidth - innerWidth"
SENT = """
performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)
"""
MOST = 200_000
FOUND = (
    "/",
    "/queries/",
    "/queries/budget-history?program=brain-neuro",
    "/queries/most-cited-policies",
    "/queries/growth?limit=2&offset=2",
    "/queries/audit-view",
    "/doc/program/brain-neuro",
    "/doc/policy/integrated-innovation-strategy-2023",
    "/doc/organization/amed",
    "/doc/fiscal-year/2026",
    "/doc/document/mext-r6-research-promotion",
    "/doc/statement/mext-r6-research-promotion/1318-1",
    "/doc/evidence/statement/mext-r6-research-promotion/1318-1",
    "/doc/graph/registry",
    "/ontology",
    "/shapes",
    "/catalog",
    "/dumps/",
    "/releases/",
    "/releases/2026.11",
    "/reconcile",
    "/reconcile/preview?id=program/brain-neuro",
    "/embed/",
    "/embed/?kind=query&name=growth",
    "/embed/program/brain-neuro",
    "/embed/policy/integrated-innovation-strategy-2023",
    "/embed/query/growth",
    "/limits",
    "/sparql",
    "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 20", "format": "html"}),
)
REFUSED = (
    "/nowhere",
    "/doc/program/brain-neurology",
    "/embed/program/brain-neurology",
    "/queries/growth?percent=much",
    "/sparql?" + urlencode({"query": "SELECT * { <x", "format": "html"}),
)


@pytest.fixture(scope="module")
def page(chromium: browser.Browser) -> browser.Page:
    made = chromium.page()
    # The reconciliation service has a page for those who ask for pages only.
    made.send("Network.setExtraHTTPHeaders", headers={"Accept": "text/html"})
    return made


def _wrong(page: browser.Page, place: str, language: str) -> Iterator[str]:
    """What is wrong with the page at an address, on a telephone and on a desk, by day and by night."""
    page.asked.clear()
    page.complaints.clear()
    page.prefer("light")
    page.resize(PHONE, HEIGHT)
    page.open(place)
    for width in (PHONE, DESK):
        page.resize(width, HEIGHT)
        if beyond := page.run(BEYOND):
            yield f"{beyond} pixels stick out of {width}"
    for scheme in ("light", "dark"):
        page.prefer(scheme)
        yield from (f"{scheme}: {fault}" for fault in page.run(AUDIT))
    if (spoken := page.run("document.documentElement.lang")) != language:
        yield f"it speaks {spoken!r}"
    if (size := page.run(SENT)) > MOST:
        yield f"{size} bytes were sent"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages(page: browser.Page, address: str, language: str) -> None:
    faults = []
    for path in (*FOUND, *REFUSED):
        place = f"{address}{path}{'&' if '?' in path else '?'}lang={language}"
        faults += [f"{path}: {fault}" for fault in _wrong(page, place, language)]
        faults += [f"{path} asks {asked}" for asked in page.asked if not asked.startswith((address + "/", "data:"))]
        # A browser complains of the status of what was refused.
        said = [one for one in page.complaints if path in FOUND or place.partition("?")[0] not in one]
        faults += [f"{path} complains: {complaint}" for complaint in said]
    assert not faults, "\n".join(faults)


def test_audit_finds_faults(page: browser.Page) -> None:
    page.resize(PHONE, HEIGHT)
    page.prefer("light")
    page.open(
        "data:text/html,<h1>A</h1><h3>B</h3><table><tr><th>C</table><img src='data:,'><input name=d>"
        "<p style='color:%23999'>E<p style='width:50rem'>F<nav></nav><nav></nav><p id=g><p id=g>"
    )
    found = "\n".join(page.run(AUDIT))
    for fault in ("level 1", "caption", "no text", "d has no label", "contrast of 2.85", "two regions", "#g twice"):
        assert fault in found
    assert page.run(BEYOND) > 0


def test_the_keyboard_reaches_what_is_shown(page: browser.Page, address: str) -> None:
    page.resize(PHONE, HEIGHT)
    page.open(f"{address}/queries/growth?lang=en")
    reached = []
    for _ in range(13):
        page.send("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        page.send("Input.dispatchKeyEvent", type="keyUp", key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(page.run("document.activeElement.textContent.trim() || document.activeElement.name"))
        assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.run("document.activeElement.getBoundingClientRect().left") >= 0
    assert reached[:3] == ["Skip to content", "Seisaku Graph", "Questions"]
    assert {"日本語", "fiscalYear"} <= set(reached)


@pytest.mark.parametrize("path", ["/doc/program/brain-neuro", "/queries/growth?percent=20.0"])
def test_the_other_language_is_the_same_page(page: browser.Page, address: str, path: str) -> None:
    page.open(f"{address}{path}{'&' if '?' in path else '?'}lang=ja")
    english = page.run("document.querySelector('header .language').href")
    assert english == f"{address}{path}{'&' if '?' in path else '?'}lang=en"
    page.open(english)
    assert page.run("document.documentElement.lang") == "en"
    links = page.run("[...document.querySelectorAll('main a[href^=\"/doc/\"]')].map((one) => one.getAttribute('href'))")
    files = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".csv")
    assert all("lang=en" in one for one in links if not one.partition("?")[0].endswith(files))

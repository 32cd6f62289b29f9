"""Embeds in a browser, in the pages of another origin."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import httpx
import pytest

from server import Settings
from server.embedding import component
from tests import browser
from tests.browser import Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browser.PROGRAM is None, reason="chromium is not installed: embeds are not looked at"),
]
ELEMENT = "document.querySelector('seisaku-program, seisaku-policy')"
INSIDE = f"{ELEMENT}.shadowRoot"
SHOWN = f"{INSIDE}.querySelector('table') !== null"


class _Others(ThreadingHTTPServer):
    """The server of somebody else, with pages by path and a strict policy of its own."""

    pages: dict[str, tuple[str, str]]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def show(self, body: str, policy: str = "") -> str:
        """The address of a new page."""
        path = f"/{len(self.pages)}"
        self.pages[path] = (
            f'<!doctype html><html lang="en"><title>Theirs</title><link rel="icon" href="data:,">{body}',
            policy,
        )
        return self.address + path


class _Handler(BaseHTTPRequestHandler):
    server: _Others

    def do_GET(self) -> None:
        body, policy = self.server.pages[self.path]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: a test has no log."""


@pytest.fixture(scope="module")
def ours(embed_settings: Settings, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[str]:
    with serving(embed_settings) as address:
        yield address


@pytest.fixture(scope="module")
def others() -> Iterator[_Others]:
    with _Others(("127.0.0.1", 0), _Handler) as server:
        server.pages = {}
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as running:
        yield running


@pytest.fixture
def page(chromium: browser.Browser) -> Iterator[Page]:
    page = chromium.page()
    yield page
    page.send("Page.close")


def _with_component(element: str, ours: str) -> str:
    address, integrity = f"{ours}/embed/seisaku-program.js", component.integrity()
    return f'<script type="module" src="{address}" integrity="{integrity}" crossorigin="anonymous"></script>{element}'


def _policy(ours: str) -> str:
    return f"default-src 'none'; script-src {ours}; connect-src {ours}; img-src data:"


def _require_quiet(page: Page, *servers: str) -> None:
    asked = {"{0.scheme}://{0.netloc}".format(urlsplit(one)) for one in page.asked if not one.startswith("data:")}
    assert page.complaints == []
    assert asked <= set(servers)


def test_a_frame_in_a_page_of_others(page: Page, ours: str, others: _Others, embed_settings: Settings) -> None:
    url = f"{embed_settings.public_url}id/program/brain-neuro?lang=ja"
    found = httpx.get(f"{ours}/oembed?url={quote(url, safe='')}&maxwidth=320", trust_env=False).json()
    frame = found["html"].replace(embed_settings.public_url.rstrip("/"), ours)
    page.open(others.show(f"<h1>Theirs</h1>{frame}"))
    inside = page.frame()
    assert "脳神経科学統合プログラム" in inside.run("document.body.innerText")
    assert inside.run("document.documentElement.scrollWidth <= innerWidth")
    assert inside.run("getComputedStyle(document.querySelector('tbody tr')).display") == "block"
    assert page.run("document.querySelector('iframe').contentDocument") is None
    _require_quiet(page, ours, others.address)


def test_other_pages_of_ours_are_framed_by_nobody(page: Page, ours: str, others: _Others) -> None:
    page.open(others.show(f'<iframe src="{ours}/embed/" sandbox="allow-popups"></iframe>'))
    assert any("frame-ancestors" in one for one in page.complaints)


@pytest.mark.parametrize(
    ("scheme", "theme", "dark"),
    [("light", "auto", False), ("dark", "auto", True), ("dark", "light", False), ("light", "dark", True)],
)
def test_light_and_dark(page: Page, ours: str, scheme: str, theme: str, dark: bool) -> None:
    page.prefer(scheme)
    for address in (f"{ours}/embed/program/brain-neuro?theme={theme}", f"{ours}/embed/?theme={theme}"):
        page.open(address)
        if address.endswith(f"/embed/?theme={theme}"):
            page.until(SHOWN)
        where = "document.body" if "brain" in address else f"{INSIDE}.querySelector('section')"
        shade = page.run(f"getComputedStyle({where}).backgroundColor")
        assert shade == ("rgb(22, 25, 28)" if dark else "rgb(252, 252, 250)"), address


@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize(
    "path", ["/embed/program/brain-neuro", "/embed/policy/plan-2023", "/embed/query/budget-history"]
)
def test_a_screen_reader_hears_a_table_at_every_width(page: Page, ours: str, path: str, width: int) -> None:
    page.resize(width, 600)
    page.open(f"{ours}{path}?lang=en")
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    heard = page.send("Accessibility.getFullAXTree")["nodes"]
    roles = [one["role"]["value"] for one in heard if not one["ignored"]]
    assert {"main", "heading", "table", "columnheader", "cell", "caption"} <= {role.lower() for role in roles}
    assert roles.count("table") == 1


def test_the_component_in_a_page_of_others(page: Page, ours: str, others: _Others) -> None:
    element = '<seisaku-program slug="brain-neuro" lang="en"><a href="/fallback">Budget</a></seisaku-program>'
    page.open(others.show(_with_component(element, ours), _policy(ours)))
    page.until(SHOWN)
    assert page.run(f"{INSIDE}.querySelector('.title').innerText") == "Brain & Neuroscience"
    rows = page.run(f"[...{INSIDE}.querySelectorAll('tbody tr')].map(row => row.innerText)")
    assert [re.findall("JPY 6.[15] billion", row) for row in rows] == [["JPY 6.1 billion"], ["JPY 6.5 billion"]]
    bars = page.run(f"[...{INSIDE}.querySelectorAll('.bar')].map(bar => +bar.getAttribute('width'))")
    assert bars == pytest.approx([100 * 61 / 65.5, 100 * 65 / 65.5])
    links = page.run(f"[...{INSIDE}.querySelectorAll('a')].map(link => [link.href, link.target, link.rel])")
    assert [f"{ours}/doc/test/s1", "_blank", "noopener"] in links
    assert {urlsplit(link[0]).scheme for link in links} <= {"http", "https"}
    assert "r7" in page.run(f"{INSIDE}.querySelector('footer').innerText")
    assert not page.run(f"{ELEMENT}.hasAttribute('aria-busy')")
    _require_quiet(page, ours, others.address)


def test_the_component_follows_its_attributes(page: Page, ours: str, others: _Others) -> None:
    element = '<seisaku-policy slug="plan-2023" lang="ja" theme="dark"></seisaku-policy>'
    page.open(others.show(_with_component(element, ours), _policy(ours)))
    page.until(SHOWN)
    assert "2024年度予算額（案）" in page.run(f"{INSIDE}.querySelector('caption').innerText")
    assert page.run(f"{INSIDE}.querySelectorAll('tfoot tr').length") == 1
    page.run(f"{ELEMENT}.setAttribute('lang', 'en')")
    page.until(f"{INSIDE}.querySelector('caption').innerText === 'Programs citing this document, FY2024 draft budget'")
    page.run(f"{ELEMENT}.setAttribute('fiscal-year', '2023'); {ELEMENT}.setAttribute('phase', 'initial')")
    page.until(f"{INSIDE}.querySelector('caption').innerText.includes('FY2023 initial')")
    asked = len(page.asked)
    page.run(f"{ELEMENT}.setAttribute('theme', 'light')")
    page.until(f"getComputedStyle({INSIDE}.querySelector('section')).backgroundColor === 'rgb(252, 252, 250)'")
    assert len(page.asked) == asked
    _require_quiet(page, ours, others.address)


def test_labels_are_text_to_the_component(page: Page, ours: str, others: _Others) -> None:
    element = '<seisaku-program slug="hostile" lang="ja"></seisaku-program>'
    page.open(others.show(_with_component(element, ours), _policy(ours)))
    page.until(SHOWN)
    assert "<script>alert(1)" in page.run(f"{INSIDE}.querySelector('.title').innerText")
    assert page.run(f"{INSIDE}.querySelectorAll('script, img, b').length") == 0
    assert page.run(f"{INSIDE}.querySelectorAll('.bound').length") == 1
    assert "上限だけが分かる" in page.run(f"{INSIDE}.querySelector('tbody').innerText")
    _require_quiet(page, ours, others.address)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ('slug="brain-nero"', "Near it: brain-neuro"),
        ('slug="../../sparql?query=x"', "The figures"),
        ("", "The figures"),
        ('slug="brain-neuro" server="http://127.0.0.1:1"', "The figures of Seisaku Graph could not be loaded."),
    ],
)
def test_the_component_fails_with_a_link(page: Page, ours: str, others: _Others, attributes: str, words: str) -> None:
    element = f'<seisaku-program {attributes} lang="en"><a href="/fallback">Budget</a></seisaku-program>'
    page.open(others.show(_with_component(element, ours)))
    page.until(f"{ELEMENT}.shadowRoot.querySelector('[role=status]') !== null")
    assert words in page.run(f"{INSIDE}.querySelector('[role=status]').innerText")
    assert page.run(f"{INSIDE}.querySelector('[role=status] a').href").startswith("http://127.0.0.1")
    assert page.run(f"{INSIDE}.querySelector('slot').assignedElements()[0].innerText") == "Budget"


def test_a_server_of_another_scheme_is_not_asked(page: Page, ours: str, others: _Others) -> None:
    element = '<seisaku-program slug="brain-neuro" lang="en" server="javascript:alert(1)//"></seisaku-program>'
    page.open(others.show(_with_component(element, ours), _policy(ours)))
    page.until(SHOWN)
    _require_quiet(page, ours, others.address)


def test_the_keyboard_reaches_the_component(page: Page, ours: str, others: _Others) -> None:
    element = '<seisaku-program slug="brain-neuro" lang="en"></seisaku-program>'
    page.open(others.show(_with_component(element, ours), _policy(ours)))
    page.until(SHOWN)
    reached = []
    for _ in range(3):
        for kind in ("rawKeyDown", "keyUp"):
            page.send("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        reached.append(page.run(f"{INSIDE}.activeElement.className || {INSIDE}.activeElement.innerText"))
    assert reached == ["Brain & Neuroscience", "wide", "line 10"]
    assert page.run(f"getComputedStyle({INSIDE}.activeElement).outlineStyle") == "solid"


def test_the_guide_shows_both(page: Page, ours: str) -> None:
    page.resize(800, 3000)
    page.open(f"{ours}/embed/?lang=ja")
    page.until(SHOWN)
    assert "脳神経科学統合プログラム" in page.frame().run("document.body.innerText")
    _require_quiet(page, ours)

"""The page about embedding, and the file of web components."""

import html
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha384

import httpx
import pytest

from server.embedding import component
from tests.server.embedding.conftest import PUBLIC

Embeds = Callable[..., httpx.Response]


def _codes(text: str) -> list[str]:
    return [
        html.unescape(code) for code in re.findall(r'<pre class="code" tabindex="0"><code>(.*?)</code>', text, re.S)
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_code_to_copy_is_that_of_the_preview(embeds: Embeds, language: str) -> None:
    text = embeds(f"/embed/?lang={language}&theme=dark").text
    frame, script, oembed = _codes(text)
    assert f'src="{PUBLIC}/embed/program/brain-neuro?lang={language}&amp;theme=dark"' in frame
    assert frame.replace(PUBLIC, "") in text
    assert f'<seisaku-program slug="brain-neuro" lang="{language}" theme="dark">' in script
    assert f'integrity="{component.integrity()}" crossorigin="anonymous"' in script
    assert oembed.startswith(PUBLIC + "/oembed?url=")
    assert f'<html lang="{language}">' in text


def test_other_kinds(embeds: Embeds) -> None:
    text = embeds("/embed/?kind=policy&name=plan-2023&lang=en").text
    assert "<seisaku-policy " in _codes(text)[1]
    assert '<option value="policy" selected>' in text
    assert len(_codes(embeds("/embed/?kind=query&name=growth").text)) == 2
    assert embeds("/embed/?kind=query").status_code == 200
    assert embeds("/embed").headers["location"].endswith("/embed/")


@pytest.mark.parametrize(
    "parameters", ["kind=x", "name=%3Cscript%3E", "name=a%20b", "kind=policy&kind=query", "theme=x", "colour=x"]
)
def test_bad_parameters(embeds: Embeds, parameters: str) -> None:
    answer = embeds(f"/embed/?{parameters}", headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert "<script>" not in answer.text


def test_the_page_runs_only_our_own_script(embeds: Embeds) -> None:
    answer = embeds("/embed/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'; frame-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts == [f'<script type="module" src="/embed/seisaku-program.js" integrity="{component.integrity()}">']


def test_the_component(embeds: Embeds) -> None:
    answer = embeds("/embed/seisaku-program.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["last-modified"].endswith("GMT")
    assert component.integrity() == "sha384-" + b64encode(sha384(answer.content).digest()).decode()
    kept = embeds("/embed/seisaku-program.js", headers={"if-none-match": answer.headers["etag"]})
    assert kept.status_code == 304
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "https://"):
        assert dangerous not in answer.text


def _colours(sheet: str) -> list[dict[str, str]]:
    blocks = re.findall(r"\{([^{}]*--ink[^{}]*)\}", sheet)
    return [dict(found) for block in blocks if (found := re.findall(r"--(\w+): (#[0-9a-f]{6})", block))]


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("path", ["/static/embed.css", "/embed/seisaku-program.js"])
def test_colours_stand_out(embeds: Embeds, path: str) -> None:
    palettes = _colours(embeds(path).text)
    assert len(palettes) == 3
    assert palettes[1] == palettes[2]
    for palette in palettes:
        for ink, least in (("ink", 7.0), ("quiet", 4.5), ("link", 4.5), ("bar", 3.0)):
            for paper in ("paper", "shade"):
                if ink in palette:
                    low, high = sorted((_luminance(palette[ink]), _luminance(palette[paper])))
                    assert (high + 0.05) / (low + 0.05) >= least, (ink, paper, palette)

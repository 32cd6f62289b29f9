"""The service as somebody with bad intentions meets it."""

import json
from typing import Any

import pytest

from tests.server.reconciliation.conftest import Ask
from tests.server.reconciliation.test_routes import asked

BATCH = json.dumps({str(place): {"query": "a"} for place in range(10_000)})


@pytest.mark.parametrize(
    ("method", "path", "details", "status"),
    [
        ("POST", "/reconcile", {"data": {"queries": BATCH}}, 413),
        ("POST", "/reconcile/match", {"json": {"queries": [{}] * 10_000}}, 413),
        ("POST", "/reconcile", {"data": {"queries": json.dumps({"q": {"query": "x" * 200_000}})}}, 413),
        ("POST", "/reconcile", {"data": {"queries": "x" * 1_000_000}}, 413),
        ("POST", "/reconcile/extend", {"json": {"ids": ["a"] * 501, "properties": []}}, 413),
        ("POST", "/reconcile", {"data": {"queries": '{"q0": '}}, 400),
        ("POST", "/reconcile", {"data": {"queries": "[]"}}, 400),
        ("POST", "/reconcile", {"data": {"query": "AMED"}}, 400),
        ("POST", "/reconcile", {"data": {}}, 415),
        ("POST", "/reconcile", {"json": {"queries": {}}}, 415),
        ("POST", "/reconcile/match", {"data": {"queries": "{}"}}, 415),
        ("POST", "/reconcile/match", {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/reconcile", {"data": {"queries": '{"q": {"query": "x", "type": "Person"}}'}}, 400),
        ("POST", "/reconcile", {"data": {"extend": '{"ids": ["a"], "properties": [{"id": "colour"}]}'}}, 400),
        ("POST", "/reconcile", {"data": {"extend": '{"ids": "a", "properties": []}'}}, 400),
        ("POST", "/reconcile/extend", {"json": {"ids": [1], "properties": []}}, 400),
        ("POST", "/reconcile/extend", {"json": {"ids": [], "properties": [{"id": "amount"}] * 2}}, 400),
        ("GET", "/reconcile?queries=x&queries=y", {}, 400),
        ("GET", "/reconcile?queries=" + "x" * 20_000, {}, 414),
        ("GET", "/reconcile?user_lang=fr", {}, 400),
        ("GET", "/reconcile/suggest/entity", {}, 400),
        ("GET", "/reconcile/suggest/colour?prefix=a", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=a&limit=-1", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=a&limit=many", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=a&offset=99999999999999999999", {}, 400),
        ("GET", "/reconcile/suggest/entity?prefix=" + "x" * 600, {}, 413),
        ("GET", "/reconcile/suggest/entity?prefix=a&type=Person", {}, 400),
        ("GET", "/reconcile/suggest/property/flyout?id=colour", {}, 400),
        ("GET", "/reconcile/extend/propose", {}, 400),
        ("GET", "/reconcile/extend/propose?type=Person", {}, 400),
        ("GET", "/reconcile/nothing", {}, 404),
        ("GET", "/reconcile/match", {}, 405),
        ("PUT", "/reconcile", {}, 405),
        ("DELETE", "/reconcile/preview?id=a", {}, 405),
    ],
)
def test_bad_input(say: Ask, method: str, path: str, details: dict[str, Any], status: int) -> None:
    response = say(method, path, **details)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert len(response.content) < 2500
    assert problem["status"] == status
    assert "Traceback" not in response.text
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_batch_too_large_names_its_bound(say: Ask) -> None:
    problem = say("POST", "/reconcile", data={"queries": BATCH}).json()
    assert problem["limit_queries"] == 50
    assert "50" in problem["detail"] and "50" in problem["detail_ja"]


def test_broken_json_has_a_place(say: Ask) -> None:
    problem = say("POST", "/reconcile", data={"queries": '{\n"q0": {"query": }}'}).json()
    assert (problem["line"], problem["column"]) == (2, 17)


@pytest.mark.parametrize(
    "text",
    [
        'x" } ?s ?p ?o . #',
        "> } ; DROP ALL #",
        "program/kakenhi> } INSERT DATA { <a:b> <a:b> 1",
        "{{7*7}}",
        "\x00\x01",
        "';--",
        "\u202e<img onerror=alert(1)>",
    ],
)
def test_what_is_injected_is_a_name_like_any_other(say: Ask, text: str) -> None:
    before = say("GET", "/reconcile/suggest/entity?prefix=&limit=50").json()
    assert asked(say, query=text) == asked(say, query=text)
    assert asked(say, query="科研費", properties=[{"pid": "carriedBy", "v": text}])[0]["id"] == "program/kakenhi"
    wanted = {"ids": [text], "properties": [{"id": "prefLabel"}]}
    assert say("POST", "/reconcile/extend", json=wanted).json()["rows"][0]["properties"][0]["values"] == []
    assert say("GET", "/reconcile/suggest/entity", params={"prefix": text}).status_code == 200
    assert say("GET", "/reconcile/suggest/entity?prefix=&limit=50").json() == before


def test_options_name_the_methods(say: Ask) -> None:
    assert say("OPTIONS", "/reconcile").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert say("OPTIONS", "/reconcile/match").headers["access-control-allow-methods"] == "POST, OPTIONS"
    assert "Content-Type" in say("OPTIONS", "/reconcile/draft/extend").headers["access-control-allow-headers"]

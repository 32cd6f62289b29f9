"""The OpenAPI document, and what a fuzzer makes of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server import Settings, create_app
from server.app import ROUTERS

PHASES = [Phase.explicit, Phase.generate]
CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def described(settings: Settings, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[Any]:
    with serving(replace(settings, query_seconds=2.0, budget_seconds=10_000.0)) as address:
        loaded = schemathesis.openapi.from_url(address + "/openapi.json")
        loaded.config.update(base_url=address)
        yield loaded


@pytest.mark.slow
def test_nothing_unforeseen(described: Any) -> None:
    asked = []
    for found in described.get_all_operations():
        operation = found.ok()
        most = 60 if operation.path == "/sparql" else 12

        @examples(
            max_examples=most, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def right(case: Any) -> None:
            _judge(case)

        @examples(
            max_examples=most, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        def wrong(case: Any) -> None:
            _judge(case)

        right()
        # Of a route that takes nothing, nothing can be asked wrongly.
        with suppress(Unsatisfiable):
            wrong()
        asked.append(operation.label)
    assert set(asked) >= {
        "GET /sparql",
        "POST /sparql",
        "HEAD /sparql",
        "GET /queries/amounts",
        "GET /doc/{kind}/{slug}",
    }


def _judge(case: Any) -> None:
    response = case.call(timeout=30)
    # That of oEmbed asks for 501 where a format is not spoken.
    checks = CHECKS[1:] if response.status_code == 501 else CHECKS
    case.validate_response(response, checks=checks)
    assert response.headers["access-control-allow-origin"] == ["*"]


def test_every_route_is_described(app: FastAPI) -> None:
    described = app.openapi()
    routes = {re.sub(r":path\b", "", getattr(route, "path", "")) for one in ROUTERS for route in one.routes}
    assert routes > {"/", "/limits", "/metrics", "/queries/{name}"}
    # Each question has a path of its own, and nothing is at the other.
    assert routes - {"/queries/{name}", "/embed/{rest}"} <= set(described["paths"])
    assert set(described["paths"]["/data"]) == {"get", "head"}
    assert described["servers"] == [{"url": "https://example.org/seisaku"}]
    sparql = described["paths"]["/sparql"]
    assert sparql.keys() >= {"get", "head", "post"}
    assert set(sparql["post"]["requestBody"]["content"]) == {
        "application/x-www-form-urlencoded",
        "application/sparql-query",
    }
    assert {one["name"] for one in sparql["get"]["parameters"]} >= {"query", "default-graph-uri", "named-graph-uri"}
    assert {"200", "304", "400", "403", "406", "413", "414", "415", "429", "503", "505"} == set(
        sparql["post"]["responses"]
    )
    amounts = described["paths"]["/queries/amounts"]["get"]
    assert [one["name"] for one in amounts["parameters"]] == ["program", "least", "limit", "offset", "lang", "format"]


def test_writing_is_described_in_write_mode(writable: Settings) -> None:
    described = create_app(writable).openapi()
    assert set(described["paths"]["/data"]) == {"get", "head", "put", "post", "delete"}
    assert {"201", "204", "401", "412", "507"} <= set(described["paths"]["/data"]["put"]["responses"])
    assert "application/sparql-update" in described["paths"]["/sparql"]["post"]["requestBody"]["content"]
    assert described["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}

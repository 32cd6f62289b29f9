"""The process that knows the names: what becomes of requests when it is late, killed or out of date."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI

from server import Settings, create_app
from server.reconciliation.clerk import Clerk, Matcher
from tests.server.reconciliation.conftest import GRAPH, Ask

PATH = "/reconcile/suggest/entity?prefix=AMED"
Run = Callable[[FastAPI], AbstractContextManager[None]]


def matcher_of(app: FastAPI) -> Matcher:
    clerk: Clerk = app.state.clerk
    assert clerk._matcher is not None
    return clerk._matcher


@pytest.fixture
def settings_of_names(named_store: Path) -> Settings:
    return Settings(named_store, "https://example.org/seisaku/", budget_seconds=10_000.0)


def test_it_comes_with_the_first_question_and_goes_with_the_server(
    settings_of_names: Settings, running: Run, ask: Ask
) -> None:
    app = create_app(settings_of_names)
    with running(app):
        assert app.state.clerk._matcher is None
        assert ask("GET", PATH, to=app).status_code == 200
        process = matcher_of(app)._newborn.process
        assert process.poll() is None
    assert process.poll() is not None


def test_one_that_is_killed_is_replaced(settings_of_names: Settings, running: Run, ask: Ask) -> None:
    app = create_app(settings_of_names)
    with running(app):
        first = ask("GET", PATH, to=app).json()
        killed = matcher_of(app)._newborn.process
        killed.kill()
        killed.wait()
        assert ask("GET", PATH, to=app).json() == first
        assert matcher_of(app)._newborn.process is not killed


def test_one_that_is_late_is_given_up(settings_of_names: Settings, running: Run, ask: Ask) -> None:
    app = create_app(settings_of_names)
    with running(app):
        assert ask("GET", PATH, to=app).status_code == 200
        app.state.clerk._settings = replace(settings_of_names, page_seconds=0.000_001)
        late = ask("GET", PATH, to=app)
        assert late.status_code == 503
        assert late.headers["retry-after"]
        assert late.json()["type"].endswith("/query-timeout")
        app.state.clerk._settings = settings_of_names
        assert ask("GET", PATH, to=app).status_code == 200


def test_a_new_release_has_new_names(
    tmp_path: Path, release: Callable[..., None], running: Run, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.reconciliation.clerk._PATIENCE", 0.0)
    store = tmp_path / "store"
    release(store, "r1", GRAPH)
    app = create_app(Settings(store, "https://example.org/seisaku/"))
    with running(app):
        assert ask("GET", "/reconcile/preview?id=organization/amed2", to=app).status_code == 404
        release(store, "r2", GRAPH.replace("organization/amed>", "organization/amed2>"))
        deadline = time.monotonic() + 20
        while ask("GET", "/reconcile/preview?id=organization/amed2", to=app).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_many_at_once(named: FastAPI, ask: Ask) -> None:
    found = [partial(ask, "GET", PATH, to=named)() for _ in range(3)]
    assert len({response.text for response in found}) == 1
    assert not named.state.clerk._asking.locked()


def test_a_queue_has_an_end(named: FastAPI, say: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert say("GET", PATH).status_code == 200
    monkeypatch.setattr("server.reconciliation.clerk._WAITING_MOST", 0)
    full = say("GET", PATH)
    assert full.status_code == 503
    assert full.json()["type"].endswith("/queue-full")


def test_work_counts_against_the_budget(named_store: Path, running: Run, ask: Ask) -> None:
    app = create_app(Settings(named_store, budget_seconds=0.000_001, budget_refill=0.001))
    with running(app):
        answers = [ask("GET", PATH, to=app).status_code for _ in range(3)]
    assert 429 in answers


def test_no_process_stays_when_the_names_cannot_be_had(
    settings_of_names: Settings, running: Run, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Matcher] = []
    begin = Matcher.started

    async def watched() -> Matcher:
        started.append(await begin())
        return started[-1]

    async def broken(*_: object) -> bytes:
        await asyncio.sleep(0)
        raise OSError

    monkeypatch.setattr(Matcher, "started", watched)
    monkeypatch.setattr(Clerk, "_result", broken)
    app = create_app(settings_of_names)
    with running(app):
        assert ask("GET", PATH, to=app).status_code == 500
    assert [one._newborn.process.poll() is not None for one in started] == [True]

"""The W3C's tests as parameters, and the one server that all of them ask."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conformance import failures
from tests.conformance.cases import (
    Case,
    Description,
    Evaluation,
    GraphStoreTest,
    NotRun,
    Protocol,
    Syntax,
    Update,
    UpdateSyntax,
)
from tests.conformance.endpoint import Endpoint, Writable, read_only, writable
from tests.conformance.manifest import ManifestError, cases

_KINDS: dict[str, type[Case]] = {
    "evaluation": Evaluation,
    "update": Update,
    "syntax": Syntax,
    "update_syntax": UpdateSyntax,
    "protocol": Protocol,
    "graph_store_test": GraphStoreTest,
    "description": Description,
    "not_run": NotRun,
}
_UNSET = pytest.mark.skip(reason="W3C_DIR is not set: it names a checkout of https://github.com/w3c/rdf-tests")


@cache
def _cases() -> tuple[Case, ...]:
    """The tests of the checkout that W3C_DIR names, or none if it is not set."""
    directory = os.environ.get("W3C_DIR")
    try:
        found = cases(Path(directory)) if directory else ()
    except ManifestError as error:
        raise pytest.UsageError(str(error)) from error
    if directory and (unknown := failures.known().keys() - {case.name for case in found}):
        raise pytest.UsageError(f"{failures.PATH} names no test of the W3C: {', '.join(sorted(unknown))}")
    return found


def _parameter(case: Case) -> object:
    failure = failures.known().get(case.name)
    marks = [pytest.mark.xfail(reason=failure.reason, raises=AssertionError, strict=True)] if failure else []
    return pytest.param(case, id=case.name, marks=marks)


def _known_failures() -> list[object]:
    known = failures.known()
    # Where the column is empty there is nothing to ask pyoxigraph, or it would go out to fetch a document.
    judged = {name for name, failure in known.items() if failure.native is not failures.Native.NOT_APPLICABLE}
    of_oxigraph = [case for case in _cases() if isinstance(case, Evaluation | Syntax | Update | UpdateSyntax)]
    return [pytest.param(case, id=case.name) for case in of_oxigraph if case.name in judged] or [
        pytest.param(None, marks=_UNSET)
    ]


def pytest_configure() -> None:
    """Read the tests before anything else, so that a wrong directory is one line and not a traceback."""
    _cases()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a kind of case all of the W3C's cases of that kind."""
    for name, kind in _KINDS.items():
        if name in metafunc.fixturenames:
            found = [_parameter(case) for case in _cases() if isinstance(case, kind)]
            metafunc.parametrize(name, found or [pytest.param(None, marks=_UNSET)])
    if "known_failure" in metafunc.fixturenames:
        metafunc.parametrize("known_failure", _known_failures())


@pytest.fixture(scope="session")
def graph_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    with writable(tmp_path_factory.mktemp("written")) as found:
        yield found


@pytest.fixture(scope="session", params=["read-only", "writable"])
def endpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    if request.param == "writable":
        yield request.getfixturevalue("graph_store")
        return
    with read_only(tmp_path_factory.mktemp("store")) as found:
        yield found

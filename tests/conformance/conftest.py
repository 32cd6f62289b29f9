"""The W3C's tests as parameters, and the one server that all of them ask."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conformance import failures
from tests.conformance.cases import Case, Description, Evaluation, NotRun, Protocol, Syntax
from tests.conformance.endpoint import Endpoint, running
from tests.conformance.manifest import ManifestError, cases

_KINDS: dict[str, type[Case]] = {
    "evaluation": Evaluation,
    "syntax": Syntax,
    "protocol": Protocol,
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
    of_oxigraph = [case for case in _cases() if isinstance(case, Evaluation | Syntax)]
    return [pytest.param(case, id=case.name) for case in of_oxigraph if case.name in failures.known()]


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
        metafunc.parametrize("known_failure", _known_failures() or [pytest.param(None, marks=_UNSET)])


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with running(tmp_path_factory.mktemp("store")) as found:
        found.publish(())
        yield found

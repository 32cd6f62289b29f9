"""What every route needs, made once per application."""

from dataclasses import dataclass

from fastapi import Request
from jinja2 import Environment

from server.graphs import GraphWriter
from server.release import Releases
from server.settings import Settings


@dataclass(frozen=True)
class Service:
    """The parts of one running server."""

    settings: Settings
    releases: Releases
    writer: GraphWriter
    templates: Environment


def service_of(request: Request) -> Service:
    """The service that the request's application holds."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 (create_app puts it there)
    return service

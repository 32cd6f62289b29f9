"""Errors as responses: RFC 9457 problem documents, or plain text for who asks for it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from server.delivery import AnswerBroken
from server.errors import Extras, MethodRefused, NotFound, ServerError
from server.formats import HTML
from server.headers import CORS, allowed_methods, amended
from server.negotiation import best
from server.notes import note_of
from server.pages import Page, problem_frame, render
from server.protocol import wish_of
from server.runs import ClientGone
from server.service import service_of
from server.slashes import mended

PROBLEM_JSON = "application/problem+json"
PROBLEM_OFFERS = (PROBLEM_JSON, "application/json", "text/plain", HTML.media_types[0])

logger = logging.getLogger("seisaku.server")


@dataclass(frozen=True)
class ProblemPage(Page):
    """What went wrong, and the query to mend where there is one."""

    template: ClassVar = "problem.html"
    discoverable: ClassVar = False
    error: ServerError
    excerpt: str
    query: str


def problem_response(request: Request, error: ServerError) -> Response:
    """The error as the client likes it: problem JSON unless it prefers plain text or a page."""
    note_of(request.scope).outcome = error.kind
    wish = wish_of(request, request.query_params.get("format"))
    media_type = HTML.media_types[0] if wish.name == "html" else best(wish.accept, PROBLEM_OFFERS) or PROBLEM_JSON
    if media_type == HTML.media_types[0]:
        return _page(request, error)
    members = _members(error, service_of(request).settings.base_iri)
    content = _text(members) if media_type == "text/plain" else json.dumps(members, ensure_ascii=False)
    return Response(content, error.status, _headers(error), media_type)


def _headers(error: ServerError) -> dict[str, str]:
    link = {"Link": '</limits>; rel="help"'} if error.is_limit else {}
    return {**error.extras.headers, **link}


def _page(request: Request, error: ServerError) -> Response:
    excerpt, query = error.extras.members.get("excerpt", ""), request.query_params.get("query", "")
    page = render(request, ProblemPage(problem_frame(request), error, str(excerpt), query))
    page.status_code = error.status
    page.headers.update(_headers(error))
    return page


def _members(error: ServerError, base_iri: str) -> Mapping[str, object]:
    members = {
        "type": f"{base_iri}problem/{error.kind}",
        "title": error.title,
        "title_ja": error.title_ja,
        "status": error.status,
        "detail": error.detail,
        "detail_ja": error.detail_ja,
        **error.extras.members,
    }
    return {name: value for name, value in members.items() if value != ""}


def _text(members: Mapping[str, object]) -> str:
    lines = [f"{members['status']} {members['title']} / {members['title_ja']}"]
    lines += [str(members[name]) for name in ("detail", "detail_ja", "excerpt") if name in members]
    return "\n".join(lines) + "\n"


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServerError)  # noqa: S101 (the table below says so)
    return problem_response(request, error)


def _routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (the table below says so)
    # That of `request.url` is what the Host header makes of it.
    path = request.scope["path"]
    if error.status_code == NotFound.status:
        if elsewhere := mended(request):
            return elsewhere
        return problem_response(request, NotFound(f"There is nothing at {path}.", f"{path} には何もありません。"))
    if error.status_code == MethodRefused.status:
        writable = service_of(request).settings.writable
        allowed = Extras(headers={"Allow": allowed_methods(path, writable=writable)})
        refused: ServerError = MethodRefused(
            f"{request.method} does not work here.", f"ここで {request.method} は使えません。", allowed
        )
        return problem_response(request, refused)
    refused = ServerError(str(error.detail))
    refused.status = error.status_code
    return problem_response(request, refused)


def _unforeseen(request: Request, error: Exception) -> Response:
    logger.error("unforeseen error at %s", request.scope["path"], exc_info=error)
    answer = problem_response(
        request, ServerError("The server failed; its operator's log says why.", "サーバーの内部エラーです。")
    )
    # Starlette answers unforeseen errors outside of all middleware, so nobody else adds these.
    answer.headers.update(CORS)
    return answer


class Answering:
    """An ASGI application, with a problem document for each error that it raises before its answer begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises AnswerBroken."""
        try:
            await self._app(scope, receive, send)
        except ServerError as error:
            await problem_response(Request(scope), error)(scope, receive, amended(send))
        except ClientDisconnect:
            return
        except AnswerBroken:
            raise
        except Exception as error:  # noqa: BLE001 (the last resort, as Starlette has one for other routes)
            await _unforeseen(Request(scope), error)(scope, receive, amended(send))


def _unheard(_request: Request, _error: Exception) -> Response:
    """What nobody reads: the client has left."""
    return Response(status_code=NotFound.status)


HANDLERS = {
    ServerError: _known,
    HTTPException: _routing,
    ClientGone: _unheard,
    ClientDisconnect: _unheard,
    Exception: _unforeseen,
}


def add_handlers(app: FastAPI) -> None:
    """Make the application answer every error with a problem document."""
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)

"""The reconciliation service under `/reconcile`: version 0.2 there, the draft of 1.0 under `/reconcile/draft`.

The routes that the draft names (`/match`, `/suggest/...`, `/preview`, `/extend`) answer under both roots.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from server.formats import HTML, JSON_LIST
from server.protocol import wish_of
from server.reconciliation import answers, batches, pages
from server.reconciliation.answers import json_response
from server.reconciliation.clerk import Clerk
from server.reconciliation.extension import PROPOSALS_MOST, extend, proposals, read_extension
from server.reconciliation.facts import Bearings
from server.reconciliation.manifest import DRAFT, ROOT, draft_manifest, manifest
from server.reconciliation.payload import (
    Fields,
    document,
    fields_in_address,
    fields_in_form,
    language_of,
    posted_document,
    refused,
)
from server.reconciliation.reconciling import reconcile
from server.reconciliation.scores import Candidate
from server.reconciliation.suggestions import flyout, suggested
from server.service import service_of, visit

router = APIRouter(tags=["reconciliation"])
_KINDS = ("entity", "property", "type")


def clerk_of(request: Request) -> Clerk:
    """The clerk of the request's application."""
    clerk = request.app.state.clerk
    assert isinstance(clerk, Clerk)  # noqa: S101 (create_app puts it there)
    return clerk


@router.get(ROOT, summary="What the reconciliation service offers, or the answer to a batch in the address")
async def root(request: Request) -> Response:
    """The manifest of version 0.2 as JSON or as a page; with `queries` or `extend` their answers."""
    given = fields_in_address(request)
    if given.text("queries") is not None or given.text("extend") is not None:
        return await _answered(request, given)
    wish = wish_of(request, given.text("format"))
    if given.text("callback") is None and wish.choose((JSON_LIST, HTML), "The service").format is HTML:
        async with visit(request) as visited:
            return pages.service_page(request, visited.crew.release.manifest.release)
    language = language_of(request, given)
    return json_response(manifest(service_of(request).settings, language), language, given)


@router.post(ROOT, summary="The answer to a posted batch of version 0.2")
async def posted(request: Request) -> Response:
    """Candidates for `queries`, or values for `extend`."""
    clerk_of(request).require_room()
    return await _answered(request, await fields_in_form(request))


async def _answered(request: Request, given: Fields) -> Response:
    language = language_of(request, given)
    asked, extension = given.text("queries"), given.text("extend")
    if asked is not None:
        batch = batches.read_batch(document(asked, "queries"), service_of(request).settings.reconcile_batch)
        found = await _reconciled(request, batch)
        written = {
            query.key: {"result": [answers.candidate(one, language, draft=False) for one in each]}
            for query, each in zip(batch, found, strict=True)
        }
        return json_response(written, language, given)
    if extension is None:
        raise refused(
            "queries", "a batch is posted as queries=, a data extension as extend=", "queries か extend が必要です"
        )
    wanted = read_extension(document(extension, "extend"), "extend")
    async with visit(request) as visited:
        extended = await extend(Bearings(request, visited), wanted, language, draft=False)
    return json_response(extended, language, given)


async def _reconciled(request: Request, batch: Sequence[batches.Query]) -> Sequence[Sequence[Candidate]]:
    if not batch:
        return []
    async with visit(request) as visited:
        return await reconcile(clerk_of(request), Bearings(request, visited), batch)


@router.get(DRAFT, summary="What the reconciliation service offers by the draft of version 1.0")
async def draft_root(request: Request) -> Response:
    """The manifest of the draft."""
    language = language_of(request, fields_in_address(request))
    return json_response(draft_manifest(service_of(request).settings, language), language)


async def match(request: Request) -> Response:
    """Candidates for a batch of the draft."""
    clerk_of(request).require_room()
    language = language_of(request, fields_in_address(request))
    batch = batches.read_draft_batch(await posted_document(request), service_of(request).settings.reconcile_batch)
    found = await _reconciled(request, batch)
    written = [{"candidates": [answers.candidate(one, language, draft=True) for one in each]} for each in found]
    return json_response({"results": written}, language)


async def extended(request: Request) -> Response:
    """Values for a data extension query of the draft."""
    language = language_of(request, fields_in_address(request))
    wanted = read_extension(await posted_document(request), "body")
    async with visit(request) as visited:
        return json_response(await extend(Bearings(request, visited), wanted, language, draft=True), language)


async def proposed(request: Request) -> Response:
    """The properties of the things of a type."""
    given = fields_in_address(request)
    language = language_of(request, given)
    kind = batches.type_id(given.text("type"), "type")
    most = given.number("limit", PROPOSALS_MOST, PROPOSALS_MOST) or PROPOSALS_MOST
    return json_response(proposals(kind, language, most), language, given)


async def suggest(request: Request, kind: str) -> Response:
    """Things, properties or types whose names begin like what somebody types."""
    given = fields_in_address(request)
    language = language_of(request, given)
    _check_kind(kind)
    async with visit(request) as visited:
        found = await suggested(clerk_of(request), visited, kind, given, language)
    return json_response({"result": found}, language, given)


async def fly_out(request: Request, kind: str) -> Response:
    """A few words of HTML on a suggestion."""
    given = fields_in_address(request)
    language = language_of(request, given)
    _check_kind(kind)
    async with visit(request) as visited:
        found = await flyout(clerk_of(request), visited, kind, given, language)
    return json_response(found, language, given)


def _check_kind(kind: str) -> None:
    if kind not in _KINDS:
        raise refused("kind", f"suggestions are of {', '.join(_KINDS)}", f"{'、'.join(_KINDS)} のいずれかです")


async def preview(request: Request) -> Response:
    """A small page on a thing."""
    given = fields_in_address(request)
    language = language_of(request, given)
    async with visit(request) as visited:
        return await pages.preview(clerk_of(request), Bearings(request, visited), given.text("id"), language)


for _root in (ROOT, DRAFT):
    router.add_api_route(f"{_root}/match", match, methods=["POST"], summary="The answer to a batch of the draft")
    router.add_api_route(f"{_root}/extend", extended, methods=["POST"], summary="Values of properties of things")
    router.add_api_route(f"{_root}/extend/propose", proposed, methods=["GET"], summary="The properties of a type")
    router.add_api_route(f"{_root}/suggest/{{kind}}", suggest, methods=["GET"], summary="Suggestions for a field")
    router.add_api_route(f"{_root}/suggest/{{kind}}/flyout", fly_out, methods=["GET"], summary="On a suggestion")
    router.add_api_route(f"{_root}/preview", preview, methods=["GET"], summary="A small page on a thing")

"""What whoever runs the server asks it: what it serves, whether it lives and should get requests, what it counted."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from server.errors import NotFound, NotReady, ServerError
from server.operations import TEXT, Object, get, schemas
from server.service import service_of, visit

router = APIRouter(tags=["operation"])
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/health", summary="Whether a graph is served, and which")
async def health(request: Request) -> Response:
    """The release and its size, where that is known without counting.

    503 if there is none, 502 if its server did not answer lately.
    """
    service_of(request).releases.require_reachable()
    async with visit(request) as visited:
        release = visited.crew.release
    size = {"triples": release.manifest.triples} if release.counted else {}
    answer = {"status": "ok", "release": release.manifest.release, **size}
    return JSONResponse(answer, headers=NO_STORE)


@router.get("/livez", summary="Whether the server lives")
async def livez() -> Response:
    """200 as long as the process answers at all; who gets none may restart it."""
    return JSONResponse({"status": "ok"}, headers=NO_STORE)


@router.get("/readyz", summary="Whether the server should get requests")
async def readyz(request: Request) -> Response:
    """200 if a release is served and a worker lives; 503 without either, and when the server is about to end."""
    try:
        release = await _ready(request)
    except ServerError as error:
        return JSONResponse({"status": error.kind, "detail": error.detail}, error.status, NO_STORE)
    return JSONResponse({"status": "ok", "release": release}, headers=NO_STORE)


async def _ready(request: Request) -> str:
    fleet = service_of(request).fleet
    if fleet.ending:
        raise NotReady("The server is about to end.", "サーバーは終了するところです。")
    crew = await fleet.current()
    if not crew.workers:
        raise NotReady("No worker lives at the moment.", "処理を行うプロセスがありません。")
    return crew.release.manifest.release


@router.get("/metrics", summary="What the server has counted, for Prometheus")
def metrics(request: Request) -> Response:
    """The metrics in Prometheus' text format; 404 where the settings say so."""
    # It is slow to import and nobody's business who does not ask for it.
    from server import exposition  # noqa: PLC0415

    service = service_of(request)
    if not service.settings.metrics:
        raise NotFound("This server shows no metrics.", "このサーバーは統計を公開していません。")
    return Response(exposition.exposition(service), headers=NO_STORE, media_type=exposition.MEDIA_TYPE)


_JSON = "application/json"
_STATUS = {_JSON: {"type": "object", "required": ["status"], "properties": {"status": TEXT}}}
_HEALTH: Object = {
    "type": "object",
    "required": ["status", "release", "triples"],
    "properties": {"status": {"const": "ok"}, "release": TEXT, "triples": {"type": "integer"}},
}


def _readiness() -> Object:
    found = get("Whether the server should get requests", _STATUS, (304,))
    found["get"]["responses"]["503"] = {"description": "It should get none", "content": schemas(_STATUS)}
    return found


PATHS: Object = {
    "/health": get("Whether a graph is served", {_JSON: _HEALTH}, (304, 503)),
    "/livez": get("Whether the server lives", _STATUS, (304,)),
    "/readyz": _readiness(),
    "/metrics": get("What the server has counted", {"text/plain": TEXT}, (304, 404, 406)),
}

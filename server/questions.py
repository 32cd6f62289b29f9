"""The public questions: the queries of `queries/questions/` run with parameters and shown in many formats."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

import queries
from queries import Question
from server.cache import Whole
from server.errors import BadQuestion, Extras, NotFound
from server.formats import HTML, JSON_LIST, OFFERS, QUERY_TEXT, Form
from server.frames import Task
from server.pages import QuestionPage, QuestionsPage, frame_of, render
from server.protocol import wish_of
from server.release import Release
from server.service import service_of, visit
from server.tables import Cells, table
from server.things import require_known

router = APIRouter(prefix="/queries", tags=["questions"])
_NOT_PARAMETERS = frozenset({"format", "lang"})


@router.get("/", summary="The questions that can be asked")
async def index(request: Request) -> Response:
    """The list of questions as JSON or as a page."""
    wish = wish_of(request, request.query_params.get("format"))
    found = queries.questions()
    if wish.choose((JSON_LIST, HTML), "The list of questions").format is JSON_LIST:
        return JSONResponse([summary(question) for question in found])
    async with visit(request) as visited:
        frame = frame_of(request, visited.crew.release.manifest.release)
    return render(request, QuestionsPage(frame, found))


def summary(question: Question) -> Mapping[str, object]:
    """What a program learns of a question."""
    parameters = [{"name": one.name, "kind": one.kind, "default": one.default} for one in question.parameters]
    return {
        "name": question.name,
        "number": question.number,
        "summary": asdict(question.summary),
        "tags": list(question.tags),
        "parameters": parameters,
    }


@router.get("/{name}", summary="The answer to a question; a suffix such as .csv or .rq names the format")
async def question(request: Request, name: str) -> Response:
    """The answer with the parameters of the address, those not given at their defaults."""
    asked, suffix = _named(name)
    return await _answer(request, asked, _given(request), suffix)


def _named(name: str) -> tuple[Question, str | None]:
    stem, _, suffix = name.partition(".")
    try:
        return queries.question(stem), suffix or None
    except queries.UnknownQuery as error:
        hint = f"Near it: {', '.join(error.near)}." if error.near else "/queries/ lists those there are."
        extras = Extras({"near": error.near})
        raise NotFound(f"There is no question {stem!r}. {hint}", extras=extras) from error


def _given(request: Request) -> Mapping[str, str]:
    given = [pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_PARAMETERS]
    if len(given) != len(dict(given)):
        raise _wrong(given[0][0], "A parameter is given more than once.")
    return dict(given)


def _bound(question: Question, given: Mapping[str, str]) -> str:
    try:
        return question.bound(given)
    except queries.BadParameter as error:
        raise _wrong(error.parameter, f"{error}.") from error


def _wrong(parameter: str, detail: str) -> BadQuestion:
    return BadQuestion(detail, extras=Extras({"parameter": parameter}))


async def _answer(request: Request, question: Question, given: Mapping[str, str], suffix: str | None) -> Response:
    service = service_of(request)
    wish = wish_of(request, suffix or request.query_params.get("format"))
    task = Task(
        _bound(question, given),
        service.settings.endpoint,
        wish.accept,
        wish.name,
        question=question.name,
        rows=service.settings.rows_per_page + 1,
        seconds=service.settings.page_seconds,
    )
    async with visit(request) as visited:
        await require_known(service, visited, question, given)
        answer = await service.runs.collect(visited, task)
        if answer.header.is_page:
            return _page(request, visited.crew.release, Asked(question, task.text, given), answer)
    disposition = f'inline; filename="{question.name}.{answer.header.format}"'
    return Response(answer.body, headers={"Content-Disposition": disposition}, media_type=answer.header.media_type)


@dataclass(frozen=True)
class Asked:
    """A question with its query as it was run and the parameters that were given."""

    question: Question
    text: str
    given: Mapping[str, str]


def _page(request: Request, release: Release, asked: Asked, answer: Whole) -> Response:
    service = service_of(request)
    question, text = asked.question, asked.text
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    shown = table(answer.body, cells, service.settings.rows_per_page)
    values = {parameter.name: parameter.default for parameter in question.parameters} | dict(asked.given)
    frame = frame_of(request, release.manifest.release)
    downloads = _downloads(question, Form[answer.header.form], values)
    return render(request, QuestionPage(frame, question, text, values, shown, downloads))


def _downloads(question: Question, form: Form, values: Mapping[str, str]) -> Mapping[str, str]:
    names = [offer.names[0] for offer in (*OFFERS[form], QUERY_TEXT) if offer is not HTML]
    parameters = f"?{urlencode(values)}" if values else ""
    return {name: f"/queries/{question.name}.{name}{parameters}" for name in names}

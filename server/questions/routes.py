"""The routes of the questions: the list, the examples for query editors, and the answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode
from starlette.concurrency import run_in_threadpool

import queries
from queries import Question, executables
from queries.columns import Form as QueryForm
from server.cache import Whole
from server.formats import DESCRIPTIONS, HTML, JSON_LIST, QUERY_TEXT, SPREADSHEET, Answer, Choice
from server.frames import Task
from server.graphs import GraphWriter
from server.pages import frame_of, render
from server.protocol import wish_of
from server.questions import forms
from server.questions.inquiry import ABOUT_THE_ANSWER, Inquiry, chosen, inquiry, named, offers, once
from server.questions.pages import QuestionPage, QuestionsPage, Theme
from server.questions.schemas import answer_schema, csv_metadata, parameter_schema
from server.questions.windows import Window
from server.release import Release
from server.service import Service, service_of, visit
from server.tables import Cells, table
from server.things import require_known

router = APIRouter(prefix="/queries", tags=["questions"])


@dataclass(frozen=True)
class Document:
    """A document about the answers of a question: how it is made, and its media type."""

    made: Callable[[Question], Mapping[str, object]]
    media_type: str


DOCUMENTS = {
    "csv-metadata.json": Document(csv_metadata, "application/csvm+json"),
    "schema.json": Document(answer_schema, "application/schema+json"),
}


@router.get("/", summary="The questions that can be asked")
async def index(request: Request) -> Response:
    """The list of questions as JSON, as a page, or as RDF."""
    fields = once(request, ABOUT_THE_ANSWER, "The list of questions")
    choice = wish_of(request, fields.get("format")).choose((JSON_LIST, HTML, *DESCRIPTIONS), "The list of questions")
    found = queries.questions()
    if choice.format is JSON_LIST:
        return JSONResponse(list(map(summary, found)))
    if choice.format is not HTML:
        return await _described(service_of(request), found, choice)
    async with visit(request) as visited:
        frame = frame_of(request, visited.crew.release.manifest.release)
    return render(request, QuestionsPage(frame, themes(found), service_of(request).settings.public_url.rstrip("/")))


def themes(questions: tuple[Question, ...]) -> tuple[Theme, ...]:
    """The questions by the first of their tags, in the order of the tags."""
    places = {tag.name: (place, tag) for place, tag in enumerate(queries.tags())}
    ordered = sorted(questions, key=lambda one: (places[one.tags[0]][0], one.number))
    return tuple(
        Theme(places[name][1].label, tuple(group)) for name, group in groupby(ordered, lambda one: one.tags[0])
    )


def summary(question: Question) -> Mapping[str, object]:
    """What a program learns of a question."""
    return {
        "name": question.name,
        "iri": question.iri.value,
        "number": question.number,
        "summary": vars(question.summary),
        "description": vars(question.description),
        "tags": question.tags,
        "parameters": [
            {"name": one.name, "kind": one.kind, "label": vars(one.label), "schema": parameter_schema(one)}
            for one in question.parameters
        ],
        "columns": [
            {"name": one.name, "type": one.type, "unit": one.unit or None, "meaning": vars(one.meaning)}
            for one in question.columns
        ],
        "formats": [offer.names[0] for offer in offers(question)],
    }


@router.get("/examples", summary="The questions as query editors read them")
@router.get("/examples.{suffix}", summary="The questions as query editors read them, in a format by its name")
async def examples(request: Request, suffix: str | None = None) -> Response:
    """Every question as a `sh:SPARQLExecutable` with the endpoint to ask."""
    fields = once(request, ABOUT_THE_ANSWER, "The examples")
    choice = wish_of(request, suffix or fields.get("format")).choose(DESCRIPTIONS, "The examples")
    return await _described(service_of(request), queries.questions(), choice)


@router.get("/{name}", summary="The answer to a question; a suffix such as .csv or .rq names the format")
async def question(request: Request, name: str) -> Response:
    """The answer with the parameters of the address, those not given at their defaults."""
    found, suffix = named(name)
    if suffix in DOCUMENTS and found.form is QueryForm.SELECT:
        once(request, (), name)
        document = DOCUMENTS[suffix]
        return JSONResponse(document.made(found), media_type=document.media_type)
    asked = inquiry(request, found, suffix)
    choice = chosen(request, asked)
    if choice.format in DESCRIPTIONS:
        return await _described(service_of(request), (found,), choice)
    return await _answer(request, asked, choice)


async def _described(service: Service, questions: tuple[Question, ...], choice: Choice) -> Response:
    target = NamedNode(service.settings.endpoint)
    answer = await run_in_threadpool(_examples, service.writer, questions, target, choice)
    return Response(answer.content, media_type=answer.media_type)


# JSON-LD takes a while to compact, and they change with the program only.
@lru_cache(256)
def _examples(writer: GraphWriter, questions: tuple[Question, ...], target: NamedNode, choice: Choice) -> Answer:
    return writer.answer(executables.triples(questions, target), choice)


async def _answer(request: Request, asked: Inquiry, choice: Choice) -> Response:
    service, question = service_of(request), asked.question
    if choice.format is HTML and question.form is QueryForm.SELECT:
        asked = replace(asked, window=_shown(asked.window, service.settings.rows_per_page))
    async with visit(request) as visited:
        await require_known(service, visited, question, asked.given)
        if choice.format is QUERY_TEXT:
            return _file(asked, choice, (asked.text + (asked.window.exact if asked.window else "")).encode())
        answer = await service.runs.collect(visited, _task(service, asked, choice))
        release = visited.crew.release
    if answer.header.is_page:
        return _page(request, release, asked, answer)
    response = _file(asked, choice, answer.body, more=answer.header.more)
    response.headers["Last-Modified"] = release.modified
    return response


def _shown(window: Window | None, most: int) -> Window:
    return Window(most) if window is None else replace(window, limit=min(window.limit, most))


def _task(service: Service, asked: Inquiry, choice: Choice) -> Task:
    settings, window = service.settings, asked.window
    return Task(
        asked.text + (window.clause if window else ""),
        settings.endpoint,
        choice.media_type,
        asked.name,
        question=asked.question.name,
        rows=(window.limit if window else settings.rows_per_page) + 1,
        most=window.limit if window else None,
        seconds=settings.page_seconds,
    )


def _file(asked: Inquiry, choice: Choice, content: bytes, *, more: bool = False) -> Response:
    name = f"{asked.question.name}.{choice.format.names[0]}"
    # A browser would show it as text.
    way = "attachment" if choice.format is SPREADSHEET else "inline"
    headers = {"Content-Disposition": f'{way}; filename="{name}"'}
    if links := ", ".join(_links(asked, choice, more=more)):
        headers["Link"] = links
    return Response(content, headers=headers, media_type=choice.media_type)


def _links(asked: Inquiry, choice: Choice, *, more: bool) -> list[str]:
    links = []
    about = {"text/csv": "csv-metadata.json", "application/json": "schema.json"}.get(choice.media_type)
    if about and asked.question.form is QueryForm.SELECT:
        media_type = DOCUMENTS[about].media_type
        links.append(f'<{asked.question.name}.{about}>; rel="describedby"; type="{media_type}"')
    if asked.window and choice.format is not QUERY_TEXT:
        parts = asked.window.neighbours(more=more)
        links += [f'<{part.address(asked.path, asked.fields)}>; rel="{relation}"' for relation, part in parts]
    return links


def _page(request: Request, release: Release, asked: Inquiry, answer: Whole) -> Response:
    service, question = service_of(request), asked.question
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    window = asked.window
    shown = table(answer.body, cells, window.limit if window else service.settings.rows_per_page)
    part = None
    if window is not None:
        part, shown = _part(asked, window, len(shown.rows), more=not shown.complete), replace(shown, complete=True)
    frame = frame_of(request, release.manifest.release)
    downloads = forms.downloads(question, asked.given)
    return render(
        request,
        QuestionPage(
            frame,
            question,
            asked.text,
            forms.fields(question, asked.given, frame.language),
            forms.readable(question, shown, frame.language),
            part,
            downloads,
            forms.shell_line(service.settings.public_url, downloads[0]),
            forms.chart(question, asked.given, frame.language),
        ),
    )


def _part(asked: Inquiry, window: Window, rows: int, *, more: bool) -> forms.Part | None:
    parts = {relation: part.address(asked.path, asked.fields) for relation, part in window.neighbours(more=more)}
    if not parts:
        return None
    return forms.Part(window.offset + 1, window.offset + rows, parts.get("prev", ""), parts.get("next", ""))

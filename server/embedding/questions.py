"""The answer to a public question, in a frame."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from queries import Question
from server.embedding.labels import columns as readable
from server.embedding.things import Asking
from server.embedding.views import Cell, Link, Row, Source, View
from server.embedding.words import named
from server.questions.inquiry import bound
from server.tables import Cell as Shown
from server.tables import Table, table
from server.things import require_known

# What fits into a frame; the page has more.
MOST = 50
_DOCUMENTS = frozenset({"document", "otherDocument"})
_PLACES = "evidence"


async def question_view(asking: Asking, question: Question, given: Mapping[str, str]) -> View:
    """The view of a question with these parameters; raises BadQuestion for wrong ones."""
    text = bound(question, given)
    await require_known(asking.service, asking.visited, question, given)
    most = min(MOST, asking.service.settings.rows_per_page)
    shown = table(await asking.document(text, most + 1), asking.cells, most)
    columns = readable(shown, asking.language)
    codes = {column.name: column.codes for column in question.columns}
    # Only a question whose header names a chart has one.
    picture = f"/charts/query/{question.name}" if question.chart else ""
    address = f"{question.name}?{urlencode(given)}" if given else question.name
    return View(
        kind="query",
        name=question.name,
        title=asking.say(question.summary.ja, question.summary.en),
        title_language=asking.language,
        page=f"/queries/{address}",
        picture=picture,
        caption=_caption(asking, question, given),
        columns=tuple(column.name for column in columns),
        rows=tuple(
            Row(tuple(_cell(column.cell(row), codes.get(column.name, ""), asking) for column in columns))
            for row in shown.rows
        ),
        total=None,
        notes=tuple(_notes(asking, question, shown)),
        sources=(*map(_document, dict.fromkeys(_documents(shown))), _definition(asking, question)),
    )


def _caption(asking: Asking, question: Question, given: Mapping[str, str]) -> str:
    said = [
        f"{asking.say(one.label.ja, one.label.en)}: {given.get(one.name, one.default)}" for one in question.parameters
    ]
    return asking.say("、", ", ").join(said) or asking.say("結果の表", "Table of results")


def _cell(shown: Shown, codes: str, asking: Asking) -> Cell:
    """The cell as it is shown, a code of a list by its name."""
    kind = "number" if shown.kind == "number" else "text"
    if shown.href:
        return Cell(kind=kind, links=(Link(shown.text, shown.href, shown.language),))
    return Cell(named(codes, shown.text, asking.language) if codes else shown.text, kind, language=shown.language)


def _documents(shown: Table) -> Iterator[str]:
    for row in shown.rows:
        for column, cell in zip(shown.columns, row, strict=True):
            if column in _DOCUMENTS and cell.text:
                yield cell.text
            elif column == _PLACES:
                yield from (place.rpartition(":")[0] for place in cell.text.split())


def _document(name: str) -> Source:
    return Source(Link(name, f"/doc/document/{name}"))


def _definition(asking: Asking, question: Question) -> Source:
    return Source(Link(asking.say("この質問の SPARQL", "The question in SPARQL"), f"/queries/{question.name}.rq"))


def _notes(asking: Asking, question: Question, shown: Table) -> Sequence[str]:
    notes = [asking.say(question.description.ja, question.description.en)]
    if not shown.rows:
        notes.append(asking.say("該当するものはありません。", "Nothing matches."))
    if not shown.complete:
        first = len(shown.rows)
        notes.append(asking.say(f"最初の {first} 行だけを表示しています。", f"Only the first {first} rows are shown."))
    if any(name.lower().endswith("amount") for name in shown.columns):
        notes.append(asking.say("金額は円。", "Amounts are yen."))
    if any(name.lower().endswith("bound") for name in shown.columns):
        notes.append(
            asking.say(
                "lowerBound と upperBound は、印字の桁からあり得る最小と最大です。",
                "lowerBound and upperBound are the least and the most that the printed digits allow.",
            )
        )
    return notes

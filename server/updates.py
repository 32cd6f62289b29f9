"""SPARQL Update text: what it may not do here, and the dataset of the protocol put into it.

Oxigraph takes no dataset with an update. USING and USING NAMED clauses say the same for the operations that have a
WHERE (SPARQL 1.1 Protocol, section 2.2.3); the others do not look at the dataset.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.errors import BadRequest, LoadRefused, ServiceRefused
from server.tokens import Token, calls_service, tokens

_PROLOGUE = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_BLOCK = "{}"
_PATTERNED = frozenset(
    {
        ("DELETE", _BLOCK, "WHERE", _BLOCK),
        ("INSERT", _BLOCK, "WHERE", _BLOCK),
        ("DELETE", _BLOCK, "INSERT", _BLOCK, "WHERE", _BLOCK),
    }
)
_SHORT = ("DELETE", "WHERE", _BLOCK)
_DATA = frozenset({("INSERT", "DATA", _BLOCK), ("DELETE", "DATA", _BLOCK)})
_OF_GRAPHS = frozenset({"CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})


@dataclass(frozen=True)
class _Part:
    """A token outside of all braces, or a whole block, with its place in the text."""

    word: str
    start: int
    end: int


def check(text: str) -> None:
    """Raises LoadRefused or ServiceRefused for an update that would make this server call another."""
    if "load" in text.lower() and any(map(_may_load, _operations(text))):
        raise LoadRefused(
            "This server fetches nothing: get the document yourself and send it to the graph store.",
            "このサーバーは文書を取得しません。文書を取得して /data に送ってください。",
        )
    if calls_service(text):
        raise ServiceRefused(
            "This server does not call others: ask them yourself and send the answers.",
            "このサーバーは SERVICE による他サーバーへの問い合わせを行いません。",
        )


def _may_load(operation: Sequence[_Part]) -> bool:
    # Oxigraph reads keywords without asking for a word boundary: `LOADex:a` is a LOAD.
    words = [part.word.upper() for part in operation]
    return any(word.startswith("LOAD") and (":" not in word or not place) for place, word in enumerate(words))


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with the dataset of the protocol; raises BadRequest where that has no exact equal."""
    clauses = [f"USING {NamedNode(iri)}" for iri in default] + [f"USING NAMED {NamedNode(iri)}" for iri in named]
    insertions = [found for one in _operations(text) for found in _insertion(text, one, " ".join(clauses))]
    for place, inserted in reversed(insertions):
        text = f"{text[:place]} {inserted} {text[place:]}"
    return text


def _insertion(text: str, operation: Sequence[_Part], clauses: str) -> Iterator[tuple[int, str]]:
    shape = tuple(part.word.upper() for part in operation)
    if {"USING", "WITH"} & set(shape):
        raise BadRequest(
            "using-graph-uri and using-named-graph-uri cannot stand beside USING or WITH in the update.",
            "using-graph-uri などは、更新文の USING・WITH と同時には使えません。",
        )
    if shape in _PATTERNED:
        yield operation[-2].start, clauses
    elif shape == _SHORT:
        # DELETE WHERE { P } is DELETE { P } WHERE { P } (SPARQL 1.1 Update, section 3.1.3.3).
        yield operation[1].start, f"{text[operation[-1].start : operation[-1].end]} {clauses}"
    elif shape and shape not in _DATA and shape[0] not in _OF_GRAPHS:
        raise BadRequest(
            "using-graph-uri cannot be applied to this update: write USING into it.",
            "この更新文には using-graph-uri を適用できません。USING を使ってください。",
        )


def _operations(text: str) -> Iterator[list[_Part]]:
    operation: list[_Part] = []
    for part in _parts(text):
        if part.word == ";":
            yield _without_prologue(operation)
            operation = []
        else:
            operation.append(part)
    yield _without_prologue(operation)


def _without_prologue(operation: list[_Part]) -> list[_Part]:
    while operation and (length := _PROLOGUE.get(operation[0].word.upper())):
        operation = operation[length:]
    return operation


def _parts(text: str) -> Iterator[_Part]:
    depth, start = 0, 0
    for token in tokens(text):
        if token.text == "{" and token.kind == "mark":
            start = start if depth else token.start
            depth += 1
        elif token.text == "}" and token.kind == "mark":
            depth -= 1
            if not depth:
                yield _Part(_BLOCK, start, token.start + 1)
        elif not depth:
            yield _outside(token)


def _outside(token: Token) -> _Part:
    return _Part(token.text, token.start, token.start + len(token.text))

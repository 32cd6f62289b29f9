"""SPARQL text as tokens: enough to see which keywords a query uses, never to understand it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, islice, takewhile

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<iri> <[^<>"{}|^`\x00-\x20]*> )
    | (?P<string>  \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )* \"{3}
                 | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3}
                 | " (?: [^"\\\r\n] | \\. )* "
                 | ' (?: [^'\\\r\n] | \\. )* ' )
    | (?P<variable> [?$]\w+ )
    | (?P<name> (?: [^\W\d_][\w.\-]* | _ )? : (?: [\w.\-:%] | \\. )* )
    | (?P<language> @[A-Za-z0-9-]+ )
    | (?P<word> [^\W\d]\w* )
    | (?P<escape> \\. )
    | (?P<mark> \S )
    """,
    re.VERBOSE | re.DOTALL,
)
# Each alternative begins with a letter of its own, which lets the search skip what lies between.
_HIDDEN = re.compile(
    r"""<[^<>"{}|^`\x00-\x20]*>"""
    r"""|\"\"\"(?:"?"?(?:[^"\\]|\\.))*\"\"\"(?:@[A-Za-z0-9-]+)?|"(?:[^"\\\r\n]|\\.)*"(?:@[A-Za-z0-9-]+)?"""
    r"""|'''(?:'?'?(?:[^'\\]|\\.))*'''(?:@[A-Za-z0-9-]+)?|'(?:[^'\\\r\n]|\\.)*'(?:@[A-Za-z0-9-]+)?"""
    r"""|\#[^\r\n]*""",
    re.DOTALL,
)
_LOCAL_NAME = re.compile(r":[\w.\-:%\\]+")
_NUMBER = re.compile(r"[0-9](?<!\w[0-9])[0-9.]*")
_PLACEHOLDERS = {"<": "<>", '"': '""', "'": '""', "#": " "}
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_VOLATILE = ("now", "rand", "uuid", "bnode", "service")
# A template that makes no nodes: without what stands for one, and without what could be the beginning of anything else.
_PLAIN_TEMPLATE = re.compile(r"""construct\s*+\{(?:(?!_:)[^{}\[(<|~"'#\\]|<[^<>"{}|^`\x00-\x20]*>)*+\}""")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_HIERARCHICAL = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True)
class Token:
    """A piece of SPARQL text; `kind` is a group of the pattern above."""

    kind: str
    text: str
    start: int

    def is_word(self, *keywords: str) -> bool:
        """Whether this is one of the keywords, in any case."""
        return self.kind == "word" and self.text.upper() in keywords


_NOTHING = Token("mark", "", 0)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order, without comments and space."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup != "comment":
            yield Token(found.lastgroup or "", found[0], found.start())


def calls_service(text: str) -> bool:
    """Whether a query has a SERVICE clause; in doubt it has.

    Oxigraph reads keywords without asking for a word boundary (`SERVICEex:a{...}` is a call), and takes
    `<` for an operator where the text up to `>` could be either, so both are looked at with suspicion.
    """
    if "service" not in text.lower():
        return False
    found = [_NOTHING, *tokens(text), _NOTHING]
    return any(_may_call(*three) for three in zip(found, found[1:], found[2:], strict=False))


def _may_call(before: Token, token: Token, after: Token) -> bool:
    if token.kind == "iri":
        return bool({"'", ")"} & set(token.text)) and not _HIERARCHICAL.match(token.text)
    if "service" not in token.text.lower():
        return False
    if token.kind == "name":
        return after.text == "{" and not before.is_word("GRAPH")
    return token.kind == "word"


def is_volatile(text: str) -> bool:
    """Whether a query may get other bytes when it is asked again of the same graph; in doubt it may.

    That is so with functions of chance and of the clock, and where CONSTRUCT makes blank nodes, whose labels are new.
    """
    lowered = text.lower()
    if "construct" in lowered and not _is_plain(lowered) and any(map(_makes_node, _template(tokens(text)))):
        return True
    return any(word in lowered for word in _VOLATILE) and any(map(_is_volatile, tokens(text)))


def _is_plain(lowered: str) -> bool:
    return lowered.count("construct") == 1 and _PLAIN_TEMPLATE.search(lowered) is not None


def _template(found: Iterator[Token]) -> Iterator[Token]:
    """The tokens between the braces after CONSTRUCT, which may be glued to what follows it."""
    within = dropwhile(lambda token: not (token.kind == "word" and "construct" in token.text.lower()), found)
    opened = dropwhile(lambda token: token.text != "{", within)
    return takewhile(lambda token: token.text != "}", islice(opened, 1, None))


def _makes_node(token: Token) -> bool:
    # Lists, `[...]`, reifiers and annotations stand for blank nodes, too.
    return token.text.startswith("_:") if token.kind == "name" else token.kind == "mark" and token.text in "[(<{|~"


def _is_volatile(token: Token) -> bool:
    return token.kind in {"word", "name"} and any(word in token.text.lower() for word in _VOLATILE)


@dataclass(frozen=True)
class Call:
    """A SERVICE clause up to its group: where it stands in the text, and whom it calls."""

    start: int
    end: int
    iri: str
    silent: bool


def service_calls(text: str) -> Sequence[Call] | None:
    """The SERVICE clauses of a query, None if one does not spell its IRI out or may be hidden."""
    found = [_NOTHING, *tokens(text), _NOTHING, _NOTHING]
    places = [place for place in range(1, len(found) - 2) if _may_call(*found[place - 1 : place + 2])]
    calls = [_call(*found[place : place + 3]) for place in places]
    return [call for call in calls if call] if all(calls) else None


def _call(token: Token, after: Token, then: Token) -> Call | None:
    silent = after.is_word("SILENT")
    named = then if silent else after
    if not token.is_word("SERVICE") or named.kind != "iri" or "\\" in named.text or not _HIERARCHICAL.match(named.text):
        return None
    return Call(token.start, named.start + len(named.text), named.text[1:-1], silent)


def is_update(text: str) -> bool:
    """Whether the first keyword after the prologue is one of SPARQL Update."""
    words = (token for token in tokens(text) if token.kind == "word")
    first = next((word for word in words if not word.is_word("PREFIX", "BASE", "VERSION")), None)
    return first is not None and first.is_word(*_UPDATES)


def shape(text: str) -> str:
    """The query without what it asks about: no literals, IRIs, local names, comments or line breaks.

    It is made for every request, so it takes less care than `tokens`; a text that is no SPARQL may keep more.
    """
    return _shape(_HIDDEN.sub(lambda found: _PLACEHOLDERS[found[0][0]], text))


@lru_cache(256)
def _shape(hidden: str) -> str:
    return " ".join(_NUMBER.sub("0", _LOCAL_NAME.sub(":", hidden)).split())


def names_dataset(text: str) -> bool:
    """Whether a query has a FROM clause."""
    return "from" in text.lower() and any(token.is_word("FROM") for token in tokens(text))


def dataset_clauses(text: str) -> tuple[str, Sequence[str], Sequence[str]]:
    """The prologue of a query, and the names in its FROM and in its FROM NAMED clauses, as they are written."""
    found = [*tokens(text), _NOTHING, _NOTHING]
    start = next((token.start for token in found if token.is_word("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), 0)
    default: list[str] = []
    named: list[str] = []
    for token, after, then in zip(found, found[1:], found[2:], strict=False):
        if token.is_word("FROM"):
            (named if after.is_word("NAMED") else default).append((then if after.is_word("NAMED") else after).text)
    return text[:start], default, named


def has_relative_iri(text: str) -> bool:
    """Whether a query may have an IRI that its base completes."""
    return any(token.kind == "iri" and not _ABSOLUTE.match(token.text) for token in tokens(text))


def selects_all(text: str) -> bool:
    """Whether the first SELECT of a query has a `*`."""
    return "*" in text and _star(list(tokens(text))).text == "*"


def with_columns(text: str, variables: Sequence[str]) -> str:
    """The query with its `SELECT *` spelled out, variables in order of appearance; any other as it is."""
    found = list(tokens(text))
    star = _star(found)
    if star.text != "*" or not variables:
        return text
    places = {token.text[1:]: token.start for token in reversed(found) if token.kind == "variable"}
    columns = " ".join(f"?{name}" for name in sorted(variables, key=lambda name: places.get(name, len(text))))
    return f"{text[: star.start]} {columns} {text[star.start + 1 :]}"


def _star(found: Sequence[Token]) -> Token:
    start = next((place for place, token in enumerate(found) if token.is_word("SELECT")), len(found))
    return next((token for token in found[start + 1 :] if not token.is_word("DISTINCT", "REDUCED")), _NOTHING)

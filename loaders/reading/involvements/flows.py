"""The way of the money: 国 → 補助金 → JST → 委託 → 大学等, on one line or over several. Texts are in half width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from loaders.reading.involvements.bodies import is_group, is_named
from loaders.reading.involvements.roles import Part

_SOURCE = re.compile(r"国(?:\s*\([^()\n]{2,12}\))?")
_ARROWS = "→⇒➡➔➜▶▷►⇨↓⇩⬇>"
_TOKEN = re.compile(rf"[^\s{_ARROWS}]+(?:\s(?=等))?等?")
_LABEL = re.compile(
    r"[(【<\[]*(?:運営費)?(?:補助金?|委託費?|交付金?|委託・補助|定額(?:補助)?|出資金?|基金(?:造成|設置)?|公募|"
    r"補助率|間接補助|再委託|助成金?|支援|負担金|拠出金?|"
    r"請負|委託、?補助|補助、?委託|施設整備費補助金?|配分|申請|選定|審査|委託・助成|助成・委託|補助・委託|"
    r"事務局|執行団体|補助事業者)(?:金|費|等)?(?:[(/\d:.,、・]|\d/\d|補助金?|(?:運営費)?交付金|"
    r"委託|定額|率|以内|等|\))*[)】>\]]*"
)
_HEAD = r"[ \t]*(?:[○●◆■□・-]?[ \t]*[【<(\[]?[^】>)\]\n]{0,6}(?:スキーム|流れ|体制)[】>)\]:]+[ \t]*)?"
_PEOPLE = re.compile(r"(?:博士(?:後期)?課程)?学生等?|(?:若手)?研究者等?")
_TAIL = re.compile(r"(?:共同利用機関|開発法人|研究機関等|機関等|法人等|等) *(?:法人)?等? *(?:\n|\Z)")
_LINE = re.compile(r"\S[^\n]*")
_SPAN = 12
"""How many lines below 国 a flattened flow may reach."""


@dataclass(frozen=True)
class _Node:
    start: int
    end: int


def flows(text: str) -> Iterator[Part]:
    """Each body to which money flows, with its role in the flow."""
    for match in re.finditer(rf"^{_HEAD}(?P<source>国[^\n]*)$", text, re.MULTILINE):
        line = match["source"]
        source = _SOURCE.match(line)
        rest = line[source.end() :] if source else line
        if source and not rest.strip():
            yield from _below(text, match.end())
        elif source and re.match(rf"\s*[{_ARROWS}]|\s+\S|\s*[(【]", rest):
            yield from _along(text, match.start("source") + source.end(), match.end())


def _along(text: str, start: int, end: int) -> Iterator[Part]:
    nodes: list[_Node] = []
    granted, strange = False, 0
    for token in _TOKEN.finditer(text, start, end):
        if _LABEL.fullmatch(token[0]):
            granted = granted or "運営費交付金" in token[0]
        elif _is_body(text, *token.span()):
            nodes.append(_Node(*_body_span(text, *token.span())))
        elif not (nodes and _PEOPLE.fullmatch(token[0])):
            strange += 1
    if not strange:
        yield from _roles(text, nodes, granted)


def _below(text: str, position: int) -> Iterator[Part]:
    nodes: list[_Node] = []
    granted, seen = False, 0
    lines = list(islice(_lines(text, position), _SPAN))
    while seen < len(lines):
        start, end = lines[seen]
        token = text[start:end].strip(_ARROWS + " ")
        if not token or _is_label_line(token) or (nodes and _SHORT.fullmatch(token)):
            granted = granted or token.startswith("運営費")
        elif (node := _node(text, lines[seen : seen + 2])) is not None:
            nodes.append(node)
            seen += node.end > end
        elif not re.fullmatch(r"\([^()]*(?:法人|機関)\)", token):
            break
        seen += 1
    yield from _roles(text, nodes, granted)


_SHORT = re.compile(r"\([A-Za-z-]{2,12}\)")


def _is_label_line(token: str) -> bool:
    return all(_LABEL.fullmatch(word) or word == "運営費" for word in token.split())


def _node(text: str, lines: Sequence[tuple[int, int]]) -> _Node | None:
    (start, end), *rest = lines
    if rest and _TAIL.match(text, rest[0][0]) and _is_body(text, start, end):
        return _Node(start, rest[0][1])
    if _is_body(text, start, end):
        return _Node(*_body_span(text, start, end))
    if rest and re.search(r"[一-龥・]$", text[start:end]) and _is_joined_group(text[start:end] + text[slice(*rest[0])]):
        return _Node(start, rest[0][1])
    return None


def _is_joined_group(words: str) -> bool:
    return is_group(words) and len(words) <= 30 and words.endswith("等")


def _lines(text: str, position: int) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text, position):
        yield match.start(), match.start() + len(match[0].rstrip())


def _is_body(text: str, start: int, end: int) -> bool:
    left, right = _body_span(text, start, end)
    return right - left <= 30 and (is_named(text[left:right]) or is_group(text[left:right]))


def _body_span(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    kind = re.match(r"\((?:大学共同利用機関法人|国立研究開発法人|国立大学法人|独立行政法人|国研|独法)\)\s*", words)
    inner = words[kind.end() if kind else 0 :]
    held = re.sub(r"\s*\((?:基金|FA|事務局|公募|委託|補助)\)\s*$", "", words)
    alone = re.sub(r"\s*\([^()]*[一-龥ァ-ヶ][^()]*\)\s*$", "", held)
    if not is_named(held) and (is_named(alone) or is_group(alone)):
        held = alone
    return start + len(words) - len(inner), start + len(held.rstrip())


def _roles(text: str, nodes: Sequence[_Node], granted: bool) -> Iterator[Part]:
    for nth, node in enumerate(nodes):
        name = text[node.start : node.end]
        last = nth == len(nodes) - 1
        if is_named(name):
            yield Part(node.start, node.end, "implementing" if last else "funding-agency")
            if granted and nth == 0:
                yield Part(node.start, node.end, "operating-grant-body")
        else:
            yield Part(node.start, node.end, "recipient")

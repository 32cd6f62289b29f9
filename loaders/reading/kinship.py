"""Anchors -> the program each program is a part of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.reading.anchors import Anchor, Anchored

_SUB_NUMBER = re.compile(r"(.+)[-－.．]\d+")


def parents(
    found: Sequence[Anchored], subjects: Sequence[str | None], names: Mapping[str, str]
) -> Mapping[str, str | None]:
    """The name of each program -> that of its umbrella; the first printed one counts, and none is its own."""
    above: dict[str, str | None] = {}
    for one, subject in zip(found, subjects, strict=True):
        for anchor, parent in _pairs(one):
            child = names[anchor.key]
            umbrella = names[parent.key] if parent else subject
            if anchor.apart:
                above.setdefault(child, None)
            elif umbrella and umbrella != child and child not in _line(umbrella, above) and not above.get(child):
                above[child] = umbrella
    return above


def _line(program: str, above: Mapping[str, str | None]) -> Iterator[str]:
    """A program and its umbrellas, upwards."""
    one: str | None = program
    while one is not None:
        yield one
        one = above.get(one)


def _pairs(one: Anchored) -> Iterator[tuple[Anchor, Anchor | None]]:
    """Each anchor in the body and the anchor it stands below; None for the slide's subject."""
    stack: list[Anchor] = []
    for anchor in one.anchors:
        if anchor.apart:
            yield anchor, None
        elif anchor.of_which or _is_slice(one, anchor):
            yield anchor, _of(stack, anchor)
        else:
            _climb(stack, anchor)
            yield anchor, stack[-1] if stack else None
            stack.append(anchor)


def _climb(stack: list[Anchor], anchor: Anchor) -> None:
    """Leave on the stack what the anchor stands below: by its number (2-1 below 2), else by the kinds of marks met."""
    numbered = _SUB_NUMBER.fullmatch(anchor.mark)
    if numbered and any(other.mark == numbered[1] for other in stack):
        while stack[-1].mark != numbered[1]:
            stack.pop()
    elif any(other.style == anchor.style for other in stack):
        while stack.pop().style != anchor.style:
            continue
    elif not anchor.style:
        stack.clear()


def _is_slice(one: Anchored, anchor: Anchor) -> bool:
    text = next(line.text for line in one.slide.lines if line.number == anchor.line_start)
    return bool(re.match(r"[\s*・-]*[（(【]?(?:うち|内)[、,\s]", text))


def _of(stack: Sequence[Anchor], anchor: Anchor) -> Anchor | None:
    near = [other for other in stack if other.line_start >= anchor.line_start - 3]
    return near[-1] if near else None

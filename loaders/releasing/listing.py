"""What two releases differ in: as text, as JSON and as an RDF Patch."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import NAMESPACE_URL, uuid5

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

import ontology
from loaders.releasing.changes import Change, Comparison, Kind
from loaders.releasing.portraits import Portraits
from loaders.releasing.wording import Wording

FORM = "https://w3id.org/seisaku/diff/1"
_IN_MEMORY = 1 << 24
Write = Callable[[str], object]


def write_text(comparison: Comparison, write: Write, language: str = "en") -> None:
    """Writes what a person reads: the counts, then a line a thing."""
    words = Wording(Portraits(comparison), language)
    counts: Counter[tuple[str, Kind]] = Counter()
    untold = triples_more = triples_fewer = 0
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as body:
        for change in comparison.changes():
            triples_more += len(change.added)
            triples_fewer += len(change.removed)
            if words.is_told(change):
                counts[words.class_name(change), change.kind] += 1
                body.write(words.line(change) + "\n")
            else:
                untold += 1
        write(f"{comparison.before.name} → {comparison.after.name}\n")
        if not triples_more + triples_fewer:
            write(words.say("違いはありません。\n", "They are equal.\n"))
            return
        write(
            words.say(
                f"トリプル: +{triples_more:,} -{triples_fewer:,}\n", f"triples: +{triples_more:,} -{triples_fewer:,}\n"
            )
        )
        for line in _counted(counts, words):
            write(line)
        if untold:
            write(words.say(f"これらに伴うもの: {untold:,} 件\n", f"what follows from these: {untold:,}\n"))
        write("\n")
        _copy(body, write)


def _counted(counts: Counter[tuple[str, Kind]], words: Wording) -> Iterator[str]:
    for name in sorted({name for name, _ in counts}):
        said = (f"{counts[name, kind]:,} {words.kind(kind)}" for kind in Kind if counts[name, kind])
        yield f"{name}: {', '.join(said)}\n"


def _copy(body: IO[str], write: Write) -> None:
    body.seek(0)
    for line in body:
        write(line)


def write_json(comparison: Comparison, write: Write) -> None:
    """Writes all of it for a program; diff.schema.json says what each member means."""
    portraits = Portraits(comparison)
    japanese, english = (Wording(portraits, language) for language in ("ja", "en"))
    counts: Counter[tuple[str, Kind]] = Counter()
    went = came = 0
    sides = {
        name: {"name": side.name, "sha256": side.lines.sha256}
        for name, side in (("before", comparison.before), ("after", comparison.after))
    }
    write(f'{{"format": "{FORM}", "before": {_json(sides["before"])}, "after": {_json(sides["after"])}, "things": [')
    separator = "\n"
    for change in comparison.changes():
        went, came = went + len(change.removed), came + len(change.added)
        told = english.is_told(change)
        class_of = portraits.class_of(change.subject)
        if told:
            counts[class_of.value if class_of else "", change.kind] += 1
        said = {"ja": japanese.line(change), "en": english.line(change)} if told else None
        write(separator + _json(_thing(change, class_of, said)))
        separator = ",\n"
    listed = [
        {"class": name or None, **{kind.name.lower(): counts[name, kind] for kind in Kind}}
        for name in sorted({name for name, _ in counts})
    ]
    triples = {"added": came, "removed": went}
    write(f'\n], "classes": {_json(listed)}, "triples": {_json(triples)}, "equal": {_json(not went + came)}}}\n')


def _thing(change: Change, class_of: NamedNode | None, said: dict[str, str] | None) -> dict[str, object]:
    return {
        "iri": change.subject.value if isinstance(change.subject, NamedNode) else str(change.subject),
        "change": change.kind.name.lower(),
        "class": class_of.value if class_of else None,
        "evidence_of": change.record.value if change.record else None,
        "derived": change.is_derived,
        "said": said,
        "removed": [_quad(quad) for quad in change.removed],
        "added": [_quad(quad) for quad in change.added],
    }


def _quad(quad: Quad) -> dict[str, object]:
    graph = quad.graph_name
    return {
        "subject": _term(quad.subject),
        "property": quad.predicate.value,
        "value": _term(quad.object),
        "graph": _term(graph) if isinstance(graph, NamedNode | BlankNode) else None,
    }


def _term(term: object) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "triple", "value": str(term)}
    marked = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **marked}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_patch(comparison: Comparison, write: Write) -> None:
    """Writes an RDF Patch (Apache Jena) that makes the later one of the earlier one.

    A blank node that goes has the label that it has in the earlier dump; one that comes has a label that is not there.
    """
    digests = f"{comparison.before.lines.sha256} {comparison.after.lines.sha256}"
    write(f"H id <urn:uuid:{uuid5(NAMESPACE_URL, digests)}> .\n")
    for name, side in (("before", comparison.before), ("after", comparison.after)):
        write(f"H {name} {Literal(side.name)} .\nH {name}-sha256 {Literal(side.lines.sha256)} .\n")
    write("TX .\n")
    for prefix, namespace in sorted(ontology.prefixes().items()):
        write(f'PA "{prefix}" "{namespace}" .\n')
    for change in comparison.changes():
        for operation, quads in (("D", change.removed), ("A", change.added)):
            for line in (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True):
                write(f"{operation} {line.decode()}")
    write("TC .\n")

"""A review as text for a terminal, and as JSON."""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from loaders.records import ResidueRow
from loaders.review.acceptance import Accepted
from loaders.review.differences import Pair
from loaders.review.marking import Marked
from loaders.review.reviews import Review, TableReview
from loaders.sources import printed_cells

SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_WIDTH = 70
_BEHIND = 20
"""What follows a figure or a title says as much as what stands before."""
_FEW = 5


def text(review: Review) -> Iterator[str]:
    """The lines of the review: the differences, the names to decide, the residue, and a summary."""
    if review.context.missing:
        yield review.context.missing
    for table in review.tables:
        for pair in table.pairs:
            if pair.change != "same":
                yield from _difference(review, table.name, pair)
    yield from _names(review)
    yield from _residue(review.draft.residue)
    yield ""
    for table in review.tables:
        yield _summary(table)
    yield _verdict(review)


def _difference(review: Review, table: str, pair: Pair) -> Iterator[str]:
    row = pair.row
    by = f" ({row.method})" if pair.drafted else f" ({row.method} in data)"
    yield ""
    yield f"{SIGNS[pair.change]} {table}:{row.line_start} {row.program}{by}  {row.place}"
    for cell in pair.cells:
        if pair.change == "changed":
            yield f"    {cell.column}: {cell.registered or '(empty)'} -> {cell.drafted or '(empty)'}"
        else:
            yield f"    {cell.column}: {cell.drafted or cell.registered}"
    printed = [text for _, text in printed_cells(row)]
    for number, line in review.context.around(row.line_start, row.line_end):
        mark = ">" if row.line_start <= number <= row.line_end else " "
        yield f"  {mark} {number:>6} | {_shown(line, printed[0])}"


def _shown(line: str, printed: str = "") -> str:
    """The line without characters that a terminal would obey, cut to a width around what is printed in it."""
    plain = "".join(" " if unicodedata.category(one) in {"Cc", "Cf", "Zl", "Zp"} else one for one in line)
    at = plain.find(printed) if printed else 0
    start = max(0, at + len(printed) + _BEHIND - _WIDTH) if at >= 0 else 0
    cut = plain[start : start + _WIDTH]
    return f"{'…' if start else ''}{cut}{'…' if start + _WIDTH < len(plain) else ''}"


def _names(review: Review) -> Iterator[str]:
    undecided = review.undecided()
    if undecided:
        yield ""
        yield f"names to decide, in {review.draft.folder / 'suggestions.csv'} (decided_slug):"
    for row in undecided:
        perhaps = f"perhaps {row.suggested_slug} ({row.score})" if row.suggested_slug else "nothing like it is known"
        yield f"? {row.slug}: {row.kind} {row.printed_name!r} at line {row.line}: {perhaps}"


def _by_reason(residue: tuple[ResidueRow, ...]) -> dict[str, list[ResidueRow]]:
    found = defaultdict(list)
    for row in residue:
        found[row.reason].append(row)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def _residue(residue: tuple[ResidueRow, ...]) -> Iterator[str]:
    if residue:
        yield ""
        yield f"{len(residue)} more that look like facts and are in no row (residue.csv):"
    for reason, rows in _by_reason(residue).items():
        first = ", ".join(f"{_shown(row.printed)!r} at {row.line}" for row in islice(rows, _FEW))
        yield f"  {len(rows)} {reason}: {first}{' ...' if len(rows) > _FEW else ''}"


def _summary(table: TableReview) -> str:
    counts = table.counts()
    said = ", ".join(f"{counts[change]} {change}" for change in ("same", "changed", "added", "removed"))
    drafted = f"{table.drafted} rows, {table.extracted} as extracted{_share(table.extracted, table.drafted)}"
    registered = (
        f"{table.registered} registered, {table.read} of them read as they stand{_share(table.read, table.registered)}"
    )
    return f"{table.name}: {drafted}; {registered}: {said}"


def _share(part: int, whole: int) -> str:
    return f" ({part / whole:.0%})" if whole else ""


def _verdict(review: Review) -> str:
    if review.registered is None:
        return f"{review.document} is not registered: `--accept all --set COLUMN=VALUE ...` registers it"
    broken = len(review.broken())
    said = f"{broken} rows marked parsed differ" if broken else "nothing differs for rows marked parsed"
    return f"{review.document}: {said}"


def accepted(done: Accepted) -> Iterator[str]:
    """What was written, and what a person's word kept as it was."""
    for path in done.files:
        yield f"{path}: written"
    if not done.files:
        yield "nothing to write: the tables say this already"
    if done.kept:
        yield f"{len(done.kept)} rows that a person wrote stay; name a row by its line to replace it:"
    for pair in done.kept:
        yield f"  {pair.row.place} {pair.change}"


def accepted_json(done: Accepted) -> str:
    """What `accepted` says, for a program."""
    kept = [{"place": str(pair.row.place), "change": pair.change} for pair in done.kept]
    return json.dumps({"written": [str(path) for path in done.files], "kept": kept}, ensure_ascii=False, indent=2)


def marked(done: Marked) -> Iterator[str]:
    """The share of each table that a program reads."""
    for table, methods in done.methods.items():
        said = ", ".join(f"{methods[method]} {method}" for method in ("parsed", "transcribed", "restored"))
        yield f"{table}: {said}{_share(methods['parsed'], methods.total())}"
    for path in done.files:
        yield f"{path}: written"


def marked_json(done: Marked) -> str:
    """What `marked` says, for a program."""
    said = {"written": [str(path) for path in done.files], "methods": done.methods}
    return json.dumps(said, ensure_ascii=False, indent=2)


def to_json(review: Review) -> str:
    """The review for a program: what `text` says."""
    said = {
        "document": review.document,
        "registered": review.registered is not None,
        "agrees": review.agrees(),
        "context": review.context.missing or "shown",
        "tables": {table.name: _table_json(review, table) for table in review.tables},
        "undecided": [
            {
                "slug": row.slug,
                "kind": row.kind,
                "printed_name": row.printed_name,
                "line": row.line,
                "suggested_slug": row.suggested_slug,
                "score": row.score,
            }
            for row in review.undecided()
        ],
        "residue": {
            reason: [{"line": row.line, "text_kind": row.text_kind, "printed": row.printed} for row in rows]
            for reason, rows in _by_reason(review.draft.residue).items()
        },
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _table_json(review: Review, table: TableReview) -> dict[str, object]:
    counts = table.counts()
    differences = [_difference_json(review, pair) for pair in table.pairs if pair.change != "same"]
    return {
        "drafted": table.drafted,
        "extracted": table.extracted,
        "registered": table.registered,
        "read": table.read,
        **{change: counts[change] for change in ("same", "changed", "added", "removed")},
        "differences": differences,
    }


def _difference_json(review: Review, pair: Pair) -> dict[str, object]:
    row = pair.row
    context = review.context.around(row.line_start, row.line_end)
    return {
        "change": pair.change,
        "program": row.program,
        "line_start": row.line_start,
        "line_end": row.line_end,
        "method": {
            "registered": pair.registered and pair.registered.method,
            "drafted": pair.drafted and pair.drafted.method,
        },
        "place": str(row.place),
        "cells": [{"column": one.column, "registered": one.registered, "drafted": one.drafted} for one in pair.cells],
        "context": [{"line": number, "text": line} for number, line in context],
    }

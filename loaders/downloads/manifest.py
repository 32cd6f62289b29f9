"""The list of the files of a release, `dumps/manifest.json`."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from loaders.errors import StoreUnusable

NAME = "manifest.json"


@dataclass(frozen=True)
class Content:
    """What a file holds: `graph` is the one that it is of, `class_iri` the class of the things that it describes.

    `triples` counts a file of RDF, `rows` a table without its header.
    """

    title_ja: str
    title_en: str
    media_type: str
    graph: str | None = None
    class_iri: str | None = None
    triples: int | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Entry:
    """A file of a release, its path below `dumps/`; `compression` is gzip or zstd, `content` what is inside."""

    path: str
    content: Content
    compression: str | None
    sha256: str
    bytes: int


def entry(folder: Path, path: str, content: Content, compression: str | None = None) -> Entry:
    """The entry of a file that is in the folder."""
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(path, content, compression, digest, (folder / path).stat().st_size)


def write(folder: Path, entries: Iterable[Entry]) -> None:
    """Writes the list of the files into their folder, sorted by path; raises StoreUnusable."""
    files = [_member(one) for one in sorted(entries, key=lambda one: one.path)]
    said = {"published": f"{published():%Y-%m-%dT%H:%M:%SZ}", "files": files}
    (folder / NAME).write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _member(one: Entry) -> dict[str, str | int | None]:
    content = asdict(one.content)
    counts = {name: content.pop(name) for name in ("triples", "rows")}
    content["class"] = content.pop("class_iri")
    said = {"path": one.path, **content, "compression": one.compression, "sha256": one.sha256, "bytes": one.bytes}
    return {**said, **counts}


def published() -> datetime:
    """The instant of publication to the second: now, or what SOURCE_DATE_EPOCH says; raises StoreUnusable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise StoreUnusable(
            f"SOURCE_DATE_EPOCH is {epoch!r}; it would be seconds since 1970 such as 1767225600"
        ) from error

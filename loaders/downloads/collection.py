"""All files of a release that people take away, and the list of them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store

import queries
from loaders.catalog import GRAPH
from loaders.downloads import csvw, documents, manifest, tables
from loaders.downloads.compression import entries
from loaders.downloads.documents import Document
from loaders.downloads.manifest import Content, Entry
from loaders.downloads.parts import Parts, split
from loaders.downloads.tables import Table
from ontology import DCTERMS
from queries import Text

Progress = Callable[[str], None]
Titled = tuple[str, Content]
_CSV = "text/csv"
_WHOLE = Text("全データ（名前付きグラフごと）", "The whole graph, in its named graphs")
_UNION = Text("全データ（名前付きグラフの区別なし）", "The whole graph, as one graph")
_CSVW = Text("表の説明（CSVW）", "What the tables hold (CSVW)")


def write(database: Store, quads: Path, progress: Progress) -> None:
    """Writes every file beside the sorted N-Quads of the database, and the list of them last."""
    listed: list[Entry] = []
    for path, content in _files(database, quads):
        progress(f"write the downloads: {path}")
        listed += entries(quads.parent, path, content)
    manifest.write(quads.parent, listed)


def _files(database: Store, quads: Path) -> Iterator[Titled]:
    titles = _titles(database)
    parts = split(quads, {table.name: table.class_iri for table in queries.tables()})
    for document in documents.written(quads.parent, parts):
        yield document.path, _document(document, parts, titles)
    made: list[Table] = []
    for table in tables.written(database, quads.parent):
        yield from _table(table)
        made.append(table)
    described = f"tables/{csvw.NAME}"
    (quads.parent / described).write_text(csvw.document(made), encoding="utf-8")
    yield described, Content(_CSVW.ja, _CSVW.en, csvw.MEDIA_TYPE)


def _document(document: Document, parts: Parts, titles: Mapping[str, Text]) -> Content:
    part = document.part
    title = titles.get(part.graph or part.class_iri or "", _WHOLE if document.named else _UNION)
    return Content(title.ja, title.en, document.form.media_type, part.graph, part.class_iri, triples=part.triples)


def _table(table: Table) -> Iterator[Titled]:
    title, iri = table.query.summary, table.query.class_iri
    yield table.path, Content(title.ja, title.en, _CSV, class_iri=iri, rows=table.rows)
    excel = Text(f"{title.ja}（Excel 用）", f"{title.en} (for Excel)")
    yield table.excel_path, Content(excel.ja, excel.en, _CSV, class_iri=iri, rows=table.rows)


def _titles(database: Store) -> Mapping[str, Text]:
    """Titles of the named graphs, as the catalog says them, and of the classes."""
    said: dict[str, dict[str, str]] = {GRAPH.value: {"ja": "グラフの目録", "en": "The catalogue of the graphs"}}
    for quad in database.quads_for_pattern(None, DCTERMS.title, None, GRAPH):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            said.setdefault(quad.subject.value, {})[quad.object.language or ""] = quad.object.value
    graphs = {iri: Text(title["ja"], title["en"]) for iri, title in said.items()}
    return graphs | {table.class_iri: table.summary for table in queries.tables()}

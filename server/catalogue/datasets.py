"""The datasets of an edition: all graphs together, each named graph, the things of each class, and series of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import PurePosixPath

from pyoxigraph import Literal, NamedNode

from ontology import LICENCE
from queries import Text
from server.catalogue.edition import Edition
from server.catalogue.words import DCAT, DCTERMS, PROV
from server.dumps import Download
from server.headers import FILES, SETS
from server.licences import licence_name
from server.published import PublishedSet

# Of a release, where its files of the whole graph are, and how their names begin.
_FOLDER, _WHOLE = "dumps/", "dumps/seisaku."


@dataclass(frozen=True)
class Source:
    """A document that a dataset was made from."""

    iri: str
    title: str
    licence: str | None


@dataclass(frozen=True)
class Dataset:
    """A dataset: what it is called, how large it is, on which terms it may be used, and its files.

    `period` is its first and its last day, `name` what its address ends in, `folder` where its files are served,
    `previous` the dataset that it came after.
    """

    iri: NamedNode
    name: str
    title: Text
    description: Text
    triples: int
    licence: str
    languages: tuple[str, ...]
    period: tuple[str, str] | None
    series: str | None
    sources: tuple[Source, ...]
    files: tuple[Download, ...]
    version: str
    published: str
    folder: str = FILES
    previous: NamedNode | None = None

    @property
    def licence_name(self) -> str:
        """What people call its licence."""
        return licence_name(self.licence)


@dataclass(frozen=True)
class Series:
    """A series of datasets."""

    iri: NamedNode
    title: Text
    description: Text
    period: tuple[str, str] | None


@lru_cache(4)
def whole(edition: Edition) -> Dataset:
    """All graphs together."""
    iri = edition.ours("id/dataset/seisaku")
    title = Text("政策グラフ", "Seisaku Graph")
    sources = {source.iri: source for one in graphs(edition) for source in one.sources}
    return _dataset(edition, iri, edition.manifest.triples, title, tuple(sources.values()))


@lru_cache(4)
def graphs(edition: Edition) -> Sequence[Dataset]:
    """The dataset of each named graph, in the order of their names."""
    return tuple(
        _dataset(edition, iri, size.triples, Text(_name(edition, iri), _name(edition, iri)), _sources(edition, iri))
        for size in edition.manifest.graphs
        for iri in (NamedNode(size.iri),)
    )


@lru_cache(4)
def classes(edition: Edition) -> Sequence[Dataset]:
    """The things of each class that has files of its own, in the order of their names."""
    files: dict[str, list[Download]] = defaultdict(list)
    for file in edition.files.files if edition.files else ():
        if file.class_iri is not None:
            files[file.class_iri].append(file)
    known = whole(edition)
    return tuple(sorted((_of_class(edition, known, found) for found in files.values()), key=lambda one: one.name))


@lru_cache(4)
def releases(edition: Edition) -> Sequence[Dataset]:
    """The releases that are published to be cited, the latest first."""
    return tuple(_of_release(edition, one) for one in edition.cited)


@lru_cache(4)
def datasets(edition: Edition) -> Sequence[Dataset]:
    """All of them, the whole first."""
    return (whole(edition), *parts(edition), *releases(edition))


def parts(edition: Edition) -> Sequence[Dataset]:
    """What the whole consists of."""
    return (*graphs(edition), *classes(edition))


def current(edition: Edition) -> NamedNode:
    """What the release is called that is served: its version if it has one."""
    name = edition.manifest.release
    cited = next((one for one in edition.cited if one.release == name), None)
    return edition.ours(f"releases/{cited.version}" if cited else f"id/release/{name}")


def _of_release(edition: Edition, one: PublishedSet) -> Dataset:
    title = Text(f"政策グラフ {one.version}", f"Seisaku Graph {one.version}")
    counted = _counted(title, one.triples)
    return replace(
        whole(edition),
        iri=edition.ours(f"releases/{one.version}"),
        name=f"releases/{one.version}",
        title=title,
        description=Text(
            f"{counted.ja}。変更されない、引用できる版。", f"{counted.en} A release to cite, which never changes."
        ),
        triples=one.triples,
        period=None,
        sources=(),
        files=tuple(_files(one)),
        version=one.version,
        published=one.issued,
        folder=f"{SETS}{one.version}/{_FOLDER}",
        previous=edition.ours(f"releases/{one.previous}") if one.previous else None,
    )


def _files(one: PublishedSet) -> Iterator[Download]:
    for file in one.files:
        if file.path.startswith(_WHOLE):
            yield Download(
                path=file.path.removeprefix(_FOLDER),
                title_ja="全データ",
                title_en="The whole graph",
                graph=None,
                class_iri=None,
                media_type=file.media_type,
                compression=file.compression,
                sha256=file.sha256,
                bytes=file.bytes,
                triples=None,
                rows=None,
            )


def uncompressed(dataset: Dataset) -> Sequence[Download]:
    """The files of a dataset that are not compressed."""
    return [file for file in dataset.files if not file.compression]


def _of_class(edition: Edition, known: Dataset, files: Sequence[Download]) -> Dataset:
    first = files[0]
    name = f"classes/{PurePosixPath(first.path).name.partition('.')[0]}"
    title = Text(first.title_ja, first.title_en)
    triples = max((file.triples or 0 for file in files), default=0)
    return replace(
        known,
        iri=NamedNode(f"{edition.catalogue.value}#{name}"),
        name=name,
        title=title,
        description=Text(
            f"{title.ja}。クラス <{first.class_iri}> のものについてのトリプルと表。",
            f"{title.en}: the triples and tables about the things of the class <{first.class_iri}>.",
        ),
        triples=triples,
        files=tuple(files),
        previous=None,
    )


def series(edition: Edition) -> Sequence[Series]:
    """The series that datasets belong to."""
    named = sorted({one.series for one in graphs(edition) if one.series})
    return tuple(
        Series(NamedNode(iri), _text(edition, iri, DCTERMS.title), _text(edition, iri, DCTERMS.description), period)
        for iri in named
        for period in (_period(edition, iri),)
    )


def _dataset(edition: Edition, iri: NamedNode, triples: int, title: Text, sources: tuple[Source, ...]) -> Dataset:
    files = edition.files.files if edition.files else ()
    is_whole = iri == edition.ours("id/dataset/seisaku")
    before = next((one for one in edition.cited if one.release != edition.manifest.release), None)
    return Dataset(
        iri=iri,
        name=_name(edition, iri),
        title=_text(edition, iri.value, DCTERMS.title, title),
        description=_text(edition, iri.value, DCTERMS.description, _counted(title, triples)),
        triples=triples,
        licence=next(_values(edition, iri.value, DCTERMS.license), LICENCE.value),
        languages=tuple(_values(edition, iri.value, DCTERMS.language)),
        period=_period(edition, iri.value),
        series=next(_values(edition, iri.value, DCAT.inSeries), None),
        sources=sources,
        files=tuple(
            file for file in files if (file.graph is file.class_iri is None if is_whole else file.graph == iri.value)
        ),
        version=edition.manifest.release,
        published=edition.published,
        previous=edition.ours(f"releases/{before.version}") if is_whole and before else None,
    )


def _counted(title: Text, triples: int) -> Text:
    return Text(f"{title.ja}（{triples:,} トリプル）", f"{title.en}, {triples:,} triples.")


def _name(edition: Edition, iri: NamedNode) -> str:
    return iri.value.removeprefix(edition.settings.base_iri)


def _sources(edition: Edition, graph: NamedNode) -> tuple[Source, ...]:
    return tuple(
        Source(
            iri,
            next(_values(edition, iri, DCTERMS.title), iri),
            next(_values(edition, iri, DCTERMS.license), None),
        )
        for iri in _values(edition, graph.value, PROV.wasDerivedFrom)
    )


def _period(edition: Edition, iri: str) -> tuple[str, str] | None:
    periods = _values(edition, iri, DCTERMS.temporal)
    days = chain.from_iterable(
        (next(_values(edition, one, DCAT.startDate), ""), next(_values(edition, one, DCAT.endDate), ""))
        for one in periods
    )
    found = tuple(days)
    return (found[0], found[1]) if found else None


def _text(edition: Edition, iri: str, name: NamedNode, otherwise: Text | None = None) -> Text:
    found: Mapping[str, str] = {
        value.language or "": value.value
        for predicate, value in edition.facts.get(iri, ())
        if predicate == name and isinstance(value, Literal)
    }
    usual = otherwise or Text(iri, iri)
    return Text(found.get("ja", usual.ja), found.get("en", usual.en))


def _values(edition: Edition, iri: str, name: NamedNode) -> Iterator[str]:
    return (value.value for predicate, value in edition.facts.get(iri, ()) if predicate == name)

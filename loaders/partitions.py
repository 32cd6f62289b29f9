"""The numbers of a dataset as VoID states them: sizes, partitions by class and by property, and sets of links."""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from pyoxigraph import Literal, NamedNode, Triple

import ontology
from loaders import iris
from loaders.statistics import Figures, Links
from loaders.triples import about, text
from ontology import RDF, VOID


def sizes(dataset: NamedNode, figures: Figures) -> Iterator[Triple]:
    """How many triples, subjects, objects, classes and properties a dataset has, and from which vocabularies."""
    spaces = {_space(name) for name in (*figures.classes, *figures.properties)}
    return about(
        dataset,
        (VOID.triples, Literal(figures.triples)),
        (VOID.distinctSubjects, Literal(figures.subjects)),
        (VOID.distinctObjects, None if figures.objects is None else Literal(figures.objects)),
        (VOID.classes, Literal(len(figures.classes))),
        (VOID.properties, Literal(len(figures.properties))),
        (VOID.vocabulary, map(NamedNode, sorted(spaces))),
    )


def partitions(dataset: NamedNode, figures: Figures) -> Iterator[Triple]:
    """The part of a dataset that each class and each property makes up."""
    for name, entities in figures.classes.items():
        part = iris.part(dataset, f"class-{_short(name)}")
        yield from about(dataset, (VOID.classPartition, part))
        yield from about(part, (getattr(VOID, "class"), name), (VOID.entities, Literal(entities)))
    for name, uses in figures.properties.items():
        part = iris.part(dataset, f"property-{_short(name)}")
        yield from about(dataset, (VOID.propertyPartition, part))
        yield from about(
            part,
            (VOID.property, name),
            (VOID.triples, Literal(uses.triples)),
            (VOID.distinctSubjects, Literal(uses.subjects)),
            (VOID.distinctObjects, None if uses.objects is None else Literal(uses.objects)),
        )


def linksets(dataset: NamedNode, found: Iterable[Links]) -> Iterator[Triple]:
    """The links of a dataset to others, which are known by what their IRIs begin with."""
    for links in found:
        place = re.sub("[^a-z0-9]+", "-", links.space.split("://", 1)[-1].lower()).strip("-")
        target = iris.part(dataset, f"elsewhere-{place}")
        linkset = iris.part(dataset, f"links-{_short(links.property)}-{place}")
        yield from about(
            linkset,
            (RDF.type, VOID.Linkset),
            (VOID.subjectsTarget, dataset),
            (VOID.objectsTarget, target),
            (VOID.linkPredicate, links.property),
            (VOID.triples, Literal(links.triples)),
        )
        yield from about(dataset, (VOID.subset, linkset))
        yield from about(target, (RDF.type, VOID.Dataset), (VOID.uriSpace, text(links.space)))


def _short(name: NamedNode) -> str:
    """The name with its prefix, or with a digest where its namespace has none."""
    space = _space(name)
    prefix = next((prefix for prefix, declared in ontology.prefixes().items() if declared == space), None)
    return f"{prefix or blake2b(space.encode(), digest_size=4).hexdigest()}-{name.value.removeprefix(space)}"


def _space(name: NamedNode) -> str:
    return re.sub("[^/#]*$", "", name.value)

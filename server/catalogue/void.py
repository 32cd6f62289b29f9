"""The VoID description: what the release says of itself, and where this server gives it.

https://www.w3.org/TR/void/, with its well-known address in section 7.2.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from queries import Text
from server.catalogue.datasets import Dataset, graphs, whole
from server.catalogue.dcat import modified, publisher
from server.catalogue.distributions import download_address
from server.catalogue.edition import Edition
from server.catalogue.words import DCTERMS, FOAF, RDF, VOID, about, both

_SPACE = "http://rdfs.org/ns/void#"
PATH = "/.well-known/void"
_FORMATS = ("Turtle", "TriG", "N-Triples", "N-Quads", "RDF_XML", "JSON-LD")
_TITLE = Text("政策グラフの VoID 記述", "The VoID description of Seisaku Graph")


def description(edition: Edition, said: Iterable[Triple]) -> list[Triple]:
    """The triples of the description, with what the release says of itself, in a fixed order and each once.

    A write may have made what was counted at the build wrong, which is then left out.
    """
    served = (_served(edition, one) for one in (whole(edition), *graphs(edition)))
    counted = (one for one in said if not (edition.settings.writable and _is_count(one)))
    return list(dict.fromkeys(chain(_document(edition), chain.from_iterable(served), counted)))


def _is_count(one: Triple) -> bool:
    about_a_part = isinstance(one.subject, NamedNode) and "#" in one.subject.value
    return one.predicate.value.startswith(_SPACE) or (about_a_part and _SPACE in str(one.object))


def _document(edition: Edition) -> Iterator[Triple]:
    return about(
        NamedNode(edition.at(PATH)),
        (RDF.type, VOID.DatasetDescription),
        (DCTERMS.title, both(_TITLE)),
        (DCTERMS.modified, modified(edition)),
        (DCTERMS.publisher, publisher(edition)),
        (FOAF.primaryTopic, whole(edition).iri),
        (FOAF.topic, [one.iri for one in graphs(edition)]),
    )


def _served(edition: Edition, one: Dataset) -> Iterator[Triple]:
    # A table of values is no dump in the sense of VoID.
    dumps = [download_address(edition, one, file) for file in one.files if file.triples is not None]
    return about(
        one.iri,
        (RDF.type, VOID.Dataset),
        (DCTERMS.title, both(one.title)),
        (DCTERMS.publisher, publisher(edition)),
        (DCTERMS.modified, modified(edition)),
        (FOAF.homepage, NamedNode(edition.at("/")) if one.name.startswith("id/") else None),
        (VOID.triples, Literal(one.triples)),
        (VOID.sparqlEndpoint, NamedNode(edition.settings.endpoint)),
        (VOID.dataDump, map(NamedNode, dumps)),
        (VOID.feature, [NamedNode(f"http://www.w3.org/ns/formats/{name}") for name in _FORMATS]),
    )

"""The public questions as RDF, each a `sh:SPARQLExecutable` (SHACL Advanced Features, section 5.2).

They have the form of the example queries of the SIB, which query editors ask endpoints for: text, prefixes, comment,
keywords and target. Label and comment say the same, for some editors show the one and some the other.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

import ontology
from ontology import DCTERMS, RDF, RDFS, SCHEMA, SH
from queries import Form, Question, Text

COLLECTION = NamedNode(f"{ontology.BASE}queries/")
"""All questions, which declares the prefixes of their texts."""
ENDPOINT = NamedNode(f"{ontology.BASE}sparql")
"""Where the questions can be asked, whoever serves the graph."""

_TITLE = Text("政策グラフの質問", "Questions to the Seisaku Graph")
_ANY_URI = NamedNode("http://www.w3.org/2001/XMLSchema#anyURI")
_KINDS = {
    Form.SELECT: (SH.SPARQLSelectExecutable, SH.select),
    Form.ASK: (SH.SPARQLAskExecutable, SH.ask),
    Form.CONSTRUCT: (SH.SPARQLConstructExecutable, SH.construct),
}


def triples(questions: Iterable[Question], target: NamedNode = ENDPOINT) -> Iterator[Triple]:
    """What is said of the questions and of their prefixes; `target` is the endpoint to ask."""
    yield from _texts(COLLECTION, DCTERMS.title, _TITLE)
    declarations = {NamedNode(f"{COLLECTION.value}#{prefix}"): prefix for prefix in sorted(ontology.prefixes())}
    for declaration in declarations:
        yield Triple(COLLECTION, SH.declare, declaration)
    for declaration, prefix in declarations.items():
        yield Triple(declaration, SH.prefix, Literal(prefix))
        yield Triple(declaration, SH.namespace, Literal(ontology.prefixes()[prefix], datatype=_ANY_URI))
    for question in questions:
        yield from _executable(question, target)


def _executable(question: Question, target: NamedNode) -> Iterator[Triple]:
    kind, text = _KINDS[question.form]
    yield Triple(question.iri, RDF.type, SH.SPARQLExecutable)
    yield Triple(question.iri, RDF.type, kind)
    yield from _texts(question.iri, RDFS.label, question.summary)
    yield from _texts(question.iri, RDFS.comment, question.summary)
    yield from _texts(question.iri, DCTERMS.description, question.description)
    yield Triple(question.iri, text, Literal(question.query))
    yield Triple(question.iri, SH.prefixes, COLLECTION)
    yield Triple(question.iri, SCHEMA.target, target)
    for tag in question.tags:
        yield Triple(question.iri, SCHEMA.keywords, Literal(tag))


def _texts(subject: NamedNode, predicate: NamedNode, text: Text) -> Iterator[Triple]:
    yield Triple(subject, predicate, Literal(text.ja, language="ja"))
    yield Triple(subject, predicate, Literal(text.en, language="en"))

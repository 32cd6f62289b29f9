"""The same tests asked of pyoxigraph in this process, to tell its failures from the server's."""

from urllib.parse import urljoin

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

from tests.conformance import answers
from tests.conformance.cases import Evaluation, Syntax

_FORMATS = {
    answers.Form.JSON: QueryResultsFormat.JSON,
    answers.Form.CSV: QueryResultsFormat.CSV,
    answers.Form.TSV: QueryResultsFormat.TSV,
}


def passes(case: Evaluation | Syntax, base: str) -> bool:
    """Whether pyoxigraph by itself does what the test asks."""
    return _evaluates(case, base) if isinstance(case, Evaluation) else _parses(case, base) == case.valid


def _parses(case: Syntax, base: str) -> bool:
    try:
        Store().query(case.query.read_text(encoding="utf-8"), base_iri=base)
    except (SyntaxError, RuntimeError):
        # RuntimeError: it parses, but names a function that pyoxigraph does not have.
        return False
    return True


def _evaluates(case: Evaluation, base: str) -> bool:
    wanted = answers.expected(case.result, base)
    found = _store(case, base).query(case.query.read_text(encoding="utf-8"), base_iri=base)
    if isinstance(found, QueryTriples):
        written = found.serialize(format=RdfFormat.TURTLE)
    else:
        written = found.serialize(format=_FORMATS[wanted.form])
    return answers.read(written or b"", wanted.form, base, ordered=wanted.answer.ordered) == wanted.answer


def _store(case: Evaluation, base: str) -> Store:
    store = Store()
    for graph in case.default:
        store.load(path=str(graph.path), base_iri=urljoin(base, graph.name))
    for graph in case.named:
        name = NamedNode(urljoin(base, graph.name))
        store.load(path=str(graph.path), base_iri=name.value, to_graph=name)
    return store

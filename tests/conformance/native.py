"""The same tests asked of pyoxigraph in this process, to tell its failures from the server's."""

from urllib.parse import urljoin

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store

from tests.conformance import answers, states
from tests.conformance.cases import Evaluation, Syntax, Update, UpdateSyntax

_FORMATS = {
    answers.Form.JSON: QueryResultsFormat.JSON,
    answers.Form.CSV: QueryResultsFormat.CSV,
    answers.Form.TSV: QueryResultsFormat.TSV,
}


def passes(case: Evaluation | Syntax | Update | UpdateSyntax, base: str) -> bool:
    """Whether pyoxigraph by itself does what the test asks."""
    if isinstance(case, Evaluation):
        return _evaluates(case, base)
    if isinstance(case, Update):
        return _updates(case, base)
    return (_parses(case, base) if isinstance(case, Syntax) else _parses_update(case, base)) == case.valid


def _updates(case: Update, base: str) -> bool:
    store = Store()
    for quad in states.read(case.before, base):
        store.add(quad)
    store.update(case.update.read_text(encoding="utf-8"), base_iri=base)
    return states.canonical(store) == states.canonical(states.read(case.after, base))


def _parses_update(case: UpdateSyntax, base: str) -> bool:
    try:
        Store().update(case.update.read_text(encoding="utf-8"), base_iri=base)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        # It parses, but names a graph or document that is not there.
        return True
    return True


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

"""What programs read before they ask for anything: robots.txt (RFC 9309) and llms.txt (https://llmstxt.org/)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import queries
from server.catalogue.attribution import attribution
from server.catalogue.datasets import graphs, uncompressed, whole
from server.catalogue.distributions import download_address
from server.catalogue.edition import Edition
from server.catalogue.void import PATH as VOID
from server.headers import FILES, RECONCILE, SETS


def robots(public_url: str) -> str:
    """What crawlers may fetch: all but the answers to queries, of which there is no end."""
    base = public_url.rstrip("/")
    prefix = urlsplit(base).path
    return f"User-agent: *\nDisallow: {prefix}/sparql?\nAllow: {prefix}/\n\nSitemap: {base}/sitemap.xml\n"


def llms(edition: Edition) -> str:
    """What is here and how a program gets it, as Markdown."""
    known = whole(edition)
    return "\n".join(
        (
            f"# {known.title.en} ({known.title.ja})",
            f"\n> {known.description.en}",
            f"\nRelease {edition.manifest.release}, {edition.modified:%Y-%m-%d}: {known.triples} triples.",
            *_hints(edition),
            "\n## Data\n",
            *_data(edition),
            "\n## Questions\n",
            *_questions(edition),
            "\n## Licence\n",
            f"- {attribution(edition).en}",
            "",
        )
    )


def _hints(edition: Edition) -> tuple[str, ...]:
    return (
        "\n- Amounts are whole yen; bounds say what rounding leaves open. Add only those that `sk:isSummable` marks.",
        "- Every address of a thing below `/id/` answers with HTML, Turtle, JSON-LD and others, by `Accept`.",
        f"- Limits of this server: {edition.at('/limits?format=json')}",
        f"- Errors are RFC 9457 problem documents; all routes: {edition.at('/openapi.json')}",
    )


def _data(edition: Edition) -> tuple[str, ...]:
    known = whole(edition)
    return (
        f"- [SPARQL endpoint]({edition.settings.endpoint}): SPARQL 1.1; its description in RDF at the same address",
        f"- [Catalogue]({edition.catalogue.value}): DCAT, also `.ttl`, `.jsonld`, `.rdf`, `.nt`",
        f"- [VoID]({edition.at(VOID)}): classes, properties and links, counted",
        f"- [Ontology]({edition.at('/ontology')}) and [shapes]({edition.at('/shapes')}): what words mean, what holds",
        f"- [Reconciliation]({edition.at(RECONCILE)}): names to identifiers (W3C Entity Reconciliation API)",
        *_lists(edition),
        *(
            f"- [{file.title_en}]({download_address(edition, known, file)}): {file.media_type}"
            for file in uncompressed(known)
        ),
        *(f"- Graph `{one.iri.value}`: {one.title.en}, {one.triples} triples" for one in graphs(edition)),
    )


def _lists(edition: Edition) -> Iterator[str]:
    if edition.cited:
        yield f"- [Releases]({edition.at(SETS)}): to cite, with what changed from each to the next"
    if edition.files:
        yield f"- [Files]({edition.at(FILES)}): tables and graphs, with sha256 and counts"


def _questions(edition: Edition) -> tuple[str, ...]:
    return tuple(
        f"- [{one.summary.en}]({edition.at(f'/queries/{one.name}')}): also `.csv`, `.json`, and `.rq` for the query"
        for one in queries.questions()
    )

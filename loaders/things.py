"""The registries as triples: programs, bodies, policies, passages, series and fiscal years, with their names."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from loaders import iris, values
from loaders.holdings import Registries
from loaders.records import OrganizationRow, PassageRow, PolicyRow, ProgramRow, SeriesRow
from loaders.triples import about, code, text, thing, typed
from ontology import DCTERMS, RDF, SK, SKOS, TIME

_ROR = "https://ror.org/"
_WIKIDATA = "http://www.wikidata.org/entity/"
_FUNDERS = "https://doi.org/10.13039/"
_BODY_CLASSES = MappingProxyType({"division": SK.Division, "bureau": SK.Division, "group": SK.BodyGroup})


def registry(registries: Registries, years: Iterable[int]) -> Iterator[Triple]:
    """Programs, bodies, policies, passages, series and fiscal years, with their names."""
    spellings: dict[tuple[str, str], list[str]] = {}
    for name in registries.names:
        spellings.setdefault((name.kind, name.slug), []).append(name.printed_name)
    for program in registries.programs:
        yield from _program(program, spellings.get(("program", program.program), ()))
    for body in registries.organizations:
        yield from _organization(body, spellings.get(("organization", body.organization), ()))
    for series in registries.series:
        yield from _series(series)
    for policy in registries.policies:
        yield from _policy(policy, spellings.get(("policy", policy.policy), ()))
    for passage in registries.passages:
        yield from _passage(passage)
    for year in years:
        yield from _fiscal_year(year)


def _abbreviations(names: Iterable[str]) -> Iterator[Literal]:
    return (Literal(name, language="en" if name.isascii() else "ja") for name in names)


def _hidden(spellings: Iterable[str], *shown: str) -> list[Literal]:
    return [Literal(name, language="ja") for name in sorted(set(spellings) - set(shown))]


def _program(row: ProgramRow, spellings: Iterable[str]) -> Iterator[Triple]:
    return about(
        iris.thing("program", row.program),
        (RDF.type, SK.Program),
        (DCTERMS.identifier, text(row.program)),
        (SKOS.prefLabel, (text(row.label_ja, "ja"), text(row.label_en, "en"))),
        (SK.labelOrigin, code("label-origin", row.label_en_origin)),
        (SKOS.altLabel, _abbreviations(row.abbreviation)),
        (SKOS.hiddenLabel, _hidden(spellings, row.label_ja, *row.abbreviation)),
    )


def _organization(row: OrganizationRow, spellings: Iterable[str]) -> Iterator[Triple]:
    return about(
        iris.thing("organization", row.organization),
        (RDF.type, _BODY_CLASSES.get(row.kind, SK.Organization)),
        (DCTERMS.identifier, text(row.organization)),
        (SKOS.prefLabel, (text(row.label_ja, "ja"), text(row.label_en, "en"))),
        (SK.labelOrigin, code("label-origin", row.label_en_origin)),
        (SKOS.altLabel, _abbreviations(row.abbreviation)),
        (SKOS.hiddenLabel, _hidden(spellings, row.label_ja, *row.abbreviation)),
        (SK.organizationKind, code("organization-kind", row.kind)),
        (SK.corporateNumber, text(row.corporate_number)),
        (SK.rorId, text(row.ror)),
        (SK.wikidataId, text(row.wikidata)),
        (SK.funderId, text(row.funder_id)),
        (SKOS.exactMatch, _matches(row)),
        (SK.partOfBody, thing("organization", row.part_of)),
    )


def _matches(row: OrganizationRow) -> list[NamedNode | None]:
    found = ((_ROR, row.ror), (_WIKIDATA, row.wikidata), (_FUNDERS, row.funder_id))
    return [_elsewhere(base, key) for base, key in found]


def _elsewhere(base: str, key: str | None) -> NamedNode | None:
    return None if key is None else NamedNode(base + key)


def _series(row: SeriesRow) -> Iterator[Triple]:
    return about(
        iris.thing("series", row.series),
        (RDF.type, SK.PolicySeries),
        (DCTERMS.identifier, text(row.series)),
        (SKOS.prefLabel, (text(row.label_ja, "ja"), text(row.label_en, "en"))),
        (SK.labelOrigin, code("label-origin", row.label_en_origin)),
    )


def _policy(row: PolicyRow, spellings: Iterable[str]) -> Iterator[Triple]:
    return about(
        iris.thing("policy", row.policy),
        (RDF.type, SK.PolicyDocument),
        (DCTERMS.identifier, text(row.policy)),
        (SKOS.prefLabel, (text(row.title_ja, "ja"), text(row.title_en, "en"))),
        (SK.labelOrigin, code("label-origin", row.title_en_origin)),
        (SKOS.hiddenLabel, _hidden(spellings, row.title_ja)),
        (SK.series, thing("series", row.series)),
        (SK.edition, text(row.edition)),
        (SK.decidedOn, values.date_literal(row.decided_on) if row.decided_on else None),
        (SK.decidedBy, thing("organization", row.decided_by)),
        (SK.decisionKind, code("decision-kind", row.kind)),
    )


def _passage(row: PassageRow) -> Iterator[Triple]:
    return about(
        iris.thing("passage", row.passage),
        (RDF.type, SK.PolicyPassage),
        (DCTERMS.identifier, text(row.passage)),
        (SKOS.prefLabel, (text(row.label_ja, "ja"), text(row.label_en, "en"))),
        (SK.passageOf, iris.thing("policy", row.policy)),
        (SK.passageKind, code("passage-kind", row.kind)),
        (SK.number, text(row.number)),
    )


def _fiscal_year(year: int) -> Iterator[Triple]:
    node, names = iris.thing("fiscal-year", year), values.fiscal_year_names(year)
    beginning, end = iris.part(node, "beginning"), iris.part(node, "end")
    yield from about(
        node,
        (RDF.type, SK.FiscalYear),
        (SK.startYear, Literal(year)),
        (SKOS.prefLabel, (text(names.ja, "ja"), text(names.en, "en"))),
        (SKOS.altLabel, _abbreviations(names.short)),
        (TIME.hasBeginning, beginning),
        (TIME.hasEnd, end),
    )
    for instant, day in ((beginning, f"{year}-04-01"), (end, f"{year + 1}-03-31")):
        yield from about(instant, (RDF.type, TIME.Instant), (TIME.inXSDDate, typed(day, "date")))

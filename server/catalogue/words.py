"""The vocabularies that catalogues are written in, each closed to the terms that we use, and how triples are made."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from queries import Text

Value = NamedNode | Literal | None
Fact = tuple[NamedNode, Value | Iterable[Value]]
_XSD = "http://www.w3.org/2001/XMLSchema#"


class Words:
    """Terms below one IRI as attributes; a name that is not listed raises AttributeError."""

    def __init__(self, iri: str, names: str) -> None:
        self.iri = iri
        self._names = frozenset(names.split())

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"{self.iri}{name} is none of the terms that catalogues are written in")
        return NamedNode(self.iri + name)


RDF = Words("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Words("http://www.w3.org/2000/01/rdf-schema#", "Resource label seeAlso")
SKOS = Words("http://www.w3.org/2004/02/skos/core#", "Concept ConceptScheme inScheme prefLabel")
DCAT = Words(
    "http://www.w3.org/ns/dcat#",
    "Catalog DataService Dataset DatasetSeries Distribution accessService accessURL byteSize compressFormat "
    "contactPoint dataset distribution downloadURL endDate endpointDescription endpointURL hasCurrentVersion "
    "hasVersion inSeries isVersionOf keyword landingPage mediaType previousVersion servesDataset service startDate "
    "theme themeTaxonomy version",
)
DCTERMS = Words(
    "http://purl.org/dc/terms/",
    "Frequency LicenseDocument LinguisticSystem Location MediaType MediaTypeOrExtent PeriodOfTime ProvenanceStatement "
    "RightsStatement Standard accessRights accrualPeriodicity conformsTo description format hasPart identifier "
    "isPartOf isReferencedBy issued language license modified provenance publisher source spatial temporal title",
)
DCATAP = Words("http://data.europa.eu/r5r/", "availability")
FOAF = Words("http://xmlns.com/foaf/0.1/", "Agent Document homepage name page primaryTopic topic")
HYDRA = Words(
    "http://www.w3.org/ns/hydra/core#",
    "PagedCollection PartialCollectionView first firstPage itemsPerPage last lastPage next nextPage previous "
    "previousPage totalItems view",
)
OWL = Words("http://www.w3.org/2002/07/owl#", "versionInfo")
PROV = Words("http://www.w3.org/ns/prov#", "Entity generatedAtTime wasDerivedFrom wasRevisionOf")
SD = Words("http://www.w3.org/ns/sparql-service-description#", "GraphCollection availableGraphs namedGraph")
SPDX = Words(
    "http://spdx.org/rdf/terms#", "Checksum ChecksumAlgorithm algorithm checksum checksumAlgorithm_sha256 checksumValue"
)
VCARD = Words("http://www.w3.org/2006/vcard/ns#", "Kind fn hasEmail hasURL")
VOID = Words(
    "http://rdfs.org/ns/void#",
    "Dataset DatasetDescription dataDump feature inDataset openSearchDescription rootResource sparqlEndpoint subset "
    "triples uriLookupEndpoint uriSpace",
)

PREFIXES = {
    "dcat": DCAT.iri,
    "dcatap": DCATAP.iri,
    "dcterms": DCTERMS.iri,
    "foaf": FOAF.iri,
    "hydra": HYDRA.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "sd": SD.iri,
    "sk": "https://w3id.org/seisaku/ontology#",
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "vcard": VCARD.iri,
    "void": VOID.iri,
    "xsd": _XSD,
}


def about(subject: NamedNode, *facts: Fact) -> Iterator[Triple]:
    """One triple a value; what is None is not said."""
    for predicate, value in facts:
        for item in (value,) if isinstance(value, NamedNode | Literal | None) else value:
            if item is not None:
                yield Triple(subject, predicate, item)


def both(text: Text) -> tuple[Literal, Literal]:
    """A text in Japanese and English."""
    return Literal(text.ja, language="ja"), Literal(text.en, language="en")


def typed(value: object, datatype: str) -> Literal:
    """A literal of an XSD datatype."""
    return Literal(str(value), datatype=NamedNode(_XSD + datatype))

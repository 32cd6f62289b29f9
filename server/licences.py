"""What people call the licences of what is here."""

from types import MappingProxyType

from ontology import LICENCE

_NAMES = MappingProxyType({LICENCE.value: "MIT", "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0"})


def licence_name(iri: str) -> str:
    """The name of a licence, its IRI if it has none."""
    return _NAMES.get(iri, iri)


OURS = licence_name(LICENCE.value)

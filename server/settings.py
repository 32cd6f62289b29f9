"""What an operator may choose. The only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import ontology


@dataclass(frozen=True)
class Settings:
    """The settings of one server; sizes are bytes unless their name says otherwise."""

    store: Path
    public_url: str = "http://127.0.0.1:8000"
    base_iri: str = ontology.BASE
    query_limit: int = 64 * 1024
    body_limit: int = 256 * 1024
    rows_per_page: int = 500

    def __post_init__(self) -> None:
        """Refuse addresses that could not stand in a published graph."""
        for address in (self.public_url, self.base_iri):
            if urlsplit(address).scheme not in {"http", "https"}:
                raise ValueError(f"{address!r} is no http or https address")
        if not self.base_iri.endswith(("/", "#")):
            raise ValueError(f"the base IRI {self.base_iri!r} must end in / or #")

    @property
    def endpoint(self) -> str:
        """The public address of the SPARQL endpoint, which is also the base IRI of queries."""
        return self.public_url.rstrip("/") + "/sparql"

    @classmethod
    def from_environment(cls, store: Path, public_url: str, environ: Mapping[str, str] | None = None) -> "Settings":
        """The settings of a store and address, where the variable SEISAKU_PUBLIC_URL does not name another address."""
        found = os.environ if environ is None else environ
        return cls(store=store, public_url=found.get("SEISAKU_PUBLIC_URL", public_url))

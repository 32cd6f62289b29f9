"""A store with a few programs, bodies and documents, and the application on it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app

GRAPH = """
@prefix sk: <https://w3id.org/seisaku/ontology#> .
@prefix id: <https://w3id.org/seisaku/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/seisaku/id/> .
<https://w3id.org/seisaku/graph/registry> {
  <program/kakenhi> a sk:Program ; dcterms:identifier "kakenhi" ; sk:carriedBy <organization/jsps> ;
    skos:prefLabel "科学研究費助成事業"@ja , "Grants-in-Aid for Scientific Research"@en ;
    skos:altLabel "科研費"@ja , "KAKENHI"@en ; skos:hiddenLabel "科学研究費助成事業（科研費）"@ja ;
    sk:partOf <program/reform> ; sk:citesPolicy <policy/plan-4> .
  <program/reform> a sk:Program ; dcterms:identifier "reform" ;
    skos:prefLabel "<b>若手</b>支援の一体改革"@ja , "Reform <script>"@en .
  <program/brain> a sk:Program ; dcterms:identifier "brain" ; sk:carriedBy <organization/amed> ;
    skos:prefLabel "脳神経科学統合プログラム"@ja , "Brain Program"@en .
  <program/twin-a> a sk:Program ; dcterms:identifier "twin-a" ; skos:prefLabel "双子事業"@ja ;
    sk:carriedBy <organization/amed> .
  <program/twin-b> a sk:Program ; dcterms:identifier "twin-b" ; skos:prefLabel "双子事業"@ja ;
    sk:carriedBy <organization/jsps> .
  <organization/amed> a sk:Organization ; dcterms:identifier "amed" ;
    skos:prefLabel "日本医療研究開発機構"@ja , "Japan Agency for Medical Research and Development"@en ;
    skos:altLabel "AMED"@en ; sk:corporateNumber "9010005023796" ; sk:rorId "004rtk039" ;
    sk:wikidataId "Q23010232" ; sk:organizationKind <organization-kind/agency> .
  <organization/jsps> a sk:Organization ; dcterms:identifier "jsps" ;
    skos:prefLabel "日本学術振興会"@ja , "Japan Society for the Promotion of Science"@en ; skos:altLabel "JSPS"@en .
  <organization/lab> a sk:Division ; dcterms:identifier "lab" ; skos:prefLabel "研究振興課"@ja ;
    sk:partOfBody <organization/amed> .
  <policy/plan-4> a sk:PolicyDocument ; dcterms:identifier "plan-4" ; sk:decidedOn "2023-03-28"^^xsd:date ;
    skos:prefLabel "がん対策推進基本計画（第4期）"@ja , "Cancer Plan (4th)"@en .
  <organization-kind/agency> skos:prefLabel "国立研究開発法人"@ja , "national agency"@en .
  <fiscal-year/2025> a sk:FiscalYear ; sk:startYear 2025 ; skos:prefLabel "令和7年度"@ja , "FY2025"@en ;
    skos:altLabel "R7"@en .
  <fiscal-year/2024> a sk:FiscalYear ; sk:startYear 2024 ; skos:prefLabel "令和6年度"@ja , "FY2024"@en .
}
<https://w3id.org/seisaku/graph/facts> {
  <amount/a> a sk:BudgetAmount ; sk:program <program/kakenhi> ; sk:phase <phase/initial> ;
    sk:fiscalYear <fiscal-year/2024> ; sk:amount 237700000000 .
  <amount/b> a sk:BudgetAmount ; sk:program <program/kakenhi> ; sk:phase <phase/initial> ;
    sk:fiscalYear <fiscal-year/2025> ; sk:amount 237900000000 .
  <amount/c> a sk:BudgetAmount ; sk:program <program/kakenhi> ; sk:phase <phase/supplementary> ;
    sk:fiscalYear <fiscal-year/2024> ; sk:amount 30000000000 .
}
"""
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="package")
def named_store(tmp_path_factory: pytest.TempPathFactory, release: Callable[..., None]) -> Path:
    """A store directory with things that have names."""
    directory = tmp_path_factory.mktemp("named")
    release(directory, "r1", GRAPH)
    return directory


@pytest.fixture(scope="package")
def named(named_store: Path, running: Callable[[FastAPI], AbstractContextManager[None]]) -> Iterator[FastAPI]:
    """The application on that store."""
    app = create_app(Settings(named_store, "https://example.org/seisaku/", budget_seconds=10_000.0))
    with running(app):
        yield app


@pytest.fixture(scope="package")
def say(named: FastAPI, ask: Ask) -> Ask:
    """A sender of requests to that application: method, path, and details as httpx names them."""
    return partial(ask, to=named)

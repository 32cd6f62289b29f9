"""Answers against the public JSON schemas of the specification, where a copy of it can be had.

`SEISAKU_RECONCILIATION_SPECS` names a folder with a copy of the public repository reconciliation-api/specs.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.server.reconciliation.conftest import Ask

FOLDER = os.environ.get("SEISAKU_RECONCILIATION_SPECS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="SEISAKU_RECONCILIATION_SPECS names no copy of the specification")
_AUTHENTICATION = "http://swagger.io/v2/schema.json"
Check = Callable[[str, str, object], None]


@pytest.fixture(scope="module")
def conforms() -> Check:
    """Fails where a value does not conform to a schema of a version."""

    def check(version: str, name: str, value: object) -> None:
        folder = Path(FOLDER) / version / "schemas"
        found: dict[str, Any] = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
        pairs = [(one.get("$id", key), DRAFT7.create_resource(one)) for key, one in found.items()]
        pairs.append((_AUTHENTICATION, Resource.from_contents({}, default_specification=DRAFT7)))
        Draft7Validator(found[f"{name}.json"], registry=Registry().with_resources(pairs)).validate(value)

    return check


QUERY = {"query": "双子事業", "type": "Program", "type_strict": "should", "limit": 3}
OLD_BATCH = {"q0": QUERY | {"properties": [{"pid": "carriedBy", "v": "AMED"}]}, "q1": {"query": "AMED"}}
CONDITIONS = [
    {"matchType": "name", "propertyValue": "双子事業"},
    {"matchType": "property", "propertyId": "carriedBy", "propertyValue": ["AMED"], "matchQuantifier": "any"},
]
BATCH = {"queries": [{"type": "Program", "limit": 3, "conditions": CONDITIONS}]}
WANTED = {
    "ids": ["program/kakenhi", "organization/amed", "policy/plan-4"],
    "properties": [{"id": one} for one in ("amount", "prefLabel", "partOf", "corporateNumber", "decidedOn")],
}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_version_0_2(say: Ask, conforms: Check, language: str) -> None:
    headers = {"accept-language": language}
    conforms("0.2", "manifest", say("GET", "/reconcile", headers=headers).json())
    conforms("0.2", "reconciliation-query-batch", OLD_BATCH)
    results = say("POST", "/reconcile", data={"queries": json.dumps(OLD_BATCH)}, headers=headers).json()
    assert len(results["q0"]["result"]) >= 2
    conforms("0.2", "reconciliation-result-batch", results)
    conforms("0.2", "data-extension-query", WANTED)
    extended = say("POST", "/reconcile", data={"extend": json.dumps(WANTED)}, headers=headers).json()
    conforms("0.2", "data-extension-response", extended)
    proposed = say("GET", "/reconcile/extend/propose?type=Program", headers=headers).json()
    conforms("0.2", "data-extension-property-proposal", proposed)
    for kind, name in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        suggested = say("GET", f"/reconcile/suggest/{kind}?prefix=", headers=headers).json()
        assert suggested["result"]
        conforms("0.2", f"suggest-{name}-response", suggested)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_draft(say: Ask, conforms: Check, language: str) -> None:
    headers, root, version = {"accept-language": language}, "/reconcile/draft", "1.0-draft"
    conforms(version, "manifest", say("GET", root, headers=headers).json())
    conforms(version, "reconciliation-query-batch", BATCH)
    results = say("POST", f"{root}/match", json=BATCH, headers=headers).json()
    assert len(results["results"][0]["candidates"]) >= 2
    conforms(version, "reconciliation-result-batch", results)
    conforms(version, "data-extension-query", WANTED)
    extended = say("POST", f"{root}/extend", json=WANTED, headers=headers).json()
    conforms(version, "data-extension-response", extended)
    proposed = say("GET", f"{root}/extend/propose?type=Program", headers=headers).json()
    conforms(version, "data-extension-property-proposal", proposed)
    for kind, name in (("entity", "entities"), ("property", "properties"), ("type", "types")):
        suggested = say("GET", f"{root}/suggest/{kind}?prefix=", headers=headers).json()
        conforms(version, f"suggest-{name}-response", suggested)


def test_the_public_examples_are_read(say: Ask) -> None:
    """The batches of the specification have types and properties of others, and are refused for these alone."""
    for version, path in (("0.2", "/reconcile"), ("1.0-draft", "/reconcile/match")):
        examples = sorted((Path(FOLDER) / version / "examples" / "reconciliation-query-batch" / "valid").glob("*.json"))
        assert len(examples) >= 3
        for example in examples:
            batch = json.loads(example.read_text("utf-8"))
            body: dict[str, Any] = {"json": batch} if "draft" in version else {"data": {"queries": json.dumps(batch)}}
            response = say("POST", path, **body)
            assert response.status_code in {200, 400}, example.name
            if response.status_code == 400:
                assert response.json()["detail"].startswith("queries."), example.name
                assert "there is no" in response.json()["detail"] or "there are none" in response.json()["detail"]

import json
from typing import Any

import pytest

from server.errors import BadData, BadQuestion, ServerError, TooLarge
from server.reconciliation.batches import Condition, Quantifier, Query, Strictness, read_batch, read_draft_batch
from server.reconciliation.payload import document

ID = "https://w3id.org/seisaku/id/"


def one(**query: Any) -> Query:
    return read_batch({"q0": query}, 50)[0]


def draft(**query: Any) -> Query:
    return read_draft_batch({"queries": [query]}, 50)[0]


def test_the_least() -> None:
    assert one(query="AMED") == Query("q0", ("AMED",), (), Strictness.ANY, 10, ())
    assert draft(conditions=[{"matchType": "name", "propertyValue": "AMED"}]).texts == ("AMED",)


def test_what_openrefine_sends() -> None:
    found = one(
        query="科研費",
        type="Program",
        type_strict="should",
        limit=3,
        properties=[
            {"p": "agency", "pid": "carriedBy", "v": {"id": ID + "organization/jsps", "name": "日本学術振興会"}},
            {"p": "year", "pid": "fiscalYear", "v": 2025},
            {"pid": "partOf", "v": ["a", None, ""]},
            {"pid": "altLabel", "v": ""},
        ],
    )
    assert (found.types, found.strictness, found.limit) == (("Program",), Strictness.SHOULD, 3)
    assert found.conditions == (
        Condition("carriedBy", ("organization/jsps",)),
        Condition("fiscalYear", ("2025",)),
        Condition("partOf", ("a",)),
    )


def test_types_in_every_form() -> None:
    iri = "https://w3id.org/seisaku/ontology#Program"
    assert one(query="x", type=["Program", {"id": iri}, iri]).types == ("Program",) * 3


def test_limits() -> None:
    assert [one(query="x", limit=limit).limit for limit in (1, 5.0, 10**30, 1e300, None)] == [1, 5, 50, 50, 10]


def test_a_condition_of_the_draft() -> None:
    condition = {
        "matchType": "property",
        "propertyId": "carriedBy",
        "propertyValue": ["AMED", "JSPS"],
        "required": True,
        "matchQuantifier": "none",
    }
    found = draft(conditions=[condition, {"matchType": "id", "propertyValue": ID + "program/a"}], type="Program")
    assert found.conditions == (Condition("carriedBy", ("AMED", "JSPS"), Quantifier.NONE, is_required=True),)
    assert found.texts == ("program/a",)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({}, "queries.q0"),
        ({"query": ""}, "queries.q0"),
        ({"query": 5}, "queries.q0.query"),
        ({"query": ["x"]}, "queries.q0.query"),
        ({"query": "x", "type": "Person"}, "queries.q0.type"),
        ({"query": "x", "type": {"name": "Program"}}, "queries.q0.type"),
        ({"query": "x", "type_strict": "never"}, "queries.q0.type_strict"),
        ({"query": "x", "type_strict": ["any"]}, "queries.q0.type_strict"),
        ({"query": "x", "limit": 0}, "queries.q0.limit"),
        ({"query": "x", "limit": -1}, "queries.q0.limit"),
        ({"query": "x", "limit": "many"}, "queries.q0.limit"),
        ({"query": "x", "limit": True}, "queries.q0.limit"),
        ({"query": "x", "properties": {}}, None),
        ({"query": "x", "properties": ["a"]}, "queries.q0.properties"),
        ({"query": "x", "properties": [{"pid": "colour", "v": "red"}]}, "queries.q0.properties.pid"),
        ({"query": "x", "properties": [{"pid": "partOf", "v": True}]}, "queries.q0.properties.v"),
        ({"query": "x", "properties": [{"pid": "partOf", "v": ["a"] * 21}]}, "queries.q0.properties.v"),
        ({"query": "x", "properties": [{"pid": "partOf", "v": "a"}] * 21}, "queries.q0"),
    ],
)
def test_what_is_wrong_is_named(query: dict[str, Any], place: str | None) -> None:
    if place is None:
        assert one(**query).conditions == ()
        return
    with pytest.raises(BadQuestion) as caught:
        one(**query)
    assert caught.value.extras.members["parameter"] == place
    assert caught.value.detail.startswith(place)
    assert caught.value.detail_ja


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"conditions": []},
        {"query": "x"},
        {"conditions": [{"propertyValue": "x"}]},
        {"conditions": [{"matchType": ["name"], "propertyValue": "x"}]},
        {"conditions": [{"matchType": "name", "propertyValue": ""}]},
        {"conditions": [{"matchType": "name"}]},
        {"conditions": [{"matchType": "property", "propertyValue": "x"}]},
        {
            "conditions": [
                {"matchType": "property", "propertyId": "partOf", "propertyValue": "x", "matchQualifier": "y"}
            ]
        },
        {"conditions": [{"matchType": "name", "propertyValue": "x"}], "type": "Nothing"},
    ],
)
def test_what_is_wrong_in_the_draft(query: dict[str, Any]) -> None:
    with pytest.raises(BadQuestion):
        draft(**query)


@pytest.mark.parametrize("batch", [[], "x", None, 5, {"q0": "x"}, {"q0": []}])
def test_what_is_no_batch(batch: object) -> None:
    with pytest.raises(BadQuestion):
        read_batch(batch, 50)


@pytest.mark.parametrize("batch", [[], {}, {"queries": {}}, {"queries": ["x"]}])
def test_what_is_no_batch_of_the_draft(batch: object) -> None:
    with pytest.raises(BadQuestion):
        read_draft_batch(batch, 50)


def test_bounds() -> None:
    with pytest.raises(TooLarge, match="10000 queries; 50 are the most"):
        read_batch({str(place): {"query": "x"} for place in range(10_000)}, 50)
    with pytest.raises(TooLarge, match="51 queries"):
        read_draft_batch({"queries": [{}] * 51}, 50)
    with pytest.raises(TooLarge, match="500 characters at most"):
        one(query="x" * 1_000_000)
    with pytest.raises(TooLarge, match="500 characters at most"):
        one(query="x", properties=[{"pid": "partOf", "v": "x" * 501}])


@pytest.mark.parametrize(("text", "place"), [('{"q0": }', (1, 8)), ("", (1, 1)), ('{\n "q0": {"query": \n}', (3, 1))])
def test_broken_json_has_a_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(BadData) as caught:
        document(text, "queries")
    assert (caught.value.extras.members["line"], caught.value.extras.members["column"]) == place


@pytest.mark.parametrize("text", ["[" * 200_000, "NaN", "[1" + "0" * 5000 + "]", '{"a": Infinity}'])
def test_json_that_is_made_to_hurt(text: str) -> None:
    with pytest.raises(ServerError) as caught:
        document(text, "queries")
    assert caught.value.status == 400


def test_half_a_character_is_no_reason_to_fail() -> None:
    assert one(**json.loads('{"query": "a\\ud800"}')).texts == ("a?",)

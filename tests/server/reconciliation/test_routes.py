"""The service as OpenRefine, a client of the draft and a browser meet it."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.server.reconciliation.conftest import Ask

ROOTS = ("/reconcile", "/reconcile/draft")
JA = {"accept-language": "ja"}


def asked(say: Ask, **query: Any) -> list[dict[str, Any]]:
    """The candidates for a query, posted as OpenRefine posts it."""
    response = say("POST", "/reconcile", data={"queries": json.dumps({"q0": query})})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["q0"]["result"]
    return found


def ids(candidates: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in candidates]


def test_the_manifest(say: Ask) -> None:
    response = say("GET", "/reconcile", headers=JA)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "Accept-Language" in response.headers["vary"]
    found = response.json()
    assert found["versions"] == ["0.2"]
    assert found["identifierSpace"] + "program/kakenhi" == "https://w3id.org/seisaku/id/program/kakenhi"
    assert found["view"] == {"url": "https://example.org/seisaku/id/{{id}}"}
    assert found["defaultTypes"][0] == {"id": "Program", "name": "事業"}
    assert found["batchSize"] == 50
    english = say("GET", "/reconcile", headers={"accept-language": "en"}).json()
    assert english["defaultTypes"][2]["name"] == "Policy document"
    assert say("GET", "/reconcile?user_lang=en-GB", headers=JA).json() == english
    assert [one["name"] for one in found["extend"]["property_settings"]] == ["fiscalYear", "phase"]


def test_the_manifest_of_the_draft(say: Ask) -> None:
    found = say("GET", "/reconcile/draft", headers=JA).json()
    assert found["versions"] == ["1.0-draft"]
    assert found["view"] == {"url": "https://example.org/seisaku/id/{+id}"}
    assert found["suggest"] == {"entity": True, "property": True, "type": True}
    assert found["standardizedScore"] is True
    assert [one["id"] for one in found["extend"]["propertySettings"]] == ["fiscalYear", "phase"]
    assert "identifierSpace" not in found


def test_the_same_again_is_not_sent_again(say: Ask) -> None:
    first = say("GET", "/reconcile")
    assert first.headers["etag"]
    assert say("GET", "/reconcile", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    head = say("HEAD", "/reconcile")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == first.headers["content-type"]


def test_the_page_for_people(say: Ask) -> None:
    page = say("GET", "/reconcile", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert 'id="nameLikeness"' in page.text
    assert "https://example.org/seisaku/reconcile/draft" in page.text
    assert "corporateNumber" in say("GET", "/reconcile?format=html&lang=en").text
    assert say("GET", "/reconcile", headers={"accept": "*/*"}).headers["content-type"] == "application/json"
    assert say("GET", "/reconcile?format=pdf").status_code == 406


def test_a_batch_in_the_address_is_answered_as_one_posted(say: Ask) -> None:
    queries = {"q0": {"query": "AMED"}, "q1": {"query": "科研費", "limit": 1}, "q2": {"query": "ありえない名"}}
    fields = {"queries": json.dumps(queries)}
    posted = say("POST", "/reconcile", data=fields)
    got = say("GET", "/reconcile?" + urlencode(fields))
    assert posted.json() == got.json()
    assert ids(posted.json()["q0"]["result"]) == ["organization/amed"]
    assert ids(posted.json()["q1"]["result"]) == ["program/kakenhi"]
    assert posted.json()["q2"] == {"result": []}
    assert say("POST", "/reconcile", data={"queries": "{}"}).json() == {}


def test_a_candidate(say: Ask) -> None:
    text = "国立研究開発法人日本医療研究開発機構（AMED）"
    found = asked(say, query=text, type="Organization", type_strict="should")[0]
    assert found == {
        "id": "organization/amed",
        "name": "日本医療研究開発機構",
        "description": "国立研究開発法人",
        "type": [{"id": "Organization", "name": "組織"}],
        "score": 97.0,
        "match": True,
        "features": [
            {"id": "nameLikeness", "value": 97.0},
            {"id": "sameName", "value": True},
            {"id": "typeAgrees", "value": True},
            {"id": "identifierAgrees", "value": False},
        ],
    }


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("科研費", True),
        ("ＫＡＫＥＮＨＩ", True),
        ("program/kakenhi", True),
        ("https://w3id.org/seisaku/id/program/kakenhi", True),
        ("科学研究費助成", False),
        ("がん対策推進基本計画（第4期）", True),
        ("がん対策推進基本計画（第3期）", False),
        ("がん対策推進基本計画", False),
        ("双子事業", False),
        ("kakenhi program", False),
    ],
)
def test_a_match_is_safe(say: Ask, text: str, match: bool) -> None:
    found = asked(say, query=text)
    assert found
    assert [one["match"] for one in found] == [match, *[False] * (len(found) - 1)]
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_properties_tell_namesakes_apart(say: Ask) -> None:
    found = asked(say, query="双子事業", properties=[{"pid": "carriedBy", "v": "（独）日本学術振興会"}])
    assert [(one["id"], one["score"], one["match"]) for one in found[:2]] == [
        ("program/twin-b", 100.0, True),
        ("program/twin-a", 70.0, False),
    ]
    assert {"id": "propertiesAgree", "value": 100.0} in found[0]["features"]
    by_thing = asked(say, query="双子事業", properties=[{"pid": "carriedBy", "v": {"id": "organization/amed"}}])
    assert ids(by_thing)[0] == "program/twin-a"


@pytest.mark.parametrize("year", [2025, "2025", "令和7年度", "ＦＹ２０２５", "R7"])
def test_fiscal_years_in_every_form(say: Ask, year: object) -> None:
    found = asked(say, query="科研費", properties=[{"pid": "fiscalYear", "v": year}])
    assert (found[0]["score"], found[0]["match"]) == (100.0, True)


def test_a_property_that_contradicts_takes_the_match_away(say: Ask) -> None:
    found = asked(say, query="科研費", properties=[{"pid": "fiscalYear", "v": "1999"}])
    assert (found[0]["id"], found[0]["score"], found[0]["match"]) == ("program/kakenhi", 70.0, False)
    unknown = asked(say, query="科研費", properties=[{"pid": "corporateNumber", "v": "1"}])
    assert (unknown[0]["score"], unknown[0]["match"]) == (100.0, True)


def test_identifiers_find_things(say: Ask) -> None:
    number = {"pid": "corporateNumber", "v": "9010005023796"}
    assert [(one["id"], one["match"]) for one in asked(say, properties=[number])] == [("organization/amed", True)]
    assert asked(say, query="Q23010232")[0]["id"] == "organization/amed"
    other = asked(say, query="日本学術振興会", properties=[number])
    assert [one["match"] for one in other if one["id"] == "organization/amed"] in ([False], [])


def test_properties_alone_find_things(say: Ask) -> None:
    found = asked(say, properties=[{"pid": "carriedBy", "v": "AMED"}], type="Program")
    assert sorted(ids(found)) == ["program/brain", "program/twin-a"]
    assert not any(one["match"] for one in found)


def test_types(say: Ask) -> None:
    assert "organization/amed" not in ids(asked(say, query="AMED", type="Program"))
    prefered = asked(say, query="AMED", type="Program", type_strict="should")
    assert [(one["score"], one["match"]) for one in prefered if one["id"] == "organization/amed"] == [(80.0, False)]
    assert asked(say, query="研究振興課", type=["Organization", "Division"])[0]["id"] == "organization/lab"


def test_languages(say: Ask) -> None:
    fields = {"queries": json.dumps({"q": {"query": "JSPS"}}), "user_lang": "en"}
    found = say("POST", "/reconcile", data=fields)
    assert found.headers["content-language"] == "en"
    assert found.json()["q"]["result"][0]["name"] == "Japan Society for the Promotion of Science"


@pytest.mark.parametrize("root", ROOTS)
def test_a_batch_of_the_draft(say: Ask, root: str) -> None:
    conditions = [
        {"matchType": "name", "propertyValue": "双子事業"},
        {"matchType": "property", "propertyId": "carriedBy", "propertyValue": "AMED", "required": True},
    ]
    batch = {"queries": [{"type": "Program", "limit": 5, "conditions": conditions}, {"conditions": conditions[:1]}]}
    response = say("POST", f"{root}/match", json=batch, headers=JA)
    assert response.status_code == 200
    first, second = (one["candidates"] for one in response.json()["results"])
    assert ids(first) == ["program/twin-a"]
    assert first[0]["features"][0]["name"].startswith("名称の近さ")
    assert len(second) >= 2


def test_quantifiers(say: Ask) -> None:
    def found(quantifier: str) -> list[str]:
        condition: dict[str, object] = {"matchType": "property", "propertyId": "carriedBy"}
        condition |= {"propertyValue": ["AMED", "JSPS"], "required": True, "matchQuantifier": quantifier}
        batch = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "双子事業"}, condition]}]}
        results = say("POST", "/reconcile/match", json=batch).json()["results"]
        return sorted(one for one in ids(results[0]["candidates"]) if "twin" in one)

    assert found("any") == ["program/twin-a", "program/twin-b"]
    assert found("all") == found("none") == []


@pytest.mark.parametrize("root", ROOTS)
def test_suggestions(say: Ask, root: str) -> None:
    found = say("GET", f"{root}/suggest/entity", params={"prefix": "日本医"}).json()["result"]
    assert found[0]["id"] == "organization/amed"
    assert found[0]["notable"] == [{"id": "Organization", "name": "組織"}]
    properties = say("GET", f"{root}/suggest/property", params={"prefix": "法人"}).json()["result"]
    assert ids(properties) == ["corporateNumber"]
    types = say("GET", f"{root}/suggest/type?prefix=").json()["result"]
    assert ids(types) == ["Program", "Organization", "Division", "BodyGroup", "PolicyDocument"]


def test_more_suggestions(say: Ask) -> None:
    every = ids(say("GET", "/reconcile/suggest/entity?prefix=&limit=50").json()["result"])
    assert len(every) == 9
    for name in ("offset", "cursor"):
        rest = say("GET", f"/reconcile/suggest/entity?prefix=&limit=3&{name}=4").json()["result"]
        assert ids(rest) == every[4:7]
    assert ids(say("GET", "/reconcile/suggest/entity?prefix=program/kakenhi").json()["result"]) == ["program/kakenhi"]
    only = say("GET", "/reconcile/suggest/entity?prefix=&type=PolicyDocument").json()["result"]
    assert ids(only) == ["policy/plan-4"]


def test_flyouts_hold_nobodys_html(say: Ask) -> None:
    path = "/reconcile/suggest/entity/flyout"
    found = say("GET", path, params={"id": "program/reform"}).json()
    assert found["id"] == "program/reform"
    assert "&lt;b&gt;若手&lt;/b&gt;" in found["html"]
    assert "法人番号" in say("GET", "/reconcile/suggest/property/flyout?id=corporateNumber").json()["html"]
    assert "事業" in say("GET", "/reconcile/suggest/type/flyout?id=Program").json()["html"]
    assert say("GET", path, params={"id": "program/nope"}).status_code == 404


@pytest.mark.parametrize("root", ROOTS)
def test_a_preview(say: Ask, root: str) -> None:
    page = say("GET", f"{root}/preview", params={"id": "program/kakenhi"}, headers=JA)
    assert page.status_code == 200
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "script" not in page.headers["content-security-policy"]
    assert "237,900,000,000（2025 年度）" in page.text
    assert 'href="https://example.org/seisaku/id/program/kakenhi"' in page.text
    english = say("GET", f"{root}/preview?id=program/reform&lang=en").text
    assert "Reform &lt;script&gt;" in english
    assert "<script" not in english


def test_a_preview_of_nothing(say: Ask) -> None:
    missing = say("GET", "/reconcile/preview?id=program/kakenhy")
    assert missing.status_code == 404
    assert "program/kakenhi" in missing.json()["near"]
    assert say("GET", "/reconcile/preview").status_code == 400
    assert say("GET", "/reconcile/preview", params={"id": "<script>alert(1)</script>"}).status_code == 404
    page = say("GET", "/reconcile/preview", params={"id": "<script>x"}, headers={"accept": "text/html"})
    assert "<script>x" not in page.text


WANTED = {
    "ids": ["program/kakenhi", "https://w3id.org/seisaku/id/organization/amed", "program/nope", "a b> }"],
    "properties": [{"id": "amount"}, {"id": "prefLabel"}, {"id": "partOf"}, {"id": "corporateNumber"}],
}


def test_data_extension(say: Ask) -> None:
    posted = say("POST", "/reconcile", data={"extend": json.dumps(WANTED)})
    assert posted.json() == say("GET", "/reconcile?" + urlencode({"extend": json.dumps(WANTED)})).json()
    rows = posted.json()["rows"]
    assert rows["program/kakenhi"] == {
        "amount": [{"int": 237900000000}],
        "prefLabel": [{"str": "科学研究費助成事業"}, {"str": "Grants-in-Aid for Scientific Research"}],
        "partOf": [{"id": "program/reform", "name": "<b>若手</b>支援の一体改革"}],
        "corporateNumber": [],
    }
    assert rows["organization/amed"]["corporateNumber"] == [{"str": "9010005023796"}]
    assert rows["program/nope"] == rows["a b> }"] == {name: [] for name in rows["program/kakenhi"]}
    assert posted.json()["meta"][2]["type"] == {"id": "Program", "name": "事業"}


@pytest.mark.parametrize("root", ROOTS)
def test_data_extension_of_the_draft(say: Ask, root: str) -> None:
    found = say("POST", f"{root}/extend?lang=en", json=WANTED).json()
    assert [row["id"] for row in found["rows"]][:2] == ["program/kakenhi", "organization/amed"]
    labels = found["rows"][0]["properties"][1]
    assert labels["values"][0] == {"str": "Grants-in-Aid for Scientific Research", "lang": "en"}
    assert found["rows"][0]["properties"][2]["values"][0]["name"] == "Reform <script>"


@pytest.mark.parametrize(
    ("chosen", "amounts"),
    [
        ({}, [237900000000]),
        ({"fiscalYear": 0, "phase": "initial"}, [237900000000]),
        ({"fiscalYear": "2024"}, [237700000000]),
        ({"fiscalYear": 2024, "phase": "supplementary"}, [30000000000]),
        ({"fiscalYear": 1999}, []),
    ],
)
def test_amounts_of_a_year_and_phase(say: Ask, chosen: dict[str, object], amounts: list[int]) -> None:
    wanted = {"ids": ["program/kakenhi"], "properties": [{"id": "amount", "settings": chosen}]}
    rows = say("POST", "/reconcile", data={"extend": json.dumps(wanted)}).json()["rows"]
    assert rows["program/kakenhi"]["amount"] == [{"int": amount} for amount in amounts]


@pytest.mark.parametrize("root", ROOTS)
def test_proposals(say: Ask, root: str) -> None:
    found = say("GET", f"{root}/extend/propose?type=PolicyDocument").json()
    assert {"decidedOn", "decidedBy", "prefLabel"} <= set(ids(found["properties"]))
    assert "amount" not in ids(found["properties"])
    assert found["type"] == "PolicyDocument"
    assert len(say("GET", f"{root}/extend/propose?type=Program&limit=2").json()["properties"]) == 2


def test_jsonp(say: Ask) -> None:
    found = say("GET", "/reconcile?callback=window.jQuery_1")
    assert found.headers["content-type"].startswith("text/javascript")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.text.startswith("/**/window.jQuery_1({")
    queries = {"q0": {"query": "program/reform"}}
    called = say("GET", "/reconcile?" + urlencode({"queries": json.dumps(queries), "callback": "f"})).text
    assert "\\u003cb>若手" in called
    assert json.loads(called.removeprefix("/**/f(").removesuffix(");"))["q0"]["result"]
    for callback in ("alert(1)//", "<script>", "", "a" * 500, "f;g"):
        assert say("GET", "/reconcile", params={"callback": callback}).status_code == 400

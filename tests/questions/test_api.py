"""The questions as an API over the shipped graph: what is described is what is served, in every format."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import jsonschema_rs
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

import queries
from queries import Question
from server import Settings
from tests.peers import JSON, serving
from tests.queries.test_executables import EXAMPLES
from tests.queries.test_questions import GOLDEN

PUBLIC = "https://seisaku.example"
ALL = pytest.mark.parametrize("question", queries.questions(), ids=lambda question: question.name)


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    with serving(Settings(store, PUBLIC, page_seconds=60.0, query_seconds=60.0, budget_seconds=10_000.0)) as found:
        yield found


@pytest.fixture(scope="module")
def described(client: httpx.Client) -> Any:
    return client.get("/openapi.json").raise_for_status().json()


def get(client: httpx.Client, path: str, **details: Any) -> httpx.Response:
    answer = client.get(path, **details)
    assert answer.status_code == 200, answer.text
    return answer


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


def written(value: object) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)


@ALL
def test_the_formats_agree(client: httpx.Client, question: Question) -> None:
    golden = (GOLDEN / f"{question.name}.csv").read_text(encoding="utf-8")
    plain = get(client, f"/queries/{question.name}.csv").text
    assert plain.replace("\r\n", "\n") == golden
    names, *table = cells(plain)
    assert names == [column.name for column in question.columns]
    rows = json.loads(get(client, f"/queries/{question.name}.json").text, parse_float=str)
    assert [list(row) for row in rows] == [names] * len(table)
    assert [[written(row[name]) for name in names] for row in rows] == table
    results = parse_query_results(get(client, f"/queries/{question.name}.srj").content, format=QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)
    assert sum(1 for _ in results) == len(table)
    spreadsheet = get(client, f"/queries/{question.name}.excel.csv")
    assert spreadsheet.content.startswith(b"\xef\xbb\xbf")
    guarded = [[cell.removeprefix("'") for cell in row] for row in cells(spreadsheet.content.decode("utf-8-sig"))]
    assert guarded == [names, *([cell.removeprefix("'") for cell in row] for row in table)]


@ALL
def test_the_rows_are_as_described(client: httpx.Client, described: Any, question: Question) -> None:
    rows = get(client, f"/queries/{question.name}").json()
    assert rows
    schema = get(client, f"/queries/{question.name}.schema.json").json()
    jsonschema_rs.validate(schema, rows)
    content = described["paths"][f"/queries/{question.name}"]["get"]["responses"]["200"]["content"]
    jsonschema_rs.validate({**content["application/json"]["schema"], "components": described["components"]}, rows)
    wrong = [{**rows[0], question.columns[0].name: {}}]
    assert not jsonschema_rs.is_valid(schema, wrong)
    metadata = get(client, f"/queries/{question.name}.csv-metadata.json").json()
    assert metadata["url"] == f"{question.name}.csv"
    titles = [column["titles"] for column in metadata["tableSchema"]["columns"]]
    assert titles == cells(get(client, f"/queries/{question.name}.csv?limit=1").text)[0]


@ALL
def test_the_parts_make_up_the_whole(client: httpx.Client, question: Question) -> None:
    whole = get(client, f"/queries/{question.name}").json()
    size = max(1, len(whole) // 3)
    found, address, parts = [], f"/queries/{question.name}?limit={size}", 0
    while address:
        answer = get(client, address)
        found += answer.json()
        parts += 1
        following = answer.links.get("next", {}).get("url", "")
        address = urljoin(str(answer.url), following) if following else ""
    assert (found, parts) == (whole, -(-len(whole) // size))


def test_pages_lead_on(client: httpx.Client) -> None:
    path = "/queries/audit-view?lang=en&format=html&limit=100"
    counted = []
    while path:
        text = get(client, path).text
        counted.append(re.findall(r"Rows (\d+) to (\d+)", text))
        following = re.search(r'<a href="([^"]+)" rel="next">', text)
        path = urljoin("/queries/", following[1].replace("&amp;", "&")) if following else ""
    assert counted == [[("1", "100")], [("101", "200")], [("201", "217")]]


def test_an_editor_finds_every_question_and_each_runs_as_it_stands(client: httpx.Client) -> None:
    asked = client.post("/sparql", data={"query": EXAMPLES.format(of="rdfs:comment")}, headers={"accept": JSON})
    found = {
        row["sq"]["value"]: row["query"]["value"] for row in asked.raise_for_status().json()["results"]["bindings"]
    }
    assert set(found) == {question.iri.value for question in queries.questions()}
    for iri, text in found.items():
        answer = client.post("/sparql", data={"query": text}, headers={"accept": "text/csv"}).raise_for_status()
        golden = (GOLDEN / f"{iri.rpartition('/')[2]}.csv").read_text(encoding="utf-8")
        assert answer.text.replace("\r\n", "\n") == golden


@pytest.mark.parametrize("path", ["/queries/", "/queries/examples", "/queries/growth"])
def test_the_name_of_a_question_leads_to_what_it_is_in_every_format(client: httpx.Client, path: str) -> None:
    formats = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.RDF_XML, RdfFormat.N_QUADS)
    found = []
    for form in formats:
        answer = get(client, path, headers={"accept": form.media_type})
        assert answer.headers["content-type"].startswith(form.media_type)
        found.append({quad.triple for quad in parse(answer.content, format=form)})
    assert all(triples == found[0] for triples in found)
    subjects = {triple.subject.value for triple in found[0]}
    names = {
        question.iri.value for question in queries.questions() if path != "/queries/growth" or question.name == "growth"
    }
    assert {one for one in subjects if "#" not in one} == {*names, "https://w3id.org/seisaku/queries/"}
    targets = {triple.object.value for triple in found[0] if triple.predicate.value.endswith("/target")}
    assert targets == {f"{PUBLIC}/sparql"}


def test_the_description_is_openapi(described: Any) -> None:
    errors = [str(error) for error in OPENAPI_31_VALIDATOR.iter_errors(described)]
    assert errors == []
    assert not OPENAPI_31_VALIDATOR.is_valid({**described, "paths": []})
    operations = [one for path in described["paths"].values() for one in path.values() if isinstance(one, dict)]
    names = [one["operationId"] for one in operations if "operationId" in one]
    assert len(names) == len(set(names)) >= len(queries.questions())
    assert [tag["name"] for tag in described["tags"]] == [tag.name for tag in queries.tags()]


@ALL
def test_each_parameter_is_described(described: Any, question: Question) -> None:
    operation = described["paths"][f"/queries/{question.name}"]["get"]
    assert operation["tags"] == list(question.tags)
    found = {one["name"]: one for one in operation["parameters"]}
    assert [*found] == [*(one.name for one in question.parameters), "limit", "offset", "lang", "format"]
    for one in question.parameters:
        assert found[one.name]["description"].startswith(f"{one.label.en} / {one.label.ja}")
        validator = jsonschema_rs.validator_for(found[one.name]["schema"])
        assert validator.is_valid(found[one.name]["schema"]["default"])


def examples(described: Any, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        content = described["paths"][f"/queries/{name}"]["get"]["responses"]["200"]["content"]
        for media_type, media in content.items():
            for example in media.get("examples", {}).values():
                yield media_type, example["externalValue"]


def test_the_examples_are_true(client: httpx.Client, described: Any) -> None:
    found = list(examples(described, ["growth", "identifiers"]))
    assert {media_type for media_type, _ in found} >= {"application/json", "text/csv", "text/html", "text/turtle", JSON}
    for media_type, address in found:
        assert address.startswith(PUBLIC + "/queries/")
        answer = get(client, address.removeprefix(PUBLIC))
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert urlsplit(address).query in {"", "limit=3"}


@pytest.mark.parametrize(
    "word", ["</script><script>alert(1)</script>", '" } # ', "\0", "\n", "𠮷野", "'; DROP ALL", "x" * 2000, "{{7*7}}"]
)
def test_hostile_words_are_words(client: httpx.Client, word: str) -> None:
    given = {"word": word, "limit": "5"}
    assert isinstance(get(client, "/queries/early-career-terms", params=given).json(), list)
    page = get(client, "/queries/early-career-terms", params=given, headers={"accept": "text/html"}).text
    assert "<script" not in page
    text = get(client, "/queries/early-career-terms.rq", params=given).text
    assert client.post("/sparql", data={"query": text}).status_code == 200


def test_choices_can_be_chosen(client: httpx.Client) -> None:
    page = get(client, "/queries/growth?lang=ja&phase=initial", headers={"accept": "text/html"}).text
    assert re.search(r'<option value="initial" selected>[^<a-z]+</option>', page)
    assert len(get(client, "/queries/identifiers?scope=all").json()) > len(get(client, "/queries/identifiers").json())
    refused = client.get("/queries/identifiers?scope=al").json()
    assert (refused["parameter"], refused["near"]) == ("scope", ["all"])
    near = client.get("/queries/budget-history?program=brain-neur").json()
    assert (near["status"], near["near"][0]) == (400, "brain-neuro")

"""The addresses of charts."""

import json

import pytest

import queries
from server.charts import readings
from tests.charts.conftest import Get

DRAWN = [question.name for question in queries.questions() if question.chart is not None]


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("program/brain-neuro.svg", "*/*", "image/svg+xml"),
        ("program/brain-neuro", "*/*", "image/svg+xml"),
        ("program/brain-neuro", "image/png", "image/png"),
        ("program/brain-neuro", "application/json", "application/json"),
        ("program/brain-neuro.vl.json", "image/png", "application/vnd.vegalite.v6+json"),
        ("policy/honebuto-2023.png", "text/html", "image/png"),
        ("query/growth.svg", "*/*", "image/svg+xml"),
    ],
)
def test_formats(get: Get, path: str, accept: str, media_type: str) -> None:
    answer = get(path, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["content-disposition"].endswith(
        {"image/svg+xml": '.svg"', "image/png": '.png"'}.get(media_type, '.vl.json"')
    )


@pytest.mark.parametrize("path", ["program/brain-neuro.svg", "policy/honebuto-2023.png", "query/umbrella-sum.vl.json"])
def test_an_answer_has_validators_and_is_open_to_all(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.headers["etag"].startswith('"')
    assert {"etag", "last-modified", "cache-control", "content-language"} <= set(answer.headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(answer.headers["vary"].split(", ")) == {"Accept", "Accept-Language", "Accept-Encoding"}
    unchanged = get(path, if_none_match=answer.headers["etag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == answer.headers["etag"]
    head = get(path, "HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])
    assert head.headers["content-length"] == str(len(answer.content))


def test_each_look_has_its_own_validator(get: Get) -> None:
    looks = ("", "?theme=dark", "?lang=en", "?width=320")
    tags = {get(f"program/brain-neuro{form}{look}").headers["etag"] for look in looks for form in (".svg", ".vl.json")}
    assert len(tags) == 8


def test_an_svg_may_do_nothing(get: Get) -> None:
    policy = get("program/brain-neuro.svg").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_languages(get: Get) -> None:
    assert "脳神経科学統合プログラムの予算" in get("program/brain-neuro.svg").text
    assert "Budget of Multidisciplinary" in get("program/brain-neuro.svg?lang=en").text
    assert get("program/brain-neuro.svg", accept_language="en").headers["content-language"] == "en"


def test_a_program_has_its_amounts_bounds_marks_and_sources(get: Get) -> None:
    found = get("program/generations-life-science.vl.json").json()
    assert [point["text"] for point in found["datasets"]["points"]] == ["108の内数", "106の内数"]
    assert found["datasets"]["points"][0]["marks"] == "推計"
    found = get("program/smart-bio.vl.json").json()
    first = found["datasets"]["points"][0]
    assert (first["label"], first["lower"], first["value"], first["upper"]) == ("2024年度", 14.5, 15, 15.5)
    assert first["marks"] == "新規"
    assert len(found["datasets"]["points"]) == 3
    assert "文部科学省「令和6年度文部科学省予算（案）研究振興局関係資料」" in " ".join(found["usermeta"]["sources"])
    assert "https://w3id.org/seisaku/id/program/smart-bio" in found["usermeta"]["sources"][-1]


def test_a_policy_has_the_sum_of_each_year_and_the_programs_of_the_last(get: Get) -> None:
    points = get("policy/honebuto-2023.vl.json").json()["datasets"]["points"]
    sums = [point for point in points if point["label"].startswith("20")]
    assert [point["label"] for point in sums] == ["2023年度 当初予算", "2023年度 補正予算", "2024年度 予算額（案）"]
    counted = [point["value"] for point in points[len(sums) :] if point["seriesName"] == "予算額（案）"]
    assert sum(counted) == pytest.approx(sums[-1]["value"])
    assert "合計に数えない" in {point["seriesName"] for point in points}


def test_a_program_without_amounts_is_a_picture_that_says_so(get: Get) -> None:
    answer = get("program/wpi.svg")
    assert answer.status_code == 200
    assert "該当する額の記載がありません" in answer.text


def test_a_policy_without_amounts_lists_its_programs(get: Get) -> None:
    found = get("policy/sti-basic-plan-6.vl.json?lang=en").json()["datasets"]
    assert [(point["label"][:20], point["text"]) for point in found["points"]] == [
        ("Research and Develop", "no amount")
    ]
    assert "Programs that cite it" in {text["text"] for text in found["texts"]}


def test_a_sum_of_nothing_is_no_amount(get: Get) -> None:
    points = get("query/decision-kinds.vl.json").json()["datasets"]["points"]
    assert {point["label"]: point["text"] for point in points}["大臣決定"] == "額なし"


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_of_a_question_has_something_to_draw(get: Get, name: str) -> None:
    found = get(f"query/{name}.vl.json").json()
    assert found["datasets"]["points"]
    assert get(f"query/{name}.svg?lang=en&width=320&theme=dark").status_code == 200


def test_the_charts_that_were_wanted_are_there() -> None:
    assert {"budget-history", "money-behind-policy", "growth", "umbrella-sum", "new-programs", "amed-share"} <= set(
        DRAWN
    )
    assert {"most-cited-policies", "decision-kinds"} <= set(DRAWN)


def test_a_question_page_shows_its_chart(get: Get) -> None:
    page = get("/queries/growth.html?lang=en&percent=20").text
    address = (
        "/charts/query/growth.svg?fiscalYear=2024&amp;phase=draft&amp;phaseBefore=initial&amp;percent=20&amp;lang=en"
    )
    assert f'<img src="{address}&amp;width=800" alt="Chart: Programs that grew or shrank' in page
    assert f'srcset="{address}&amp;theme=dark&amp;width=360"' in page
    assert address.replace(".svg", ".vl.json") in page
    assert get(address.replace("&amp;", "&") + "&theme=dark&width=360").status_code == 200
    assert "<picture" not in get("/queries/lineage.html").text


def test_parameters_reach_the_question(get: Get) -> None:
    assert "科学研究費助成事業" in get("query/budget-history.svg?program=kakenhi").text
    assert (
        get("query/growth.vl.json?percent=60").json()["datasets"]["points"]
        != (get("query/growth.vl.json").json()["datasets"]["points"])
    )


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("program/brain-neur.svg", 404, "brain-neuro"),
        ("program/brain-neuro%3E%20%3Fs.svg", 404, "no program"),
        ("program/%3Cscript%3E.svg", 404, "no program"),
        ("program/" + "x" * 5000 + ".svg", 404, "no program"),
        ("policy/honebuto-2032.svg", 404, "honebuto-20"),
        ("query/growt.svg", 404, "growth"),
        ("query/lineage.svg", 404, "money-behind-policy"),
        ("organization/amed.svg", 404, "nothing at"),
        ("program/brain-neuro.gif", 406, "image/svg+xml"),
        ("program/brain-neuro.svg?width=239", 400, "240 to 1600"),
        ("program/brain-neuro.svg?width=1601", 400, "240 to 1600"),
        ("program/brain-neuro.svg?width=" + "9" * 300, 400, "240 to 1600"),
        ("program/brain-neuro.svg?width=%EF%BC%98%EF%BC%90%EF%BC%90", 400, "240 to 1600"),
        ("program/brain-neuro.svg?width=800&width=900", 400, "more than once"),
        ("program/brain-neuro.svg?theme=pink", 400, "light or dark"),
        ("program/brain-neuro.svg?lang=fr", 400, "ja or en"),
        ("program/brain-neuro.svg?year=2024", 400, "'year'"),
        ("query/growth.svg?percent=many", 400, "number"),
        ("query/growth.svg?fiscalYear=1999", 400, "1999"),
        ("query/growth.svg?year=1999", 400, "'year'"),
        ("query/budget-history.svg?program=x%3E%20%7D%20%3B%20DROP%20ALL", 400, "slug"),
        ("query/budget-history.svg?program=kakenhj", 400, "kakenhi"),
    ],
)
def test_what_is_asked_wrongly_is_refused(get: Get, path: str, status: int, words: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.text
    assert len(answer.content) < 2000
    assert "Traceback" not in answer.text
    assert "<script>" not in answer.text or json.loads(answer.content)


def test_of_too_many_rows_no_chart_is_made(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST_ROWS", 10)
    answer = get("query/umbrella-sum.svg?lang=en")
    assert (answer.status_code, "at most 10 rows" in answer.text) == (413, True)


@pytest.mark.parametrize("parameter", ["width", "theme", "lang"])
def test_the_wrong_parameter_is_named(get: Get, parameter: str) -> None:
    assert get(f"program/brain-neuro.svg?{parameter}=x").json()["parameter"] == parameter

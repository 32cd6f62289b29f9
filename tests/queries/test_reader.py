from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

import queries
from queries import BadHeader, BadParameter, Chart, Check, Form, Limits, Parameter, Severity, Text, UnknownQuery
from queries.columns import columns_of, form

ID = "https://w3id.org/seisaku/id/"
LABEL = Text("名", "name")
HEADER = """#+ number: 1
#+ summary.ja: 要約
#+ summary.en: Summary
#+ description.ja: 説明
#+ description.en: Description
#+ tags: budget
"""


READERS = ("questions", "checks", "rules", "_pages")


def write(folder: Path, text: str, kind: str = "questions") -> None:
    (folder / kind).mkdir()
    (folder / kind / "one.rq").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(queries, "FOLDER", tmp_path)
    for name in READERS:
        monkeypatch.setattr(queries, name, getattr(queries, name).__wrapped__)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("program", "kakenhi", NamedNode(ID + "program/kakenhi")),
        ("program", ID + "program/kakenhi", NamedNode(ID + "program/kakenhi")),
        ("policy", "honebuto-2023", NamedNode(ID + "policy/honebuto-2023")),
        ("fiscal-year", "2024", NamedNode(ID + "fiscal-year/2024")),
        ("fiscal-year", ID + "fiscal-year/2024", NamedNode(ID + "fiscal-year/2024")),
        ("phase", "draft", NamedNode(ID + "phase/draft")),
        ("phase", ID + "phase/draft", NamedNode(ID + "phase/draft")),
        ("decimal", "-7", Literal("-7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ("decimal", "2.5", Literal("2.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ("string", 'x" } # y', Literal('x" } # y')),
        ("string", ID + "program/kakenhi", Literal(ID + "program/kakenhi")),
        ("string", ID + "string/x", Literal(ID + "string/x")),
    ],
)
def test_a_value_becomes_a_term(kind: str, value: str, term: NamedNode | Literal) -> None:
    assert Parameter("p", kind, "x", LABEL).term(value) == term


def test_a_chart_names_columns(folder: Path) -> None:
    write(folder, HEADER + "#+ chart: bar x=amount y=label color=phase\nSELECT ?label ?amount ?phase {}\n")
    assert queries.questions()[0].chart == Chart("amount", "label", "phase")


def test_a_question_may_have_no_chart(folder: Path) -> None:
    write(folder, HEADER + "SELECT ?label {}\n")
    assert queries.questions()[0].chart is None


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("pie x=amount y=label", "a chart reads 'bar x=startYear y=column'"),
        ("bar y=label x=amount", "a chart reads"),
        ("bar x=startYear y=label", "a chart reads"),
        ("bar x=amount y=phase", "a chart reads"),
        ("bar x=yen y=label", r"no column \?yen for its chart"),
        ("bar x=amount y=label color=colour", r"no column \?colour for its chart"),
    ],
)
def test_a_chart_that_cannot_be_is_refused(folder: Path, said: str, message: str) -> None:
    write(folder, HEADER + f"#+ chart: {said}\nSELECT ?startYear ?label ?amount ?phase {{}}\n")
    with pytest.raises(BadHeader, match=message):
        queries.questions()


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("program", "Kakenhi> } ; DROP ALL #", "is no program; it would be a slug such as 'x'"),
        ("program", "", "is no program"),
        ("fiscal-year", "令和6", "is no fiscal-year"),
        ("fiscal-year", "24", "is no fiscal-year"),
        ("fiscal-year", "２０２４", "is no fiscal-year; it would be a year such as 'x'"),
        ("fiscal-year", ID + "phase/2024", "is no fiscal-year"),
        ("fiscal-year", ID + "fiscal-year/24", "is no fiscal-year"),
        ("program", ID + "policy/honebuto-2023", "is no program"),
        ("program", "https://example.org/id/program/kakenhi", "is no program"),
        ("decimal", ID + "decimal/1", "is no decimal"),
        ("decimal", "1" * 19, "is no decimal; it would be a number such as 'x'"),
        ("phase", ID + "role/draft", "is no phase"),
        ("decimal", "1e9", "is no decimal"),
        ("phase", "drafd", "p: 'drafd' is no phase; it would be one of"),
        ("program", ID + "program/x> . ?s ?p ?o", "is no program"),
    ],
)
def test_a_value_that_cannot_be_is_refused(kind: str, value: str, message: str) -> None:
    with pytest.raises(BadParameter, match=message.replace("?", r"\?")) as refused:
        Parameter("p", kind, "x", LABEL).term(value)
    assert refused.value.parameter == "p"


def test_limits_hold() -> None:
    integer = Parameter("p", "integer", "5", LABEL, Limits(Decimal(1), Decimal(10)))
    assert integer.term("10") == Literal("10", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    for value, message in (("11", "it would be from 1 to 10"), ("0", "cannot be"), ("1.5", "is no integer")):
        with pytest.raises(BadParameter, match=message) as refused:
            integer.term(value)
        assert refused.value.message_ja


def test_a_choice_names_what_it_could_be() -> None:
    choice = Parameter("p", "choice", "all", LABEL, Limits(choices=("program", "all")))
    assert choice.term("all") == Literal("all")
    with pytest.raises(BadParameter, match="is none of program, all") as refused:
        choice.term("programs")
    assert (refused.value.near, "program、all" in refused.value.message_ja) == (("program",), True)


def test_a_hostile_string_stays_one_term() -> None:
    text = 'SELECT ?x { VALUES ?x { "a" } }'
    assert queries.bound(text, {"x": Literal('" } # \n')}) == 'SELECT ?x { VALUES ?x { "\\" } # \\n" } }'


def test_blocks_of_other_variables_stay() -> None:
    text = "SELECT * { VALUES ?x { 1 } VALUES ?y { 2 } }"
    assert queries.bound(text, {"x": Literal(7)}).endswith("VALUES ?y { 2 } }")


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(BadParameter, match="has no parameter 'programme'; it has program") as refused:
        queries.question("budget-history").bound({"programme": "kakenhi"})
    assert (refused.value.parameter, refused.value.near) == ("programme", ("program",))


def test_an_unknown_question_names_near_ones() -> None:
    with pytest.raises(UnknownQuery) as refused:
        queries.question("budget-histori")
    assert refused.value.near == ("budget-history",)


def test_an_unknown_page_is_refused() -> None:
    with pytest.raises(UnknownQuery, match="there is no query 'nothing'"):
        queries.page("nothing")


def test_a_file_becomes_a_question(folder: Path) -> None:
    write(folder, HEADER + "#+ parameter: least decimal 最小 / Least\nSELECT * { VALUES ?least { 5 } }\n")
    [question] = queries.questions()
    assert (question.name, question.number, question.summary) == ("one", 1, Text("要約", "Summary"))
    assert question.parameters == (Parameter("least", "decimal", "5", Text("最小", "Least")),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER.replace("#+ number: 1\n", ""), "says 'number' 0 times"),
        (HEADER + "#+ tags: sum\n", "says 'tags' 2 times"),
        (HEADER + "#+tags sum\n", "one.rq:7: a header line reads"),
        (HEADER + "#+ parameter: least decimal\n", "a parameter reads"),
        (HEADER + "#+ parameter: least decimal 最小 / Least\n", "has no 'VALUES"),
        (HEADER + "#+ parameter: least number 最小 / Least\n", "'number' is no code list and none of program"),
        (HEADER + "#+ parameter: limit integer 最小 / Least\n", "'limit' cannot be a parameter"),
        (HEADER + "#+ parameter: least program(1..2) 最小 / Least\nVALUES ?least { 1 }", "says no limits such as"),
        (HEADER + "#+ parameter: least choice 最小 / Least\nVALUES ?least { 1 }", "says no limits such as"),
        (HEADER + "#+ parameter: least integer(1..2) 最小 / Least\nVALUES ?least { 3 }", "it would be from 1 to 2"),
        (HEADER + '#+ parameter: least choice(a|b) 最小 / Least\nVALUES ?least { "c" }', "'c' is none of a, b"),
    ],
)
def test_a_broken_header_is_named(folder: Path, text: str, message: str) -> None:
    write(folder, text)
    with pytest.raises(BadHeader, match=message.replace("?", r"\?")):
        queries.questions()


@pytest.mark.parametrize("kind", ["rules", "pages"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_rule_or_page_without_a_summary_is_named(folder: Path, kind: str, language: str) -> None:
    summary = {"ja": "#+ summary.ja: 要約\n", "en": "#+ summary.en: Summary\n"}
    del summary[language]
    write(folder, "".join(summary.values()) + "SELECT * {}\n", kind)
    with pytest.raises(BadHeader, match=rf"one.rq: the header says 'summary.{language}' 0 times"):
        queries.page("one") if kind == "pages" else queries.rules()


def test_a_file_becomes_a_rule_or_a_page(folder: Path) -> None:
    text = "#+ summary.ja: 要約\n#+ summary.en: Summary\nASK { VALUES ?x { 1 } }\n"
    write(folder, text, "rules")
    write(folder, text, "pages")
    assert queries.rules() == (text,)
    assert queries.page("one", x=Literal(2)) != text


def test_a_file_becomes_a_check(folder: Path) -> None:
    text = "#+ severity: info\n#+ message.ja: 知らせ\n#+ message.en: Note\nSELECT ?focus {}\n"
    write(folder, text, "checks")
    assert queries.checks() == (Check("one", Severity.INFO, Text("知らせ", "Note"), text),)


def test_a_severity_outside_the_set_is_named(folder: Path) -> None:
    write(folder, "#+ severity: error\n#+ message.ja: 誤\n#+ message.en: Wrong\n", "checks")
    with pytest.raises(BadHeader, match="'error' is no severity such as violation, warning, info"):
        queries.checks()


def test_a_column_that_is_not_listed_is_named() -> None:
    with pytest.raises(BadHeader, match=r"columns\.csv does not say what the column nothing means"):
        columns_of("SELECT ?nothing {}")


@pytest.mark.parametrize(("text", "found"), [("ASK {}", Form.ASK), ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT)])
def test_what_is_no_table_has_no_columns(text: str, found: Form) -> None:
    assert (form(text), columns_of(text)) == (found, ())

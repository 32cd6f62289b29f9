"""Every row of the careful reading of the FY2026 document is found in the graph."""

import csv
from pathlib import Path

from pyoxigraph import Store

from tests.conftest import rows

DOCUMENT = """VALUES ?document { "mext-r8-life-science" }
  ?r sk:inDocument/dcterms:identifier ?document ; sk:evidence/sk:lineStart ?line ."""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slugs(gold: Path) -> dict[str, str]:
    """Ours for each program of the reading: the same words with hyphens, but for the umbrella's."""
    ours = {row["id"]: row["id"].replace("_", "-") for row in read(gold / "programs.csv")}
    return ours | {"health_medical": "health-medical-rd", "health_medical_amed": "health-medical-rd-amed"}


def test_all_amounts(graph: Store, gold: Path) -> None:
    found = rows(
        graph,
        f"""SELECT ?line ?year ?phase ?yen ?program ?new (GROUP_CONCAT(?code; separator=";") AS ?codes) {{ {DOCUMENT}
        ?r a sk:BudgetStatement ; sk:program/dcterms:identifier ?program ; sk:fiscalYear/sk:startYear ?year ;
          sk:phase/skos:notation ?phase ; sk:isNew ?new ; sk:amount|sk:containerAmount ?yen .
        OPTIONAL {{ ?r sk:qualifier/skos:notation ?code }} }} GROUP BY ?r ?line ?year ?phase ?yen ?program ?new""",
    )
    ours = {row[:5]: set(row[6].split(";")) | ({"new"} if row[5] == "true" else set()) for row in found}
    mapped = slugs(gold)
    wanted = read(gold / "budget.csv")
    assert len(wanted) == len(found) == 65
    for row in wanted:
        key = (row["line"], row["fiscal_year"], row["phase"], row["amount_jpy"], mapped[row["program_id"]])
        assert key in ours
        assert set(filter(None, row["flags"].split(";"))) <= ours[key], key


def test_all_parts(graph: Store, gold: Path) -> None:
    found = set(rows(graph, "SELECT ?p ?q { ?p sk:partOf ?q }"))
    mapped = slugs(gold)
    for row in read(gold / "programs.csv"):
        if row["parent_id"]:
            assert (f"program/{mapped[row['id']]}", f"program/{mapped[row['parent_id']]}") in found


def test_all_citations(graph: Store, gold: Path) -> None:
    found = rows(
        graph,
        f"""SELECT ?line ?program ?title {{ {DOCUMENT} ?r a sk:PolicyCitation ;
        sk:program/dcterms:identifier ?program ; sk:printed ?title }}""",
    )
    folded = {(line, program, "".join(title.split())) for line, program, title in found}
    mapped = slugs(gold)
    wanted = read(gold / "policy.csv")
    assert len(wanted) == len(found) == 26
    for row in wanted:
        title = "IPPS※の報告書" if row["title_ja"].startswith("IPPS") else row["title_ja"]
        assert (row["line"], mapped[row["program_id"]], title) in folded


def test_all_bodies(graph: Store, gold: Path) -> None:
    found = rows(
        graph,
        f"""SELECT ?line ?program ?role {{ {DOCUMENT} ?r a sk:Involvement ;
        sk:program/dcterms:identifier ?program ; sk:role/skos:notation ?role }}""",
    )
    mapped = slugs(gold)
    for row in read(gold / "agencies.csv"):
        assert (row["line"], mapped[row["program_id"]], row["role"]) in found


def test_all_years(graph: Store, gold: Path) -> None:
    found = rows(
        graph,
        f"""SELECT ?program ?start ?end {{ {DOCUMENT} ?r a sk:ProgramEntry ; sk:program/dcterms:identifier ?program .
        OPTIONAL {{ ?r sk:statedStartFiscalYear/sk:startYear ?start }}
        OPTIONAL {{ ?r sk:statedEndFiscalYear/sk:startYear ?end }} }}""",
    )
    years = {program: (start, end) for program, start, end in found}
    mapped = slugs(gold)
    for row in read(gold / "programs.csv"):
        assert years[mapped[row["id"]]] == (row["start_fy"], row["end_fy"])


def test_all_facts(graph: Store, gold: Path) -> None:
    found = rows(
        graph,
        f"""SELECT ?line ?program {{ {DOCUMENT} ?r a sk:SupportTerm ; sk:program/dcterms:identifier ?program }}""",
    )
    mapped = slugs(gold)
    for row in read(gold / "facts.csv"):
        assert (row["line"], mapped[row["program_id"]]) in found

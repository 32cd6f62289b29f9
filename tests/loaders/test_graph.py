"""The figures that the project promises, asked of the shipped graph."""

import pytest
from pyoxigraph import Store

from tests.conftest import rows


def test_the_budget_of_the_brain_program_runs_from_2023_to_2026_with_its_lines(graph: Store) -> None:
    found = rows(
        graph,
        """SELECT ?year ?phase ?yen ?document ?line { ?s a sk:BudgetStatement ;
        sk:program <https://w3id.org/seisaku/id/program/brain-neuro> ;
        sk:fiscalYear/sk:startYear ?year ; sk:phase/skos:notation ?phase ; sk:amount ?yen ;
        sk:inDocument/dcterms:identifier ?document ; sk:evidence/sk:lineStart ?line } ORDER BY ?line""",
    )
    r6, r8 = "mext-r6-research-promotion", "mext-r8-life-science"
    assert set(found) == {
        ("2024", "draft", "6500000000", r6, "1083"),
        ("2023", "initial", "6100000000", r6, "1083"),
        ("2023", "supplementary", "1500000000", r6, "1084"),
        ("2026", "draft", "6700000000", r8, "126"),
        ("2025", "initial", "6500000000", r8, "126"),
        ("2025", "supplementary", "200000000", r8, "126"),
    }


@pytest.mark.parametrize(
    ("umbrella", "year", "phase", "printed", "parts"),
    [
        ("fugaku-hpci", 2024, "draft", 18_900_000_000, 18_900_000_000),
        ("fugaku-hpci", 2023, "initial", 18_100_000_000, 18_100_000_000),
        ("hpci", 2024, "draft", 3_100_000_000, 3_100_000_000),
        ("b-cure", 2024, "draft", 4_300_000_000, 4_300_000_000),
        ("b-cure", 2023, "initial", 4_300_000_000, 4_200_000_000),
        ("aip", 2024, "draft", 9_700_000_000, 9_687_000_000),
        ("nextgen-biobank", 2026, "draft", 4_100_000_000, 4_100_000_000),
        ("ai4s", 2025, "supplementary", 37_000_000_000, 37_000_000_000),
        ("kakenhi-forest-reform", 2025, "supplementary", 43_300_000_000, 43_300_000_000),
    ],
)
def test_the_safe_sum_of_an_umbrella(  # noqa: PLR0917 (a row of figures)
    graph: Store, umbrella: str, year: int, phase: str, printed: int, parts: int
) -> None:
    [(total, sum_of_parts)] = rows(
        graph,
        f"""SELECT ?total (SUM(?yen) AS ?sum) {{
          VALUES ?umbrella {{ <https://w3id.org/seisaku/id/program/{umbrella}> }}
          ?whole a sk:BudgetAmount ; sk:program ?umbrella ; sk:fiscalYear ?year ; sk:phase ?phase ; sk:amount ?total .
          ?year sk:startYear {year} . ?phase skos:notation "{phase}" .
          ?part a sk:BudgetStatement ; sk:program/sk:partOfTransitive ?umbrella ;
            sk:fiscalYear ?year ; sk:phase ?phase ; sk:isSummable true ; sk:amount ?yen }} GROUP BY ?total""",
    )
    assert (int(total), int(sum_of_parts)) == (printed, parts)


def test_no_summable_amount_lies_within_another(graph: Store) -> None:
    assert not rows(
        graph, "SELECT ?a ?b { ?a sk:isSummable true ; sk:withinTotal ?b . ?b sk:isSummable true . FILTER(?a != ?b) }"
    )


def test_an_included_amount_is_an_upper_bound_only(graph: Store) -> None:
    found = rows(
        graph,
        """SELECT ?yen ?container ?lower ?upper ?body { ?s sk:qualifier/skos:notation "included-in" ;
        sk:containerAmount ?container ; sk:lowerBound ?lower ; sk:upperBound ?upper ; sk:operatingGrantOf ?body .
        OPTIONAL { ?s sk:amount ?yen } } ORDER BY ?container""",
    )
    assert found == [
        ("", "10600000000", "0", "10650000000", "organization/riken"),
        ("", "10800000000", "0", "10850000000", "organization/riken"),
    ]


def test_a_supplementary_budget_keeps_its_year_and_is_tied_to_the_draft_beside_it(graph: Store) -> None:
    found = rows(
        graph,
        """SELECT ?year ?beside { <https://w3id.org/seisaku/id/statement/mext-r6-research-promotion/664-1>
        sk:fiscalYear/sk:startYear ?year ; sk:presentedWith ?beside }""",
    )
    assert found == [("2023", "statement/mext-r6-research-promotion/662-1")]


def test_a_fund_says_for_how_long(graph: Store) -> None:
    found = rows(
        graph,
        """SELECT ?line ?period { ?s sk:fundPeriod ?period ; sk:evidence/sk:lineStart ?line }""",
    )
    assert ("279", "P5Y") in found


def test_a_citation_of_a_footnote_leads_to_the_policy_too(graph: Store) -> None:
    found = rows(
        graph,
        """SELECT ?policy ?passage { ?c sk:program <https://w3id.org/seisaku/id/program/forest> ;
        sk:passage ?passage ; sk:policy ?policy }""",
    )
    assert found == [("policy/honebuto-2023", "passage/honebuto-2023-footnote-310")]


def test_every_record_has_evidence_with_lines(graph: Store) -> None:
    assert not rows(
        graph,
        """SELECT ?r { ?r sk:inDocument ?d . FILTER NOT EXISTS { ?r sk:evidence/sk:lineStart ?line } }""",
    )


def test_a_triple_stands_in_one_graph_only(graph: Store) -> None:
    seen: set[object] = set()
    for quad in graph:
        assert quad.triple not in seen, quad
        seen.add(quad.triple)

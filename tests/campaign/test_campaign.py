"""The campaign and its companions in their short forms."""

from pathlib import Path

import pytest

from tests.campaign.asks import Visit, query
from tests.campaign.exchange import Reply
from tests.campaign.graph import make
from tests.campaign.judgement import Judgement
from tests.campaign.light import back_after, beside
from tests.campaign.process import serving
from tests.campaign.run import Plan, run
from tests.server.test_pathological import CORPUS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("campaign"))


@pytest.mark.slow
def test_nothing_fails(made: Path) -> None:
    outcome = run(made, Plan(400, 7, kill_seconds=0.6, switch_seconds=4.0))
    assert outcome.failures == [], outcome.report()
    assert outcome.kills > 5
    assert outcome.switches > 1
    assert outcome.judgement.counts["whole"] > 100
    # Which of the two a killed worker leads to is a matter of a moment.
    assert any("broken" in name or "worker-failed" in name for name in outcome.judgement.counts)


@pytest.mark.slow
def test_light_queries_beside_and_after_pathological_ones(made: Path) -> None:
    with serving(made, QUERY_SECONDS="0.4") as server:
        after = back_after(server, list(CORPUS.values())[::8])
        found = beside(server, list(CORPUS.values()), 4.0)
    assert found.failed == 0
    assert found.quantile(0.5) < 0.2
    # The machine of a test is shared; the figures of a quiet one are the program's to tell.
    assert sorted(after)[len(after) // 2] < 0.5
    assert max(after) < 3.0


ASK = query("ASK {}")
RIGHT = {ASK.subject: frozenset({b"right"})}


@pytest.mark.parametrize(
    ("reply", "failures"),
    [
        (Reply(200, {"content-length": "5"}, b"right", whole=True), 0),
        (Reply(200, {"content-length": "5"}, b"righ", whole=False), 0),
        (Reply(200, {"content-length": "4"}, b"righ", whole=True), 1),
        (Reply(200, {}, b"right", whole=True), 1),
        (Reply(200, {"content-length": "5", "content-encoding": "gzip"}, b"right", whole=True), 1),
        (Reply(500, {"content-length": "5"}, b"right", whole=True), 1),
        (Reply(304, {}, b"", whole=True), 1),
        (Reply(503, {"content-type": "application/problem+json"}, b'{"type":"x/query-timeout"}', whole=True), 0),
        (Reply(503, {"content-type": "application/problem+json"}, b'{"type":"x/query-timeout"}', whole=False), 1),
    ],
)
def test_the_judge(reply: Reply, failures: int) -> None:
    judgement = Judgement(RIGHT)
    judgement.visit(Visit((ASK,)), [reply])
    assert len(judgement.failures) == failures


def test_one_strong_tag_for_two_bodies() -> None:
    judgement = Judgement({ASK.subject: frozenset({b"a", b"b"})})
    for body in (b"a", b"b"):
        judgement.visit(Visit((ASK,)), [Reply(200, {"content-length": "1", "etag": '"x"'}, body, whole=True)])
    assert len(judgement.failures) == 1

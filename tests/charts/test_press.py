"""Pictures from a process that may break, and their keeping."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

import pytest
from anyio.from_thread import BlockingPortal

from server import confinement, limits
from server.charts import engraver, press
from server.charts.drawing import drawing
from server.charts.figures import Figure, Point, Series
from server.charts.looks import Look
from server.charts.press import Press, Prints, Rules
from server.charts.svg import titled
from server.errors import PictureUnavailable, QueueFull, WorkerFailed
from server.nursery import Newborn, born
from tests.charts.conftest import extent, figure

T = TypeVar("T")
RULES = Rules(20.0, 1024**3, 1024**2)
HOSTILE = '</text><script>alert(1)</script>"\'&<a href="https://example.org">甲'


def spend(seconds: float) -> None:
    assert seconds >= 0


Work = Callable[[Press], Awaitable[T]]
Run = Callable[[Work[Any]], Any]


@pytest.fixture(scope="module")
def shared(portal: BlockingPortal) -> Iterator[Press]:
    made = portal.call(Press, RULES)
    yield made
    portal.call(made.close)


@pytest.fixture
def run(portal: BlockingPortal, shared: Press) -> Run:
    return lambda work: portal.call(work, shared)


def alone(work: Work[T], rules: Rules = RULES) -> T:
    async def with_press() -> T:
        made = Press(rules)
        try:
            return await work(made)
        finally:
            made.close()

    return asyncio.run(with_press())


def test_an_svg_is_one_image_with_title_and_description(varied: Figure, run: Run) -> None:
    drawn = drawing(varied, Look(width=320))
    svg = titled(run(lambda made: made.svg(drawn.specification, spend)).decode(), drawn)
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    assert (root.get("role"), root.get("width"), root.get("lang")) == ("img", "320", "ja")
    space = "{http://www.w3.org/2000/svg}"
    title, description = root.find(f"{space}title"), root.find(f"{space}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == (drawn.title, drawn.alternative)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "Noto Sans CJK JP" in svg


def test_a_hostile_label_stays_text(run: Run) -> None:
    drawn = drawing(figure(Point(HOSTILE, Series(HOSTILE, 0), extent("5")), title=HOSTILE), Look(width=1600))
    svg = titled(run(lambda made: made.svg(drawn.specification, spend)).decode(), drawn)
    elements = list(ET.fromstring(svg).iter())  # noqa: S314 (our own)
    assert {one.tag.rpartition("}")[2] for one in elements} == {
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "rect",
        "line",
        "text",
    }
    assert HOSTILE in {one.text for one in elements}
    names = {name.rpartition("}")[2] for one in elements for name in one.attrib}
    assert not {name for name in names if name.startswith("on")} | names & {"href", "src", "style"}
    assert not any("url(" in value for one in elements for value in one.attrib.values())


def test_a_png_is_as_wide_as_the_picture(varied: Figure, run: Run) -> None:
    async def png(made: Press) -> bytes:
        return await made.png(await made.svg(drawing(varied, Look(width=320)).specification, spend), spend)

    found = run(png)
    assert found.startswith(b"\x89PNG")
    assert int.from_bytes(found[16:20], "big") == 320


def test_the_same_is_made_once(varied: Figure, run: Run) -> None:
    spent: list[float] = []

    async def twice(made: Press) -> tuple[bytes, ...]:
        text = drawing(varied, Look(width=333)).specification
        return tuple(await asyncio.gather(*(made.svg(text, spent.append) for _ in range(3))))

    first, *others = run(twice)
    assert others == [first, first]
    assert len(spent) == 1


def test_what_takes_too_long_is_killed_and_the_next_is_made(varied: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    async def both(made: Press) -> tuple[int | None, bytes]:
        with pytest.raises(WorkerFailed, match="TimeoutError"):
            await made.svg(drawing(varied, Look(width=320)).specification, spend)
        after = made.process
        monkeypatch.setattr(made, "_rules", RULES)
        return after, await made.svg(drawing(varied, Look()).specification, spend)

    after, svg = alone(both, Rules(0.001, 1024**3, 1024**2))
    assert after is None
    assert svg.startswith(b"<svg")


@pytest.mark.slow
def test_what_needs_too_much_memory_costs_its_process_only(varied: Figure) -> None:
    many = '{"data":{"sequence":{"start":0,"stop":3e7}},"mark":"point"}'

    async def both(made: Press) -> bytes:
        with pytest.raises(WorkerFailed):
            await made.svg(many, spend)
        return await made.svg(drawing(varied, Look()).specification, spend)

    assert alone(both, Rules(20.0, 256 * 1024**2, 1024**2)).startswith(b"<svg")


def test_what_is_no_specification_is_a_failure(run: Run) -> None:
    with pytest.raises(WorkerFailed, match="could not be drawn"):
        run(lambda made: made.svg("{", spend))


def test_no_specification_opens_a_socket(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.csv"
        text = f'{{"data":{{"url":"{address}"}},"mark":"point"}}'
        with pytest.raises(WorkerFailed):
            run(lambda made: made.svg(text, spend))
        with pytest.raises(TimeoutError):
            server.accept()


def test_an_engraver_that_nobody_needs_ends(varied: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_IDLE_SECONDS", 0.05)

    async def rest(made: Press) -> tuple[int | None, int | None]:
        await made.svg(drawing(varied, Look()).specification, spend)
        before = made.process
        await asyncio.sleep(0.3)
        return before, made.process

    before, after = alone(rest)
    assert (before is None, after) == (False, None)


def test_too_many_may_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_MOST_WAITING", 0)
    with pytest.raises(QueueFull):
        alone(lambda made: made.svg("{}", spend))


@pytest.mark.parametrize(
    ("said", "remedy"), [(engraver.NO_FONTS, "fonts-noto-cjk"), (engraver.NO_LIBRARY, "vl-convert-python")]
)
def test_what_is_missing_is_named(said: bytes, remedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def missing(made: Press) -> bytes:
        async def result(job: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
            return said, b""

        monkeypatch.setattr(made, "_made", result)
        return await made.png(b"<svg/>", spend)

    with pytest.raises(PictureUnavailable, match=remedy) as refused:
        alone(missing)
    assert refused.value.status == 501
    assert remedy in refused.value.detail_ja


def test_a_process_without_the_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    ours, theirs = socket.socketpair()
    with ours:
        monkeypatch.setattr(limits, "end_with_parent", lambda: None)
        monkeypatch.setattr(limits, "preempt_nobody", lambda: None)
        monkeypatch.setattr(limits, "slow_down", lambda process, niceness: None)
        monkeypatch.setattr(confinement, "refuse_sockets", lambda: True)
        engraver.main(theirs.detach(), 0)
        assert ours.recv(10) == engraver.packed(engraver.NO_LIBRARY)


def test_without_japanese_fonts_there_is_no_png(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = engraver.Bench()
    monkeypatch.setattr(bench, "_svg", lambda specification: b"")
    monkeypatch.setattr(bench, "_png", lambda svg: b"the same empty box")
    bench.warm_up()
    assert bench.made(engraver.PNG, b"<svg/>") == (engraver.NO_FONTS, b"")


def test_prints_forget_the_oldest() -> None:
    prints = Prints(10_000)
    for place in range(20):
        prints.put((b"S", b"%d" % place), b"x" * 500)
        prints.get((b"S", b"0"))
    assert prints.size <= 10_000
    assert prints.get((b"S", b"0")) is not None
    assert prints.get((b"S", b"1")) is None
    prints.put((b"S", b"large"), b"x" * 9000)
    assert prints.get((b"S", b"large")) is None


def test_a_start_that_fails_leaves_no_process() -> None:
    def silent(module: str, *arguments: str) -> Newborn:
        return born("server.charts.palette")

    async def start(made: Press) -> bytes:
        return await made.svg("{}", spend)

    async def tried() -> None:
        made = Press(RULES, silent)
        with pytest.raises(WorkerFailed):
            await start(made)
        assert made.process is None

    asyncio.run(tried())

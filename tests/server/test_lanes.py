"""Workers that come, go and end in the very turn of the loop in which somebody else does."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import cast

import pytest
import uvloop

from server.errands import Errand, Recalled
from server.errors import QueueFull, WorkerFailed
from server.frames import Kind, Problem, Task, packed, said
from server.lanes import Lane, Rules, Trust
from server.workers import Worker

RUNNERS = [asyncio.run, uvloop.run]
TASK = Task("ASK {}", "http://a/")


class Standing:
    """A worker that only stands there."""

    answered: Callable[[Worker], None]

    def __init__(self) -> None:
        self.alive = True
        self.errands: list[Errand] = []

    @property
    def pending(self) -> int:
        return len(self.errands)

    @property
    def takes_more(self) -> bool:
        return 0 < self.pending < 3 and self.errands[-1].swift

    def end(self) -> None:
        self.errands.pop(0).take(Kind.END, b"")
        self.answered(cast(Worker, self))

    def kill(self) -> None:
        self.alive = False


@dataclass
class Sent:
    """What a worker was sent with."""

    errand: Errand


def sent(worker: Worker, *, swift: bool = False) -> Sent:
    standing = cast(Standing, worker)
    errand = Errand(worker, swift=swift)
    standing.errands.append(errand)
    if standing.pending == 1:
        errand.begin()
    return Sent(errand)


def swiftly(worker: Worker) -> Sent:
    return sent(worker, swift=True)


def enrol(lane: Lane, *workers: Standing) -> None:
    for one in workers:
        lane.enrol(cast(Worker, one))


def lane(seconds: float = 5.0) -> Lane:
    return Lane(Rules(1, 10, seconds), lambda _lane: None)


def test_a_worker_given_to_who_has_just_left_is_replaced() -> None:
    async def run() -> None:
        hired: list[Lane] = []
        asked, given, other = Lane(Rules(1, 10, 5.0), hired.append), Standing(), Standing()
        leaving = asyncio.create_task(asked.take(sent))
        await asyncio.sleep(0)
        enrol(asked, given)
        leaving.cancel()
        await asyncio.wait([leaving])
        assert leaving.cancelled()
        assert not given.alive
        assert len(hired) == 2
        enrol(asked, other)
        assert (await asyncio.wait_for(asked.take(sent), 1)).errand.worker is cast(Worker, other)

    asyncio.run(run())


def test_who_leaves_the_queue_is_forgotten() -> None:
    async def run() -> None:
        asked, given = lane(), Standing()
        first, second = (asyncio.create_task(asked.take(sent)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        enrol(asked, given)
        assert (await asyncio.wait_for(second, 1)).errand.worker is cast(Worker, given)

    asyncio.run(run())


def test_waiting_ends_and_leaves_nothing() -> None:
    async def run() -> None:
        asked, given = lane(0.05), Standing()
        with pytest.raises(QueueFull):
            await asked.take(sent)
        enrol(asked, given)
        assert (await asked.take(sent)).errand.worker is cast(Worker, given)

    asyncio.run(run())


async def connected(ended: Callable[[Worker], None]) -> tuple[Worker, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    process.wait()
    loop = asyncio.get_running_loop()
    _, made = await loop.create_unix_connection(lambda: Worker(process, ended), sock=ours)
    return made, theirs


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_worker_that_has_ended_unnoticed(runner: Callable[[Coroutine[None, None, None]], None]) -> None:
    async def run() -> None:
        ended: list[Worker] = []
        asked, theirs = await connected(ended.append)
        theirs.close()
        while not ended:
            await asyncio.sleep(0.01)
        with pytest.raises(WorkerFailed):
            await asked.ask(TASK).frame()

    runner(run())


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_worker_that_reports_its_own_failure_is_asked_nothing_more(
    runner: Callable[[Coroutine[None, None, None]], None],
) -> None:
    async def run() -> None:
        asked, theirs = await connected(lambda _worker: None)
        with theirs:
            for error, lost in (("QuerySyntax", False), ("WorkerFailed", True)):
                errand = asked.ask(TASK)
                theirs.sendall(said(Kind.PROBLEM, Problem(error, "It is so.")))
                with pytest.raises(Exception, match="It is so"):
                    await errand.frame()
                assert errand.is_lost is lost
            asked.kill()

    runner(run())


def test_one_worker_is_kept_for_queries_that_end_soon() -> None:
    async def run() -> None:
        asked = Lane(Rules(2, 10, 5.0), lambda _lane: None)
        asked.fill()
        workers = [Standing(), Standing()]
        enrol(asked, workers[0])
        waiting = asyncio.create_task(asked.take(sent, Trust.NONE))
        await asyncio.sleep(0)
        assert not waiting.done(), "the other one has not come yet"
        enrol(asked, workers[1])
        first = (await waiting).errand.worker
        waiting = asyncio.create_task(asked.take(sent, Trust.NONE))
        await asyncio.sleep(0)
        assert (await asked.take(sent)).errand.worker is not first
        assert not waiting.done()
        cast(Standing, first).end()
        assert (await asyncio.wait_for(waiting, 1)).errand.worker is first

    asyncio.run(run())


def test_swift_queries_follow_each_other_and_nothing_else() -> None:
    async def run() -> None:
        asked, only = lane(), Standing()
        asked.fill()
        enrol(asked, only)
        for _ in range(3):
            await asyncio.wait_for(asked.take(swiftly, Trust.SWIFT), 1)
        light = asyncio.create_task(asked.take(sent))
        await asyncio.sleep(0)
        late = asyncio.create_task(asked.take(swiftly, Trust.SWIFT))
        for pending in (2, 1):
            only.end()
            await asyncio.sleep(0)
            assert not light.done()
            assert not late.done(), "it goes behind the one that asked first"
            assert only.pending == pending
        only.end()
        await asyncio.wait_for(light, 1)
        await asyncio.sleep(0)
        assert not late.done(), "nobody waits for a query that may take its time"
        only.end()
        await asyncio.wait_for(late, 1)

    asyncio.run(run())


@pytest.mark.parametrize("runner", RUNNERS)
def test_who_follows_a_late_query_may_go_elsewhere(runner: Callable[[Coroutine[None, None, None]], None]) -> None:
    async def run() -> None:
        lost: list[Worker] = []
        asked, theirs = await connected(lost.append)
        with theirs:
            first, second = asked.ask(TASK, swift=True), asked.ask(TASK, swift=True)
            before = asked.takes_more
            with pytest.raises(Recalled):
                await asyncio.wait_for(second.frame(), 1)
            assert (before, asked.takes_more) == (True, False)
            assert not second.is_lost
            theirs.sendall(packed(Kind.END, b"0"))
            assert await asyncio.wait_for(first.frame(), 1) == (Kind.END, b"0")
            # It may not take for ever over what nobody waits for.
            async with asyncio.timeout(1):
                while not lost:
                    await asyncio.sleep(0.01)

    runner(run())


@pytest.mark.parametrize("runner", RUNNERS)
def test_only_what_a_worker_was_at_fails_with_it(runner: Callable[[Coroutine[None, None, None]], None]) -> None:
    async def run() -> None:
        asked, theirs = await connected(lambda _worker: None)
        first, second = asked.ask(TASK, swift=True), asked.ask(TASK, swift=True)
        theirs.close()
        with pytest.raises(WorkerFailed):
            await first.frame()
        with pytest.raises(Recalled):
            await second.frame()
        assert (first.is_lost, second.is_lost) == (True, False)

    runner(run())


@pytest.mark.parametrize("runner", RUNNERS)
def test_answers_go_to_who_asked(runner: Callable[[Coroutine[None, None, None]], None]) -> None:
    async def run() -> None:
        lost: list[Worker] = []
        asked, theirs = await connected(lost.append)
        with theirs:
            errands = [asked.ask(TASK, swift=True) for _ in range(3)]
            errands[1].stop(QueueFull("It is stopped."))
            theirs.sendall(b"".join(packed(Kind.END, b"%d" % number) for number in range(3)))
            with pytest.raises(QueueFull):
                await errands[1].frame()
            assert [(await errands[place].frame())[1] for place in (0, 2)] == [b"0", b"2"]
            assert not lost
            theirs.sendall(packed(Kind.END, b"3"))
            async with asyncio.timeout(1):
                while not lost:
                    await asyncio.sleep(0.01)

    runner(run())

"""Workers that come, go and end in the very turn of the loop in which somebody else does."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import cast

import pytest
import uvloop

from server.errors import QueueFull, WorkerFailed
from server.frames import Kind, Problem, Task, said
from server.lanes import Lane, Rules
from server.workers import Worker

RUNNERS = [asyncio.run, uvloop.run]
TASK = Task("ASK {}", "http://a/")


class Standing:
    """A worker that only stands there."""

    alive = True
    busy = False


def worker() -> Worker:
    return cast(Worker, Standing())


def same(worker: Worker) -> Worker:
    return worker


def lane(seconds: float = 5.0) -> Lane:
    return Lane(Rules(1, 10, seconds), lambda _lane: None)


def test_a_worker_given_to_who_has_just_left_goes_to_the_next() -> None:
    async def run() -> None:
        asked, given = lane(), worker()
        leaving = asyncio.create_task(asked.take(same))
        await asyncio.sleep(0)
        asked.enrol(given)
        leaving.cancel()
        await asyncio.wait([leaving])
        assert leaving.cancelled()
        assert await asyncio.wait_for(asked.take(same), 1) is given

    asyncio.run(run())


def test_who_leaves_the_queue_is_forgotten() -> None:
    async def run() -> None:
        asked, given = lane(), worker()
        first, second = (asyncio.create_task(asked.take(same)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        asked.enrol(given)
        assert await asyncio.wait_for(second, 1) is given

    asyncio.run(run())


def test_waiting_ends_and_leaves_nothing() -> None:
    async def run() -> None:
        asked, given = lane(0.05), worker()
        with pytest.raises(QueueFull):
            await asked.take(same)
        asked.enrol(given)
        assert await asked.take(same) is given

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
        asked.ask(TASK)
        with pytest.raises(WorkerFailed):
            await asked.frame()

    runner(run())


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_worker_that_reports_its_own_failure_is_asked_nothing_more(
    runner: Callable[[Coroutine[None, None, None]], None],
) -> None:
    async def run() -> None:
        asked, theirs = await connected(lambda _worker: None)
        with theirs:
            asked.ask(TASK)
            for error, busy in (("WorkerFailed", True), ("QuerySyntax", False)):
                theirs.sendall(said(Kind.PROBLEM, Problem(error, "It is so.")))
                with pytest.raises(Exception, match="It is so"):
                    await asked.frame()
                assert asked.busy is busy
            asked.kill()

    runner(run())


def test_one_worker_is_kept_for_queries_that_end_soon() -> None:
    async def run() -> None:
        asked = Lane(Rules(2, 10, 5.0), lambda _lane: None)
        asked.fill()
        workers = [worker(), worker()]
        asked.enrol(workers[0])
        waiting = asyncio.create_task(asked.take(same, trusted=False))
        await asyncio.sleep(0)
        assert not waiting.done(), "the other one has not come yet"
        asked.enrol(workers[1])
        first = await waiting
        waiting = asyncio.create_task(asked.take(same, trusted=False))
        await asyncio.sleep(0)
        assert await asked.take(same) is not first
        assert not waiting.done()
        asked.leave(first)
        assert await asyncio.wait_for(waiting, 1) is first

    asyncio.run(run())

"""A campaign from its beginning to its end."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.campaign.asks import Chooser, Manner, Visit, known
from tests.campaign.exchange import Client, Hang, Reply
from tests.campaign.graph import RELEASES, switch
from tests.campaign.judgement import Judgement
from tests.campaign.process import PATIENCE, Cost, Server, serving

_CLIENTS = 12
_GROWTH = 64 * 1024**2
_COMPLEMENT = 4  # a worker for pages, two quick ones, one to spare


@dataclass(frozen=True)
class Plan:
    """How many requests, by which seed, and how long from one fault to the next."""

    requests: int
    seed: int
    kill_seconds: float = 0.8
    switch_seconds: float = 6.0


@dataclass(frozen=True)
class Outcome:
    """The judgement, and the cost of the server before, in the middle and after."""

    judgement: Judgement
    costs: tuple[Cost, Cost, Cost]
    kills: int
    switches: int
    seconds: float

    @property
    def failures(self) -> list[str]:
        """What may not be."""
        before, middle, after = self.costs
        found = list(self.judgement.failures)
        if len(after.workers) != _COMPLEMENT or after.zombies:
            found.append(f"{len(after.workers)} workers and {after.zombies} zombies are left, not {_COMPLEMENT} and 0")
        if after.files > before.files:
            found.append(f"{after.files} open files, {before.files} before")
        if after.resident - middle.resident > _GROWTH:
            found.append(f"the server grew from {middle.resident} to {after.resident} bytes")
        return found

    def report(self) -> str:
        """The outcome in words."""
        lines = [self.judgement.table(), f"{self.kills} workers killed, {self.switches} releases switched"]
        lines += [
            f"{when}: {cost.resident >> 20} MiB, {cost.files} open files, {len(cost.workers)} workers"
            for when, cost in zip(("before", "in the middle", "after"), self.costs, strict=True)
        ]
        verdict = "\n".join(f"FAILED {one}" for one in self.failures) or "nothing failed"
        return "\n".join([*lines, f"{self.seconds:.0f} s", verdict])


def run(store: Path, plan: Plan) -> Outcome:
    """What came of a campaign on a store of `graph.make`."""
    right, tags = _right(store)
    judgement = Judgement(right)
    began = time.monotonic()
    with serving(store) as server:
        before = server.settled(lambda cost: len(cost.workers) == _COMPLEMENT, 20)
        chooser = Chooser(plan.seed, tags)
        visits = _visits(chooser, plan.requests)
        with _faults(server, store, plan) as faults:
            half = len(visits) // 2
            _drive(server, visits[:half], judgement, plan.seed)
            middle = server.cost
            _drive(server, visits[half:], judgement, plan.seed + 1)
        after = _calm(server, store, before)
        workers = after.workers
    judgement.failures += [f"worker {one} outlives its server" for one in workers if Path(f"/proc/{one}").exists()]
    return Outcome(judgement, (before, middle, after), faults.kills, faults.switches, time.monotonic() - began)


def _visits(chooser: Chooser, requests: int) -> list[Visit]:
    found: list[Visit] = []
    while requests > 0:
        found.append(chooser.visit())
        requests -= len(found[-1].asks)
    return found


def _right(store: Path) -> tuple[Mapping[str, frozenset[bytes]], Mapping[str, list[str]]]:
    right: dict[str, set[bytes]] = {}
    tags: dict[str, list[str]] = {}
    for release in RELEASES:
        switch(store, release)
        with serving(store, QUERY_SECONDS="60", PAGE_SECONDS="60") as server:
            for ask in known():
                (reply,) = Client(server.port, 90).visit(Visit((ask,)), 0.0)
                right.setdefault(ask.subject, set()).add(reply.decoded)
                if tag := reply.headers.get("etag"):
                    tags.setdefault(ask.subject, []).append(tag)
    return {subject: frozenset(bodies) for subject, bodies in right.items()}, tags


def _drive(server: Server, visits: list[Visit], judgement: Judgement, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)

    def one(visit: Visit, chance: float) -> None:
        replies: list[Reply] = []
        try:
            for reply in Client(server.port, PATIENCE * len(visit.asks)).visit(visit, chance):
                replies.append(reply)  # noqa: PERF402 (those before a hang count)
        except Hang:
            judgement.fail(visit.asks[len(replies)], f"no end (the client {visit.manner.value})")
        except ConnectionError:
            if visit.manner in {Manner.PATIENT, Manner.SLOW}:
                judgement.fail(visit.asks[0], "a connection that was refused or reset")
        judgement.visit(visit, replies)

    with ThreadPoolExecutor(_CLIENTS) as pool:
        for done in [pool.submit(one, visit, chance.random()) for visit in visits]:
            done.result()


@dataclass
class _Faults:
    kills: int = 0
    switches: int = 0


@contextmanager
def _faults(server: Server, store: Path, plan: Plan) -> Iterator[_Faults]:
    stop, faults = threading.Event(), _Faults()
    chance = random.Random(plan.seed)  # noqa: S311 (no secret)

    def kill() -> None:
        while not stop.wait(chance.random() * 2 * plan.kill_seconds):
            workers = list(server.cost.workers)
            # Now and then all of them at once.
            for process in workers if chance.random() < 0.05 else workers and [chance.choice(workers)]:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                    faults.kills += 1

    def switch_releases() -> None:
        while not stop.wait(plan.switch_seconds):
            faults.switches += 1
            switch(store, RELEASES[faults.switches % 2])

    threads = [threading.Thread(target=kill), threading.Thread(target=switch_releases)]
    for thread in threads:
        thread.start()
    try:
        yield faults
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _calm(server: Server, store: Path, before: Cost) -> Cost:
    # A new crew has no slow workers yet, so what an idle server has is known again.
    served = (store / "current").readlink().name
    _await_release(server, served)
    (target,) = {*RELEASES} - {served}
    switch(store, target)
    _await_release(server, target)
    # Processes that have just been ended take a moment until the server knows.
    return server.settled(
        lambda cost: len(cost.workers) == _COMPLEMENT and cost.files <= before.files and not cost.zombies, 30
    )


def _await_release(server: Server, release: str) -> None:
    deadline = time.monotonic() + 30
    while httpx.get(f"http://127.0.0.1:{server.port}/health", trust_env=False).json().get("release") != release:
        if time.monotonic() > deadline:
            raise RuntimeError(f"after the campaign the release {release} is not served")
        time.sleep(0.2)

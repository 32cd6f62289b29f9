"""The queries that workers work on at this moment, listed and stopped by their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from server.errors import QueryStopped, retry_after
from server.frames import Task
from server.notes import Note
from server.outline import outline

if TYPE_CHECKING:
    from server.runs import Run

BY_OPERATOR = "An operator of the server stopped the query.", "運用者がクエリを停止しました。"
BY_ENDING = "The server ends and waits no longer for the query.", "サーバーが終了するため、クエリを停止しました。"


@dataclass(frozen=True)
class Entry:
    """A query in the hands of a worker, as an operator sees it: never its text."""

    id: int
    request: str
    seconds: float
    lane: str
    client: str
    form: str
    query: str
    shape: str
    pattern: str
    process: int


class Running:
    """The runs that have begun and not ended."""

    def __init__(self) -> None:
        self._ids = count(1)
        self._runs: dict[int, tuple[int, Run, Task, Note]] = {}

    def add(self, run: "Run", task: Task, note: Note) -> None:
        """Takes note of a run that begins."""
        self._runs[id(run)] = next(self._ids), run, task, note

    def remove(self, run: "Run") -> None:
        """Forgets a run that has ended."""
        self._runs.pop(id(run), None)

    def entries(self) -> Iterator[Entry]:
        """What runs, the oldest first."""
        for number, run, task, note in self._runs.values():
            found = outline(task.text)
            yield Entry(
                number,
                note.id,
                round(run.errand.seconds, 3),
                run.lane.name,
                note.client,
                found.form,
                found.digest,
                found.shape_digest,
                found.shape,
                run.errand.worker.process.pid,
            )

    def stop(self, number: int) -> bool:
        """Whether there was such a run; it is stopped, and its client told so."""
        for found, run, _, _ in list(self._runs.values()):
            if found == number:
                run.stop(QueryStopped(*BY_OPERATOR, retry_after(60)))
                return True
        return False

    def stop_all(self) -> None:
        """Stops every run, since the server ends."""
        for _, run, _, _ in list(self._runs.values()):
            run.stop(QueryStopped(*BY_ENDING, retry_after(1)))

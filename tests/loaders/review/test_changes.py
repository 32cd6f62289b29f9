import fcntl
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from loaders.errors import NotAccepted
from loaders.review import changes
from tests.loaders.review.conftest import contents


def texts(books: Path) -> dict[Path, str]:
    return {books / "names.csv": "names\n", books / "tables" / "new" / "terms.csv": "terms\n"}


def test_all_files_are_written(books: Path) -> None:
    changes.write(books, texts(books), changes.digest(books))
    assert (books / "names.csv").read_text() == "names\n"
    assert (books / "tables" / "new" / "terms.csv").read_text() == "terms\n"
    assert not [path for path in books.iterdir() if path.name.startswith(".")]


def test_tables_that_changed_meanwhile_stay(books: Path) -> None:
    seen = changes.digest(books)
    with (books / "programs.csv").open("a") as file:
        file.write("moon,月,,,\n")
    before = contents(books)
    with pytest.raises(NotAccepted, match="has changed meanwhile: review again"):
        changes.write(books, texts(books), seen)
    assert contents(books) == before


def test_two_at_once_are_refused(books: Path) -> None:
    folder = os.open(books, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(NotAccepted, match="another review is writing"):
            changes.write(books, texts(books), changes.digest(books))
    finally:
        os.close(folder)


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(books: Path) -> None:
    (books / "tables").write_text("in the way")
    before = contents(books)
    with pytest.raises(NotAccepted, match="cannot be written, and is as it was"):
        changes.write(books, texts(books), changes.digest(books))
    assert contents(books) == before


def test_an_interruption_leaves_all_as_they_were(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: Path, target: Path) -> None:
        if target.name == "terms.csv":
            raise KeyboardInterrupt
        shutil.move(path, target)

    before = contents(books)
    more = {**texts(books), books / "tables" / "new" / "budgets.csv": "budgets\n"}
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        changes.write(books, more, changes.digest(books))
    assert contents(books) == before
    assert not (books / "tables" / "new").exists()


@pytest.mark.parametrize(("last", "finished"), [("open", False), ("rename", False), ("replace", True)])
def test_what_a_killed_process_left_is_thrown_away_or_finished(books: Path, last: str, finished: bool) -> None:
    killed = f"""
        import os, signal
        from pathlib import Path
        from loaders.review import changes
        books = Path({str(books)!r})
        seen = changes.digest(books)
        whole, calls = Path.{last}, []
        def broken(self, *arguments, **more):
            calls.append(self)
            if len(calls) == (1 if {last!r} == "rename" else 2):
                os.kill(os.getpid(), signal.SIGKILL)
            return whole(self, *arguments, **more)
        Path.{last} = broken
        changes.write(books, {{books / "names.csv": "names\\n", books / "tables/new/terms.csv": "terms\\n"}}, seen)
    """
    before = contents(books)
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(killed)], cwd=root, check=False)
    assert done.returncode == -9
    changes.finish(books)
    if not finished:
        assert {name: text for name, text in contents(books).items() if ".accepting" not in name} == before
        changes.write(books, texts(books), changes.digest(books))
    assert contents(books) == before | {"names.csv": b"names\n", "tables/new/terms.csv": b"terms\n"}

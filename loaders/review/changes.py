"""Several files of `data/` written together: all of them or none.

The new files are staged in a folder beside the tables, and its renaming decides: what a killed process left before that
is thrown away, what it left after that is finished by the next who asks.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from loaders import holdings
from loaders.errors import NotAccepted

_STAGED = ".accepting"
_DECIDED = ".accepted"


def digest(data: Path) -> str:
    """A digest of all tables as they are now."""
    found = hashlib.sha256()
    for path, _ in holdings.files(data):
        content = path.read_bytes() if path.is_file() else b""
        found.update(f"{path.relative_to(data)}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def write(data: Path, files: Mapping[Path, str], seen: str) -> None:
    """Nothing; the files hold these texts.

    `NotAccepted` if the tables are no longer those of which `seen` is the digest, or cannot be written; then all
    files are as they were.
    """
    try:
        with _locked(data):
            if digest(data) != seen:
                raise NotAccepted(f"{data} has changed meanwhile: review again")
            if files:
                _stage(data, files)
                _finish(data)
    except OSError as error:
        raise NotAccepted(f"{data} cannot be written, and is as it was: {error}") from error


def finish(data: Path) -> None:
    """Nothing; a change that was decided and not finished is finished."""
    if (data / _DECIDED).is_dir():
        with _locked(data):
            _finish(data)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotAccepted(f"another review is writing {data}; wait for it to end") from None
    finally:
        os.close(folder)


def _stage(data: Path, files: Mapping[Path, str]) -> None:
    staged = data / _STAGED
    shutil.rmtree(staged, ignore_errors=True)
    try:
        for path, text in files.items():
            target = staged / path.relative_to(data)
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        staged.rename(data / _DECIDED)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _finish(data: Path) -> None:
    decided = data / _DECIDED
    targets = {path: data / path.relative_to(decided) for path in sorted(decided.rglob("*.csv"))}
    before = {target: target.read_bytes() if target.is_file() else None for target in targets.values()}
    made = [folder for folder in {target.parent for target in before} if not folder.exists()]
    try:
        for path, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    except BaseException:  # an interruption too leaves all files as they were
        _restore(before, made)
        raise
    finally:
        shutil.rmtree(decided, ignore_errors=True)


def _restore(before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    for target, content in before.items():
        if content is not None:
            target.write_bytes(content)
        elif target.exists():
            target.unlink()
    for folder in made:
        if folder.exists():
            folder.rmdir()

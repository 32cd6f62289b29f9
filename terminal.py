"""The terminal: the options that verbs share, and what they say, in text, JSON, errors and what is being done."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

_COLOURS = MappingProxyType(
    {"+": typer.colors.GREEN, "-": typer.colors.RED, "~": typer.colors.YELLOW, "?": typer.colors.CYAN}
)


class Form(Enum):
    """How tables are written."""

    csv = "csv"
    json = "json"


class Language(Enum):
    """A language of what is written for people."""

    ja = "ja"
    en = "en"


class Telling(Enum):
    """How a difference is told."""

    text = "text"
    json = "json"
    patch = "rdf-patch"


StoreOption = Annotated[Path, typer.Option(help="The store directory.")]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="A TOML file of settings; SEISAKU_CONFIG may name it too.")
]
StoreChoice = Annotated[
    # Not a Path, which would make one slash of the two in an address.
    str | None,
    typer.Option("--store", metavar="DIR|URL", help="The store directory, or an endpoint; `store` if nothing says."),
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting; it goes over environment and file.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, for a program to read.")]


def pairs(texts: Sequence[str] | None) -> dict[str, str]:
    """What `--set NAME=VALUE` sets; raises ValueError."""
    return dict(_parted(text) for text in texts or ())


def _parted(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--set takes NAME=VALUE, not {text!r}")
    return name.strip(), value.strip()


def say_json(said: object) -> None:
    """Writes JSON for a program to read."""
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2))


def say_lines(lines: Iterable[str]) -> None:
    """Writes lines in the colour that their sign has in a difference."""
    for line in lines:
        typer.secho(line, fg=_COLOURS.get(line[:1]))


def write(text: str, *, end: bool = False) -> None:
    """Writes a piece of the answer as it is, and with the last all that is held back."""
    try:
        sys.stdout.buffer.write(text.encode())
        if end:
            sys.stdout.flush()
    except OSError as error:
        # What is still held back would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo(f"standard output cannot be written ({error.strerror}): write to another place", err=True)
        raise typer.Exit(2) from error


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turns an error of the input into a message and exit code 2, without a traceback."""
    try:
        yield
    except errors as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done and for how long."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task("start")
        yield lambda step: bar.update(task, description=step)

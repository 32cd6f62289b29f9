"""The command line of the benchmarks: `python -m bench generate|run|questions|extract|slides`."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bench import extraction, extracts, readers
from bench import questions as competency
from bench.errors import BenchError
from bench.load import Load
from bench.machine import machine
from bench.releases import synthetic
from bench.results import markdown
from bench.runs import run as run_one
from bench.scales import SCALES, Scale
from bench.slides import documents

HERE = Path(__file__).parent
DataOption = Annotated[Path, typer.Option(help="Where the synthetic graphs are kept.")]
SeedOption = Annotated[int, typer.Option(help="The seed of our own slides; a fresh one gives fresh slides.")]
CountOption = Annotated[int, typer.Option(help="How many documents, of five slides or so.")]
ScalesArgument = Annotated[list[str], typer.Argument(help=", ".join(SCALES))]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def generate(scales: ScalesArgument, data: DataOption = HERE / "data") -> None:
    """Make the synthetic graphs of these scales."""
    with _progress() as progress:
        for scale in _scales(scales):
            made = synthetic(scale, data, progress)
            typer.echo(f"{scale.name}: {made.triples:,} triples")


@app.command()
def run(
    scales: ScalesArgument,
    data: DataOption = HERE / "data",
    connections: Annotated[str, typer.Option(help="Numbers of connections, with commas.")] = "1,8,64",
    seconds: Annotated[int, typer.Option(help="How long each light query is asked in a round, at the least.")] = 1,
    out: Annotated[Path, typer.Option(help="The file of the results.")] = HERE / "RESULTS.md",
) -> None:
    """Measure our server beside its peers and write the results."""
    load = Load(tuple(map(int, connections.replace(",", " ").split())), seconds)
    with _progress() as progress:
        runs = [run_one(synthetic(scale, data, progress), data, load, progress) for scale in _scales(scales)]
    out.write_text(markdown(machine(), runs), encoding="utf-8")
    typer.echo(f"wrote {out.name}")


@app.command()
def questions(
    names: Annotated[list[str] | None, typer.Argument(help="Names of questions; all of them otherwise.")] = None,
    scale: Annotated[str, typer.Option(help="The scale.")] = "1M",
    runs: Annotated[int, typer.Option(help="How often each variant is asked.")] = 3,
    data: DataOption = HERE / "data",
) -> None:
    """Ask the competency questions of our server and of Virtuoso."""
    typer.echo("| question | ours p50 ms | ours p95 ms | Virtuoso p50 ms | Virtuoso p95 ms | ratio of p95 | rows |")
    typer.echo("|---|--:|--:|--:|--:|--:|---|")
    with _progress() as progress:
        made = synthetic(_scales([scale])[0], data, progress)
        for found in competency.compared(made, names or [], runs, progress):
            times = [answers.at(share) for answers in (found.ours, found.theirs) for share in (0.5, 0.95)]
            shown = " | ".join(f"{time:,.1f}" for time in times)
            rows = "agree" if found.agree else f"ours {found.ours.rows}, Virtuoso {found.theirs.rows}"
            typer.echo(f"| {found.name} | {shown} | {times[1] / times[3]:.3f} | {rows} |")
            sys.stdout.flush()


@app.command()
def extract(
    seed: SeedOption = 1,
    count: CountOption = 18,
    shared: Annotated[
        Path, typer.Option(help="Where the folders seeds and gold are; without them, our slides only.")
    ] = (HERE.parent.parent / "shared"),
    out: Annotated[Path, typer.Option(help="The file of the results.")] = HERE / "EXTRACTION.md",
    details: Annotated[bool, typer.Option(help="Print every row missed or found falsely.")] = False,
) -> None:
    """Measure the reader of documents and write the results."""
    folder = HERE / "data" / "slides" / str(seed)
    with _progress() as progress:
        ours = list(extraction.synthetic(readers.read, seed, count, folder, progress))
        known = list(extraction.reviewed(readers.read, HERE.parent / "data", shared / "seeds", shared / "gold"))
        speed = extraction.speed(readers.read, seed, count, folder)
    page = extracts.markdown(extracts.Measured(machine(), seed, known, ours, speed))
    out.write_text(page, encoding="utf-8")
    typer.echo(page)
    for line in extracts.details([*known, *ours]) if details else ():
        typer.echo(line)


@app.command()
def slides(
    folder: Annotated[Path, typer.Argument(help="Where they are written.")],
    seed: SeedOption = 1,
    count: CountOption = 18,
) -> None:
    """Write our own slides in every medium, each with the tables of its truth."""
    with _progress() as progress:
        for document in documents.documents(seed, count):
            for medium in documents.MEDIA:
                progress(f"{document.plan.name} as {medium}")
                documents.write(document, medium, folder)


def _scales(names: list[str]) -> list[Scale]:
    for name in names:
        if name not in SCALES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(SCALES)}")
    return [SCALES[name] for name in names]


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; an error of the benchmark becomes a message."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("start")
            yield lambda step: bar.update(task, description=step)
    except BenchError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()

"""The command line `seisaku`: verbs only; each calls what does the work.

Exit codes: 0 done, 1 a negative answer (a violation, a stale store), 2 the input or the request is wrong,
130 interrupted.
"""

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from terminal import (
    ConfigOption,
    Form,
    JsonOption,
    Language,
    SetOption,
    StoreChoice,
    StoreOption,
    Telling,
    pairs,
    progress,
    refusing,
    say_json,
    say_lines,
    write,
)

if TYPE_CHECKING:
    from loaders.releasing import sets
    from server import Settings

ROOT = Path(__file__).parent

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The knowledge graph of Japan's science and technology policy in money.",
)


@app.command()
def build(
    store: StoreOption = Path("store"),
    sources: Annotated[
        Path | None,
        typer.Option(help="A folder with the source files: verify each printed string at its line."),
    ] = None,
    data: Annotated[Path, typer.Option(help="The folder of the tables.")] = ROOT / "data",
    check: Annotated[bool, typer.Option("--check", help="Only say whether the store is current.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the graph from the tables, validate it, and publish it as the store's current release."""
    from loaders import build as builder
    from loaders.errors import LoaderError

    with refusing(LoaderError, OSError):
        if check:
            _say_whether_current(builder.is_current(store, data), store, as_json)
        with progress() as step:
            built = builder.build(store, data, sources, step)
    if as_json:
        say_json(asdict(built.manifest))
        return
    for finding in built.findings:
        if finding.severity.name == "WARNING":
            typer.echo(str(finding), err=True)
    manifest = built.manifest
    found = ", ".join(f"{number} {severity}" for severity, number in manifest.findings.items()) or "nothing found"
    typer.echo(f"{store}: release {manifest.release}, {manifest.triples:,} triples; {found}")


def _say_whether_current(current: bool, store: Path, as_json: bool) -> NoReturn:
    said = f"{store} is current" if current else f"{store} is not current: run `seisaku build`"
    typer.echo(json.dumps({"current": current}) if as_json else said)
    raise typer.Exit(0 if current else 1)


@app.command()
def extract(  # noqa: PLR0913, PLR0917 (its options)
    file: Annotated[Path, typer.Argument(help="A PDF with a text layer, a text, Markdown or HTML file.")],
    slug: Annotated[
        str | None, typer.Option("--id", help="The document's slug, for names that stand for something in it only.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; otherwise one here, named after the slug or the file.")
    ] = None,
    form: Annotated[
        Form,
        typer.Option("--format", help="csv: a folder of tables; json: standard output, and a folder with --out."),
    ] = Form.csv,
    force: Annotated[bool, typer.Option("--force", help="Replace tables that were edited since.")] = False,
    data: Annotated[Path, typer.Option(help="The folder of the registries.")] = ROOT / "data",
) -> None:
    """Read a budget document to tables that a person only has to check."""
    from loaders.errors import LoaderError
    from loaders.reading import extraction, folder

    with refusing(LoaderError, OSError, ValueError):
        found = extraction.extract(file, data, slug)
        target = out or (None if form is Form.json else Path(found.slug or file.stem))
        if target:
            folder.write(found, target, force=force)
    write(folder.to_json(found) if form is Form.json else f"{target}: {folder.summary(found)}\n", end=True)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="Turtle, JSON-LD, N-Triples, TriG, N-Quads or RDF/XML.")],
    as_json: JsonOption = False,
    turtle: Annotated[bool, typer.Option("--turtle", help="Write SHACL validation reports in Turtle.")] = False,
) -> None:
    """Check files of yours against the shapes of the graph; exit 1 if one violates them."""
    import shapes

    with refusing(shapes.ShapesError):
        reports = {file: shapes.validate_file(file) for file in files}
    if as_json:
        said = [{"file": str(file), **json.loads(shapes.to_json(report))} for file, report in reports.items()]
        say_json(said)
    for file, report in reports.items() if not as_json else ():
        typer.echo(shapes.to_turtle(report) if turtle else shapes.to_text(report, str(file)), nl=False)
    raise typer.Exit(0 if all(report.conforms for report in reports.values()) else 1)


@app.command()
def review(  # noqa: PLR0913, PLR0917 (its options)
    folder: Annotated[Path, typer.Argument(help="What `seisaku extract FILE --out DIR` wrote.", metavar="DIR")],
    document: Annotated[
        str | None, typer.Option("--id", help="The document's id, if extract was not given it.")
    ] = None,
    data: Annotated[Path, typer.Option(help="The folder of the tables.")] = ROOT / "data",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            metavar="all|TABLE[:LINE]", help="Write it into the tables: all, a table, a line of the document."
        ),
    ] = None,
    mark: Annotated[
        bool, typer.Option("--mark", help="Mark the registered rows that the extraction gives as they stand: parsed.")
    ] = False,
    more: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="A cell of a new document's row in documents.csv."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what differs between an extraction and the tables, and accept it; exit 1 if a row marked parsed differs."""
    from loaders.errors import LoaderError
    from loaders.review import acceptance, changes, listing, marking, reviews

    with refusing(LoaderError, OSError, ValueError):
        if accept and mark:
            raise ValueError("--accept and --mark are two steps: accept first, then mark")
        if more and not accept:
            raise ValueError("--set goes with --accept: it describes a new document")
        found = reviews.review(folder, data, document)
        if not (accept or mark):
            say_lines([listing.to_json(found)] if as_json else listing.text(found))
            raise typer.Exit(0 if found.agrees() else 1)
        if mark:
            marks = marking.mark(found)
            changes.write(data, marks.files, found.seen)
            say_lines([listing.marked_json(marks)] if as_json else listing.marked(marks))
            return
        chosen = [acceptance.selection(one) for one in accept or ()]
        done = acceptance.accept(found, chosen, pairs(more))
        changes.write(data, done.files, found.seen)
    say_lines([listing.accepted_json(done)] if as_json else listing.accepted(done))


@app.command()
def serve(  # noqa: PLR0913, PLR0917 (its options)
    config: ConfigOption = None,
    store: StoreChoice = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 unless set.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to listen on; 8000 unless set.")] = None,
    writable: Annotated[
        bool, typer.Option("--writable", help="Take updates from who has the token, SEISAKU_TOKEN in the environment.")
    ] = False,
    more: SetOption = None,
) -> None:
    """Serve the store's current release over HTTP: SPARQL, the questions, their answers."""
    with refusing(ValueError, OSError):
        settings = _settings(config, more, store=store, host=host, port=port, writable=writable or None)
    from server.nursery import born

    # They get ready while the web framework is imported, which takes as long.
    newborn = [born() for _ in range(settings.quick_slots + settings.page_slots + 1)]
    from server import process
    from server.errors import ServerError

    with refusing(ServerError):
        process.run(settings, newborn)


@app.command()
def settings(config: ConfigOption = None, more: SetOption = None) -> None:
    """Write the settings that `serve` would have, as a file for `--config`."""
    from server import configuration

    with refusing(ValueError, OSError):
        typer.echo(configuration.toml(_settings(config, more)), nl=False)


def _settings(config: Path | None, more: Sequence[str] | None, **said: object) -> "Settings":
    from server import configuration

    given = pairs(more)
    return configuration.read(config, given | {name: str(value) for name, value in said.items() if value is not None})


@app.command()
def queries(config: ConfigOption = None, store: StoreChoice = None, as_json: JsonOption = False) -> None:
    """List the queries that run on the servers of a store."""
    from server import control

    with refusing(ValueError, OSError):
        found = list(control.found(control.control_folder(_settings(config, None, store=store))))
    if as_json:
        said = [{**asdict(one.entry), "id": one.name} for one in found]
        say_json(said)
        return
    for one in found:
        entry = one.entry
        words = (one.name, f"{entry.seconds:.1f} s", entry.lane, entry.client, f"worker {entry.process}", entry.shape)
        typer.echo("  ".join((*words, entry.pattern[:100])))


@app.command()
def stop(
    name: Annotated[str, typer.Argument(help="The query, as `seisaku queries` names it.")],
    config: ConfigOption = None,
    store: StoreChoice = None,
) -> None:
    """Stop a running query; exit 1 if there is none of that name."""
    from server import control

    with refusing(ValueError, OSError):
        stopped = control.stop(control.control_folder(_settings(config, None, store=store)), name)
    typer.echo(f"{name} is stopped" if stopped else f"{name} does not run: `seisaku queries` lists those that do")
    raise typer.Exit(0 if stopped else 1)


@app.command()
def publish(  # noqa: PLR0913, PLR0917 (its options)
    to: Annotated[str, typer.Option(help="The SPARQL 1.1 query endpoint of the server.")],
    store: StoreOption = Path("store"),
    graph_store: Annotated[str | None, typer.Option(help="Its Graph Store Protocol; otherwise guessed.")] = None,
    token_env: Annotated[str | None, typer.Option(help="The environment variable with a bearer token.")] = None,
    login_env: Annotated[str | None, typer.Option(help="The environment variable with user:password.")] = None,
    chunk_mb: Annotated[float, typer.Option(min=0.01, help="The largest body to send, in megabytes.")] = 16,
    as_json: JsonOption = False,
) -> None:
    """Put the store's current release on a SPARQL 1.1 server, graph by graph."""
    from loaders import publish as publisher
    from loaders.errors import LoaderError
    from loaders.graphstore import credentials

    with refusing(LoaderError, OSError, ValueError):
        target = publisher.Target(to, graph_store, credentials(token_env, login_env), int(chunk_mb * 10**6))
        with progress() as step:
            published = publisher.publish(store, target, step)
    if as_json:
        say_json(asdict(published))
        return
    done = "published" if published.changed else "was there already"
    typer.echo(f"{to}: release {published.release} {done}, {published.triples:,} triples")


@app.command()
def query(
    file: Annotated[Path, typer.Argument(help="A file with a SPARQL query, or - for standard input.")],
    store: StoreOption = Path("store"),
    form: Annotated[str | None, typer.Option("--format", help="csv, tsv, json, xml; ttl, nt, jsonld, rdf.")] = None,
) -> None:
    """Answer a SPARQL query from the store's current release."""
    import ontology
    from server.errors import ServerError
    from server.formats import HTML, OFFERS, Wish
    from server.graphs import GraphWriter
    from server.release import Releases
    from server.results import Query, evaluate, form_of, write

    with refusing(ServerError, OSError, UnicodeDecodeError):
        text = (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8")
        result = evaluate(Releases(store).current().opened(), Query(text, ontology.BASE))
        offers = [offer for offer in OFFERS[form_of(result)] if offer is not HTML]
        choice = Wish("text/csv, */*;q=0.5", form).choose(offers, "The answer")
        write(result, choice, GraphWriter(ontology.prefixes(), ontology.context()), sys.stdout.buffer)
        sys.stdout.flush()


@app.command()
def dump(  # noqa: PLR0913, PLR0917 (its options)
    store: StoreOption = Path("store"),
    graph: Annotated[str | None, typer.Option(help="One named graph, by IRI; all of them otherwise.")] = None,
    form: Annotated[str, typer.Option("--format", help="nq, trig; nt, ttl, rdf or jsonld.")] = "nq",
    out: Annotated[
        Path | None, typer.Option(help="The file to write, or the folder of the release; standard output otherwise.")
    ] = None,
    release: Annotated[
        str | None, typer.Option(metavar="YYYY.MM[.N]", help="Publish the current release as a set of files, for good.")
    ] = None,
    previous: Annotated[
        str | None, typer.Option(help="The set that it follows; otherwise the latest one beside it.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only verify a published release; exit 1 if it fails.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write the graph, or one named graph, in a canonical and sorted form; or publish it as a release to cite."""
    from loaders import dump as dumper
    from loaders.errors import LoaderError
    from loaders.releasing import sets

    with refusing(LoaderError, OSError, ValueError):
        if release is not None:
            _require(graph is None, "--graph makes a file; a release holds all graphs")
            _release(sets.Order(store, release, out, previous), as_json=as_json, check=check)
            return
        _require(not (previous or check), "--previous and --check go with --release")
        content = dumper.dump(store, graph, form)
        if out:
            out.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _release(order: "sets.Order", *, as_json: bool, check: bool) -> None:
    from loaders.releasing import sets

    if check:
        wrong = sets.check(order)
        said = "\n".join(wrong) or f"{order.folder} is whole"
        typer.echo(json.dumps({"whole": not wrong, "problems": wrong}, ensure_ascii=False) if as_json else said)
        raise typer.Exit(1 if wrong else 0)
    with progress() as step:
        made = sets.publish(order, step)
    after = f", after {made.previous}" if made.previous else ""
    told = f"{order.folder}: release {made.version}{after}, {made.triples:,} triples, {len(made.files)} files"
    typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2) if as_json else told)


@app.command()
def diff(  # noqa: PLR0913, PLR0917 (its options)
    before: Annotated[str, typer.Argument(help="The earlier one.", metavar="A")],
    after: Annotated[str, typer.Argument(help="The later one.", metavar="B")],
    form: Annotated[Telling, typer.Option("--format", help="How to tell it.")] = Telling.text,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    language: Annotated[Language, typer.Option("--lang", help="The language of the text.")] = Language.en,
    store: StoreOption = Path("store"),
) -> None:
    """Say what was added, corrected and withdrawn from A to B; exit 1 if they differ.

    Each is a release folder, a store directory, a release set, a dump (.nq, .trig, also .gz or .zst), or the name of a
    release or a set in the store.
    """
    from loaders.errors import LoaderError
    from loaders.releasing import listing
    from loaders.releasing.changes import Comparison
    from loaders.releasing.sides import side

    with refusing(LoaderError, OSError), side(before, store) as earlier, side(after, store) as later:
        compared = Comparison(earlier, later)
        if as_json or form is Telling.json:
            listing.write_json(compared, write)
        elif form is Telling.patch:
            listing.write_patch(compared, write)
        else:
            listing.write_text(compared, write, language.value)
        write("", end=True)
        equal = compared.are_equal
    raise typer.Exit(0 if equal else 1)


def _interrupted(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> None:
    """The entry point: an interruption ends what was begun and leaves nothing behind."""
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)

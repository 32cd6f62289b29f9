"""Settings from a file, the environment and the command line, and their documentation."""

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from server import Settings, configuration
from server.configuration import read, table, toml
from server.settings import Address

DOCUMENT = Path(configuration.__file__).parent / "SETTINGS.md"
_TABLE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end -->)", re.DOTALL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "seisaku.toml"


def test_without_anything_all_is_usual() -> None:
    assert read(environ={}) == Settings(Path("store"))


def test_what_goes_over_what(file: Path) -> None:
    file.write_text(
        'quick_slots = 3\nslow_slots = 3\npage_slots = 3\nquery_seconds = 5\nstore = "a"\nmetrics = false\n'
    )
    environ = {"SEISAKU_SLOW_SLOTS": "4", "SEISAKU_PAGE_SLOTS": "4", "SEISAKU_METRICS": "True", "OTHER": "x"}
    found = read(file, {"page_slots": "5", "control_folder": "/run"}, environ)
    assert (found.quick_slots, found.slow_slots, found.page_slots) == (3, 4, 5)
    assert (found.query_seconds, found.store, found.metrics) == (5.0, Path("a"), True)
    assert isinstance(found.query_seconds, float)
    assert found.control_folder == Path("/run")


def test_stores_and_lists(file: Path) -> None:
    file.write_text('store = "https://a.example/sparql"\nservice_prefixes = ["https://b.example/"]\n')
    found = read(file, environ={})
    assert (found.store, found.service_prefixes) == (Address("https://a.example/sparql"), ("https://b.example/",))
    named = {"SEISAKU_STORE": "b", "SEISAKU_SERVICE_PREFIXES": "https://c.example/ https://d.example/x"}
    found = read(file, {"store": "c"}, named)
    assert (found.store, found.service_prefixes) == (Path("c"), ("https://c.example/", "https://d.example/x"))


def test_secrets_stay_off_the_command_line() -> None:
    given = {"SEISAKU_TOKEN": "a-token-of-the-tests", "SEISAKU_WRITABLE": "true"}
    assert (read(environ=given).token, read(environ=given).writable) == ("a-token-of-the-tests", True)
    with pytest.raises(ValueError, match="command line: token is a secret") as raised:
        read(said={"token": "a-token-of-the-tests"}, environ={})
    assert "of-the-tests" not in str(raised.value)


def test_the_environment_names_the_file(file: Path) -> None:
    file.write_text("quick_slots = 3\n")
    assert read(environ={"SEISAKU_CONFIG": str(file)}).quick_slots == 3


def test_the_address_listened_on_is_the_public_one() -> None:
    assert read(said={"port": "81"}, environ={}).public_url == "http://127.0.0.1:81"
    assert read(said={"host": "::1"}, environ={}).public_url == "http://[::1]:8000"
    named = {"SEISAKU_PUBLIC_URL": "https://example.org/"}
    assert read(said={"port": "81"}, environ=named).endpoint == "https://example.org/sparql"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\nquery_limt = 1", r"seisaku.toml:2: there is no setting query_limt; perhaps query_limit"),
        ("[server]\nport = 1", "seisaku.toml:1: there is no setting server; `seisaku settings` lists"),
        ("[port]\na = 1", "seisaku.toml:1: settings stand in no table: port is one"),
        ('port = "many"', "seisaku.toml:1: port must be a whole number, not 'many'"),
        ("port = 2.5", "port must be a whole number, not 2.5"),
        ("port = true", "port must be a whole number, not True"),
        ("query_seconds = true", "query_seconds must be a number, not True"),
        ("metrics = 1", "metrics must be true or false, not 1"),
        ("host = 1", "host must be text, not 1"),
        ("store = 1", "store must be a path or an address, not 1"),
        ('store = "ftp://a/"', "seisaku.toml:1: store: 'ftp://a/' is no http or https address of an endpoint"),
        ("control_folder = 1", "control_folder must be a path, not 1"),
        ('service_prefixes = "https://a.example"', "service_prefixes must be http or https addresses with a path"),
        ("service_prefixes = [1]", "service_prefixes must be a list of texts"),
        ("port = 70000", "seisaku.toml:1: port must be from 0 to 65535"),
        ("query_seconds = -1", "seisaku.toml:1: query_seconds must be more than 0"),
        ('log_format = "xml"', "log_format must be json or console"),
        ('public_url = "example.org"', "public_url must be an http or https address"),
        ("port = many", r"seisaku.toml: .*line 1, column 8"),
    ],
)
def test_mistakes_in_a_file(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    with pytest.raises(ValueError, match=words):
        read(file, environ={})


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SEISAKU_QUICK_SLOTS", "many", "SEISAKU_QUICK_SLOTS: quick_slots must be a whole number, not 'many'"),
        ("SEISAKU_QUICK_SLOTS", "2.5", "must be a whole number"),
        ("SEISAKU_METRICS", "perhaps", "must be true or false"),
        ("SEISAKU_QUERY_SECONDS", "nan", "must be more than 0"),
        ("SEISAKU_QUERY_SECOND", "1", "SEISAKU_QUERY_SECOND: there is no setting query_second; perhaps query_seconds"),
    ],
)
def test_mistakes_in_the_environment(variable: str, value: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(environ={variable: value})


def test_mistakes_on_the_command_line_and_files_that_are_none(file: Path) -> None:
    with pytest.raises(ValueError, match="command line: port must be a whole number"):
        read(said={"port": "x"}, environ={})
    with pytest.raises(OSError, match=r"seisaku\.toml"):
        read(file, environ={})
    file.write_bytes(b"\xff")
    with pytest.raises(ValueError, match=r"seisaku\.toml"):
        read(file, environ={})


def test_what_is_written_is_read_again(file: Path) -> None:
    written = Settings(
        Path('a "b"'),
        "https://例.jp/",
        query_seconds=0.25,
        service_prefixes=("http://a/",),
        control_folder=Path("/run"),
    )
    file.write_text(toml(written), encoding="utf-8")
    assert read(file, environ={}) == written
    assert toml(written).count("\n# ") >= len(fields(Settings)) - 1
    assert "# control_folder is not set\n" in toml(Settings(Path("store")))


def test_a_secret_is_not_shown() -> None:
    written = toml(Settings(Path("store"), token="s3cret"))  # noqa: S106
    assert "# token is set; it is not shown" in written
    assert "# store_authorization is not set; it is not shown" in written
    assert "s3cret" not in written


def test_the_document_is_current() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert len(_TABLE.findall(text)) == 1
    if "APPROVE" in os.environ:
        DOCUMENT.write_text(_TABLE.sub(lambda _: table(), text), encoding="utf-8")
    else:
        assert _TABLE.findall(text) == [table()], "`make approve` writes the table of settings"

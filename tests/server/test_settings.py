"""Settings from the environment."""

from pathlib import Path

import pytest

from server.settings import Address, Settings, location


def test_the_address_listened_on_is_the_public_one() -> None:
    found = Settings.from_environment(Path("store"), "http://127.0.0.1:8000", {})
    assert found == Settings(store=Path("store"))


def test_the_environment_names_another_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEISAKU_PUBLIC_URL", "https://example.org/")
    assert Settings.from_environment(Path("store"), "http://0.0.0.0:80").endpoint == "https://example.org/sparql"


def test_each_setting_has_a_variable() -> None:
    given = {"SEISAKU_QUERY_SECONDS": "2.5", "SEISAKU_QUICK_SLOTS": "7", "SEISAKU_STORE": "no", "OTHER": "x"}
    found = Settings.from_environment(Path("store"), "http://a/", given)
    assert (found.query_seconds, found.quick_slots, found.store) == (2.5, 7, Path("store"))


def test_a_store_is_a_directory_or_an_address() -> None:
    elsewhere = {"SEISAKU_STORE": "https://example.org/sparql"}
    assert Settings.from_environment(None, "http://a/", elsewhere).store == Address("https://example.org/sparql")
    assert Settings.from_environment(Path("here"), "http://a/", elsewhere).store == Path("here")
    assert Settings.from_environment(None, "http://a/", {}).store == Path("store")
    assert str(location("http://127.0.0.1:7878/query")) == "http://127.0.0.1:7878/query"


@pytest.mark.parametrize("text", ["ftp://example.org/", "https://", "https://a/#b", "https://me:secret@a/sparql"])
def test_what_is_no_address_of_an_endpoint(text: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        location(text)


def test_the_authorization_is_not_shown() -> None:
    found = Settings.from_environment(None, "http://a/", {"SEISAKU_STORE_AUTHORIZATION": "Bearer secret"})
    assert found.store_authorization == "Bearer secret"
    assert "secret" not in repr(found)


def test_services_are_named_as_far_as_a_path() -> None:
    given = {"SEISAKU_SERVICE_PREFIXES": "https://a.example/sparql http://b.example/"}
    found = Settings.from_environment(None, "http://a/", given)
    assert found.service_prefixes == ("https://a.example/sparql", "http://b.example/")
    with pytest.raises(ValueError, match="with a path"):
        Settings(Path("store"), service_prefixes=("https://a.example",))


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SEISAKU_QUICK_SLOTS", "many", "SEISAKU_QUICK_SLOTS must be a number"),
        ("SEISAKU_QUICK_SLOTS", "2.5", "SEISAKU_QUICK_SLOTS must be a number"),
        ("SEISAKU_QUERY_SECONDS", "-1", "query_seconds must be more than 0"),
        ("SEISAKU_QUERY_SECONDS", "inf", "query_seconds must be more than 0"),
        ("SEISAKU_QUERY_SECONDS", "nan", "query_seconds must be more than 0"),
    ],
)
def test_unreadable_variables(variable: str, value: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings.from_environment(Path("store"), "http://a/", {variable: value})


@pytest.mark.parametrize(
    ("public_url", "base_iri"),
    [("example.org", "https://a/"), ("https://a", "urn:a/"), ("https://a", "https://a/b")],
)
def test_addresses_are_checked(public_url: str, base_iri: str) -> None:
    with pytest.raises(ValueError, match=r"http|base IRI"):
        Settings(Path("store"), public_url, base_iri)


@pytest.mark.parametrize("token", ["", "short", "fifteen-letters", "has a blank in it", "トークン" * 5])
def test_write_mode_needs_a_token(token: str) -> None:
    with pytest.raises(ValueError, match="SEISAKU_TOKEN to 16 or more"):
        Settings(Path("store"), writable=True, token=token)


def test_the_token_is_read_and_not_told() -> None:
    given = {"SEISAKU_TOKEN": "a-token-of-the-tests", "SEISAKU_WRITABLE": "1"}
    found = Settings.from_environment(Path("store"), "http://a/", given)
    assert (found.token, found.writable) == ("a-token-of-the-tests", False)
    assert "a-token" not in repr(found)


def test_write_mode_needs_a_directory_and_calls_nobody() -> None:
    token = "a-token-of-the-tests"  # noqa: S105
    with pytest.raises(ValueError, match="service_prefixes"):
        Settings(Path("store"), writable=True, token=token, service_prefixes=("https://a.example/sparql",))
    with pytest.raises(ValueError, match="no store directory"):
        _ = Settings(Address("https://a.example/sparql"), writable=True, token=token).directory

"""What settings may be."""

from pathlib import Path
from typing import Any

import pytest

from server.settings import Address, Settings, entries, location


def test_the_address_of_the_endpoint() -> None:
    assert Settings(Path("store"), "https://example.org/").endpoint == "https://example.org/sparql"


@pytest.mark.parametrize(
    ("public_url", "base_iri"),
    [("example.org", "https://a/"), ("https://a", "urn:a/"), ("https://a", "https://a/b")],
)
def test_addresses_are_checked(public_url: str, base_iri: str) -> None:
    with pytest.raises(ValueError, match=r"http|base IRI"):
        Settings(Path("store"), public_url, base_iri)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"query_seconds": -1.0}, "query_seconds must be more than 0, not -1"),
        ({"query_seconds": float("inf")}, "query_seconds must be more than 0"),
        ({"query_seconds": float("nan")}, "query_seconds must be more than 0"),
        ({"port": 70000}, "port must be from 0 to 65535, not 70000"),
        ({"notice_seconds": -0.5}, "notice_seconds must be from 0"),
        ({"log_format": "xml"}, "log_format must be json or console, not 'xml'"),
    ],
)
def test_values_are_checked(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings(Path("store"), **given)


def test_each_setting_says_what_it_is() -> None:
    assert all(len(entry.about) > 10 for entry in entries().values())
    limits = {name for name, entry in entries().items() if entry.limit}
    assert {name for name in entries() if name.endswith("_limit")} - limits == {"cache_limit"}
    assert {"query_seconds", "budget_seconds", "queue_length"} < limits


@pytest.mark.parametrize("text", ["ftp://example.org/", "https://", "https://a/#b", "https://me:secret@a/sparql"])
def test_what_is_no_address_of_an_endpoint(text: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        location(text)


def test_services_are_named_as_far_as_a_path() -> None:
    assert Settings(Path("store"), service_prefixes=("https://a.example/sparql", "http://b.example/"))
    with pytest.raises(ValueError, match="service_prefixes must be http or https addresses with a path"):
        Settings(Path("store"), service_prefixes=("https://a.example",))


def test_secrets_are_not_shown() -> None:
    found = repr(Settings(Path("store"), store_authorization="Bearer secret", token="secret"))  # noqa: S106
    assert "secret" not in found
    assert {name for name, entry in entries().items() if entry.is_secret} == {"store_authorization", "token"}


@pytest.mark.parametrize("token", ["", "short", "fifteen-letters", "has a blank in it", "トークン" * 5])
def test_write_mode_needs_a_token(token: str) -> None:
    with pytest.raises(ValueError, match="SEISAKU_TOKEN to 16 or more"):
        Settings(Path("store"), writable=True, token=token)


def test_write_mode_needs_a_directory_and_calls_nobody() -> None:
    token = "a-token-of-the-tests"  # noqa: S105
    with pytest.raises(ValueError, match="service_prefixes"):
        Settings(Path("store"), writable=True, token=token, service_prefixes=("https://a.example/sparql",))
    with pytest.raises(ValueError, match="no store directory"):
        _ = Settings(Address("https://a.example/sparql"), writable=True, token=token).directory

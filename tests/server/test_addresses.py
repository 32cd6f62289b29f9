"""IRIs of ours as addresses of this server, and back."""

import pytest

from server.addresses import local, spellings

BASE = "https://w3id.org/seisaku/"


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        ("id/program/kakenhi", "/doc/program/kakenhi"),
        ("id/statement/d/10-1", "/doc/statement/d/10-1"),
        ("id/fiscal-year/2024#end", "/doc/fiscal-year/2024#end"),
        ("id/program/科研費", "/doc/program/%E7%A7%91%E7%A0%94%E8%B2%BB"),
        ("id/program/a%20b", "/doc/program/a%20b"),
        ("doc/program/kakenhi?page=2", "/doc/program/kakenhi?page=2"),
        ("graph/document/d", "/doc/graph/document/d"),
        ("ontology#Program", "/ontology#Program"),
        ("shapes#Body-kind", "/shapes#Body-kind"),
        ("queries/growth", "/queries/growth"),
        ("", "/"),
    ],
)
def test_addresses_of_our_iris(iri: str, address: str) -> None:
    assert local(BASE + iri, BASE) == address


def test_other_iris_have_none() -> None:
    assert local("https://example.org/id/program/kakenhi", BASE) == ""
    assert local("https://w3id.org/seisak", BASE) == ""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (b"/id/program/kakenhi", ("/id/program/kakenhi",)),
        (b"/id/program/kakenhi?lang=ja", ("/id/program/kakenhi",)),
        (b"/id/program/%6Bakenhi", ("/id/program/kakenhi",)),
        (b"/id/program/%E7%A7%91", ("/id/program/科", "/id/program/%E7%A7%91")),
        ("/id/program/科".encode(), ("/id/program/科", "/id/program/%E7%A7%91")),
        (b"/id/program/%e7%a7%91", ("/id/program/科", "/id/program/%E7%A7%91")),
        (b"/id/program/a%20b", ("/id/program/a%20b",)),
        (b"/id/program/a%2Fb", ("/id/program/a%2Fb", "/id/program/a/b")),
        (b"/id/program%2fkakenhi", ("/id/program%2fkakenhi", "/id/program/kakenhi")),
        (b"/id/program/%25", ("/id/program/%25",)),
        (b"/id/program/%E7%A7", ("/id/program/%E7%A7",)),
        (b"/id/program/%", ("/id/program/%",)),
        (b"/id/program/(a)", ("/id/program/(a)",)),
    ],
)
def test_what_an_address_may_mean(path: bytes, found: tuple[str, ...]) -> None:
    assert spellings(path) == found

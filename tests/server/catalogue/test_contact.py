"""Whom a catalogue may name: an address that can stand in a graph, or nobody."""

from dataclasses import replace

import pytest

from server import Settings


@pytest.mark.parametrize("address", ["", "mailto:data@example.org", "https://example.org/contact?x=1"])
def test_right(settings: Settings, address: str) -> None:
    assert replace(settings, contact=address).contact == address


WRONG = ["data@example.org", "mailto:nobody", "https://", "javascript:alert(1)", "https://a/<b>"]


@pytest.mark.parametrize("address", WRONG)
def test_wrong(settings: Settings, address: str) -> None:
    with pytest.raises(ValueError, match="contact must be an address such as"):
        replace(settings, contact=address)

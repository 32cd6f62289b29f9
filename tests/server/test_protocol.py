"""Parameters as they come in addresses and forms."""

from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.errors import BadRequest
from server.protocol import fields_of

_LETTERS = st.sampled_from([b"g", b"=", b"&", b"+", b"%", b"\\", b"x", b"4", b"1", b"\xe3\x81\x82", b"%E3%81%82", b";"])


@given(st.lists(_LETTERS).map(b"".join))
@example(b"a=%5Cx41&\\x41=\\")
@example(b"a=%zz&b=%4")
@example(b"%5cN{DIGIT ONE}=\\N{DIGIT ONE}\\u0041")
def test_fields_are_those_of_the_standard_library(raw: bytes) -> None:
    assert list(fields_of(raw)) == parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_quoted_comes_out_again(text: str) -> None:
    assert fields_of(f"query={quote_plus(text)}".encode()) == (("query", text),)


@pytest.mark.parametrize("raw", [b"a=%ff", b"a=\xff", b"&".join([b"a=1"] * 300)])
def test_fields_that_cannot_be_read(raw: bytes) -> None:
    with pytest.raises(BadRequest):
        fields_of(raw)

"""Frames: what is packed comes out again, whole or not at all."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.frames import LARGEST, Header, Kind, Problem, Reply, Setup, Task, heard, packed, read, said, taken, whole

FRAMES = st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=300)))


@given(FRAMES, st.integers(1, 50))
def test_frames_survive_any_cutting(frames: list[tuple[Kind, bytes]], size: int) -> None:
    sent = b"".join(packed(*frame) for frame in frames)
    buffer, found = bytearray(), []
    for start in range(0, len(sent), size):
        buffer += sent[start : start + size]
        found += list(taken(buffer))
    assert (found, bytes(buffer)) == (frames, b"")
    stream = BytesIO(sent)
    assert [read(stream) for _ in frames] == frames
    assert read(stream) is None


@given(FRAMES.filter(bool), st.data())
def test_a_cut_stream_has_no_last_frame(frames: list[tuple[Kind, bytes]], data: st.DataObject) -> None:
    sent = packed(*frames[-1])
    assert read(BytesIO(sent[: data.draw(st.integers(0, len(sent) - 1))])) is None


@pytest.mark.parametrize("junk", [b"?\0\0\0\0", b"D\xff\xff\xff\xff", packed(Kind.DATA, b"a" * (2 * LARGEST + 1))])
def test_junk_is_no_frame(junk: bytes) -> None:
    with pytest.raises(ValueError, match=r"frame|Kind"):
        list(taken(bytearray(junk)))


@pytest.mark.parametrize(
    "record",
    [
        Setup("/a", 1, {"a": "b"}, {"@context": {}}),
        Task("ASK { '\N{GRINNING FACE}' }", "http://a/", named=("http://a/g",)),
        Header("text/csv", "csv", "SOLUTIONS"),
        Problem("NotFound", "a", "b", {"line": 1}, {"Retry-After": "1"}),
    ],
)
def test_records(record: Setup | Task | Header | Problem) -> None:
    (frame,) = taken(bytearray(said(Kind.TASK, record)))
    assert heard(type(record), frame[1]) == record


@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_a_short_reply_leaves_at_once(parts: list[bytes]) -> None:
    sent: list[bytes] = []
    reply = Reply(sent.append, Header("text/csv", "csv", "SOLUTIONS"))
    for part in parts:
        assert reply.write(part) == len(part)
    reply.flush()
    assert not sent
    reply.end()
    ((kind, body),) = taken(bytearray(sent[0]))
    assert kind is Kind.WHOLE
    assert whole(body) == (Header("text/csv", "csv", "SOLUTIONS"), b"".join(parts))


def test_a_long_reply_leaves_in_frames() -> None:
    sent: list[bytes] = []
    reply = Reply(sent.append, Header("text/csv", "csv", "SOLUTIONS"))
    reply.write(b"a" * (2 * LARGEST + 5))
    reply.end()
    frames = list(taken(bytearray(b"".join(sent))))
    assert [len(body) for kind, body in frames if kind is Kind.DATA] == [LARGEST, LARGEST, 5]
    assert max(map(len, sent)) < LARGEST + 200

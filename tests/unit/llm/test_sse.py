"""Server-sent events are the same however their bytes were cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.infra.answers.sse import SSEDecoder


def decoded(pieces) -> list[bytes]:
    decoder = SSEDecoder()
    return [data for piece in pieces for data in decoder.feed(piece)]


CASES = {
    b"data: one\n\ndata: two\n\n": [b"one", b"two"],
    b"data: one\r\n\r\ndata: two\r\n\r\n": [b"one", b"two"],
    b"data: one\r\rdata: two\r\r": [b"one", b"two"],
    b"data:one\n\n": [b"one"],
    b"data:  two spaces\n\n": [b" two spaces"],
    b"data: a\ndata: b\n\n": [b"a\nb"],
    b"data: a\r\ndata: b\r\n\r\n": [b"a\nb"],
    b": a comment\n\nevent: message\nid: 1\nretry: 5\ndata: x\n\n": [b"x"],
    b"\n\n\ndata: x\n\n\n": [b"x"],
    b"data: cut": [],
    b"data: no blank line\n": [],
    "data: é 🙂 \u2028 \x85\n\n".encode(): ["é 🙂 \u2028 \x85".encode()],
    b"database: no\n\n": [],
}


@pytest.mark.parametrize("stream", CASES)
def test_an_event_is_the_data_before_a_blank_line(stream):
    assert decoded([stream]) == CASES[stream]


@pytest.mark.parametrize("stream", CASES)
def test_one_byte_at_a_time_gives_the_same_events(stream):
    assert decoded(bytes([byte]) for byte in stream) == CASES[stream]


LINES = st.sampled_from(
    [b"data: a", b"data:b", b": c", b"event: e", b"", b"", b"\r", b"\n", b"\r\n"]
)


@given(st.lists(LINES, max_size=16).map(b"".join), st.data())
def test_any_cutting_gives_the_same_events(stream, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    borders = zip([0, *cuts], [*cuts, len(stream)], strict=True)
    assert decoded(stream[a:b] for a, b in borders) == decoded([stream])


def test_an_event_is_complete_with_its_blank_line_and_not_one_byte_later():
    decoder = SSEDecoder()
    assert decoder.feed(b"data: x\r\r") == [b"x"]
    assert decoder.feed(b"\ndata: y\n") == []
    assert decoder.feed(b"\n") == [b"y"]

"""What the page is sent for a reply's growth is small, and repeats what may have been missed."""

from spacerr.domain.status import Status
from spacerr.services.following import Growth
from spacerr.state.live import KEY_CHARS, chunk
from spacerr.state.views import LABELS

REPLY = "0199f1c2-aaaa-7000-8000-0123456789ab"


def grown(*texts: str) -> list[Growth]:
    growths = [Growth(status=Status.STREAMING)]
    for text in texts:
        growths.append(Growth(growths[-1].end, text, Status.STREAMING))
    return growths


def test_a_chunk_says_which_reply_where_and_what():
    before, growth = grown("Hello")
    assert chunk(REPLY, before, growth) == [REPLY[-KEY_CHARS:], 0, "Hello"]


def test_a_chunk_repeats_the_one_before_it_and_offsets_count_utf_16():
    _, first, second, third = grown("a😀", "b", "c")
    assert chunk(REPLY, first, second) == [REPLY[-KEY_CHARS:], 0, "a😀b"]
    assert chunk(REPLY, second, third) == [REPLY[-KEY_CHARS:], 3, "bc"]


def test_a_page_that_sees_every_other_chunk_has_the_whole_text():
    growths = grown(*(f"{n}😀 " for n in range(20)))
    chunks = [
        chunk(REPLY, one, other) for one, other in zip(growths, growths[1:], strict=False)
    ]
    units: list[bytes] = []
    for _, offset, text in chunks[1::2]:
        data = text.encode("utf-16-le")
        assert offset <= len(units)
        units[offset:] = [data[at : at + 2] for at in range(0, len(data), 2)]
    assert b"".join(units).decode("utf-16-le") == "".join(f"{n}😀 " for n in range(20))


def test_a_label_travels_only_when_the_status_changed():
    thinking = Growth(status=Status.THINKING)
    writing = Growth(0, "Hi", Status.STREAMING)
    assert chunk(REPLY, thinking, writing)[3:] == [LABELS[Status.STREAMING]]
    assert chunk(REPLY, writing, Growth(2, "!", Status.STREAMING))[3:] == []

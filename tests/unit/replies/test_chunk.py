"""What the page is sent for a reply's growth is small, and repeats what may have been missed."""

from spacerr.domain.limits import REPLY_KEY_CHARS
from spacerr.domain.replies.draft import Draft
from spacerr.domain.status import Status
from spacerr.state.chat.live import chunk
from spacerr.state.words import LABELS

REPLY = "0199f1c2-aaaa-7000-8000-0123456789ab"
THINKING, WRITING = Status.THINKING, Status.STREAMING
KNOWN = Draft(status=WRITING)


def grown(*texts: str) -> list[Draft]:
    growths = [Draft(status=WRITING)]
    for text in texts:
        growths.append(Draft(offset=growths[-1].end, text=text, status=WRITING))
    return growths


def units(text: str) -> list[bytes]:
    data = text.encode("utf-16-le")
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def test_a_chunk_says_which_reply_where_and_what():
    before, growth = grown("Hello")
    assert chunk(REPLY, before, growth, KNOWN) == [REPLY[-REPLY_KEY_CHARS:], 0, "Hello"]


def test_a_chunk_repeats_the_one_before_it_and_offsets_count_utf_16():
    _, first, second, third = grown("a😀", "b", "c")
    assert chunk(REPLY, first, second, KNOWN) == [REPLY[-REPLY_KEY_CHARS:], 0, "a😀b"]
    assert chunk(REPLY, second, third, KNOWN) == [REPLY[-REPLY_KEY_CHARS:], 3, "bc"]


def test_a_page_that_sees_every_other_chunk_has_the_whole_text():
    growths = grown(*(f"{n}😀 " for n in range(20)))
    pairs = zip(growths, growths[1:], strict=False)
    chunks = [chunk(REPLY, before, growth, KNOWN) for before, growth in pairs]
    page: list[bytes] = []
    for _, offset, text in chunks[1::2]:
        assert offset <= len(page)
        page[offset:] = units(text)
    assert b"".join(page).decode("utf-16-le") == "".join(f"{n}😀 " for n in range(20))


def test_a_new_status_travels_with_its_label_until_the_page_surely_knows_it():
    thinking, first, second = Draft(status=THINKING), *grown("Hi", "!")[1:]
    told = [WRITING.value, LABELS[WRITING]]
    assert chunk(REPLY, thinking, first, thinking)[3:] == told
    assert chunk(REPLY, first, second, thinking)[3:] == told
    assert chunk(REPLY, first, second, KNOWN)[3:] == []


def test_thoughts_travel_beside_the_text_and_repeat_too():
    first = Draft(status=THINKING, reasoning="Hm")
    second = Draft(status=THINKING, reasoning_offset=2, reasoning="m.")
    third = Draft(status=WRITING, reasoning_offset=4, text="Yes")
    assert chunk(REPLY, first, second, first)[5:] == [0, "Hmm."]
    assert chunk(REPLY, second, third, first)[1:] == [0, "Yes", "streaming", "Writing", 2, "m."]


def test_a_growth_that_begins_earlier_is_sent_where_it_begins():
    before, again = (
        Draft(text="One two", status=WRITING),
        Draft(offset=3, text=" two three", status=WRITING),
    )
    assert chunk(REPLY, before, again, KNOWN) == [REPLY[-REPLY_KEY_CHARS:], 3, " two three"]


def test_a_page_is_told_what_stays_text_with_every_chunk_after_a_turn():
    before = Draft(text="So: Hm.", status=WRITING)
    turned = Draft(
        offset=4, text="Yes", status=WRITING, reasoning_offset=0, reasoning="Hm.", turned=4
    )
    later = Draft(offset=7, text="!", status=WRITING, reasoning_offset=3, turned=4)
    assert chunk(REPLY, before, turned, KNOWN)[1:] == [
        4,
        "Yes",
        "streaming",
        "Writing",
        0,
        "Hm.",
        4,
    ]
    assert chunk(REPLY, turned, later, KNOWN)[1:] == [
        4,
        "Yes!",
        "streaming",
        "Writing",
        0,
        "Hm.",
        4,
    ]


def test_a_retry_is_counted_down():
    waiting = Draft(status=THINKING, retrying=4)
    assert chunk(REPLY, KNOWN, waiting, KNOWN)[4] == "Retrying in 4 s"


def test_a_server_at_work_is_said_to_be():
    working = Draft(status=THINKING, working=True)
    assert chunk(REPLY, KNOWN, working, KNOWN)[4] == "Still waiting: the model is working"
    assert chunk(REPLY, working, Draft(status=THINKING), working)[4] == "Thinking"

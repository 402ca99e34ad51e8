"""Log entries become growth: text that begins where the page's text ends."""

from spacerr.domain.replies.events import Delta, Finalized, Progressed, Reasoning, Restated, Working
from spacerr.domain.status import Status
from spacerr.infra.redis.streams import LogEntry
from spacerr.services.replies.followers import Growth, grow


def entries(*events) -> list[LogEntry]:
    return [LogEntry(seq, event) for seq, event in enumerate(events, start=1)]


def test_growth_counts_in_the_units_of_the_browser():
    first = grow(Growth(), entries(Progressed(status=Status.THINKING), Delta(text="a😀")))
    assert (first.offset, first.end, first.status) == (0, 3, Status.STREAMING)
    assert grow(first, entries(Delta(text="b"))).offset == 3


def test_what_piled_up_is_one_growth():
    grown = grow(Growth(), entries(Delta(text="a"), Delta(text="b"), Delta(text="c")))
    assert (grown.offset, grown.text) == (0, "abc")


def test_a_restated_reply_adds_only_what_was_not_known():
    known = Growth(0, "One 😀", Status.STREAMING)
    restated = grow(known, entries(Restated(text="One 😀 two"), Delta(text="!")))
    assert (restated.offset, restated.text) == (6, " two!")


def test_a_reply_that_goes_on_from_less_than_was_seen_says_where():
    known = Growth(0, "One two three", Status.STREAMING)
    restated = grow(known, entries(Restated(text="One 😀"), Delta(text=" two")))
    assert (restated.offset, restated.text) == (6, " two")
    assert grow(restated, entries(Delta(text="!"))).offset == 10


def test_text_that_was_a_thought_comes_again_as_one():
    known = Growth(0, "Hm. One", Status.STREAMING)
    turned = Restated(text="", reasoning="Hm. One two", turned=True)
    grown = grow(known, entries(Delta(text=" two"), turned, Delta(text="Yes")))
    assert (grown.turned, grown.offset, grown.text) == (0, 0, "Yes")
    assert (grown.thought_offset, grown.thoughts) == (0, "Hm. One two")
    after = grow(grown, entries(Delta(text="!")))
    assert (after.turned, after.offset, after.text, after.thought_offset) == (0, 3, "!", 11)


def test_thinking_adds_no_text():
    grown = grow(Growth(), entries(Reasoning(text="Hm")))
    assert (grown.text, grown.status) == ("", Status.THINKING)


def test_the_end_is_told_with_its_status():
    grown = grow(Growth(), entries(Delta(text="a"), Finalized(status=Status.STOPPED, units=0)))
    assert (grown.ended, grown.status) == (True, Status.STOPPED)


def test_a_server_is_at_work_until_it_says_something():
    working = grow(Growth(), entries(Progressed(status=Status.THINKING), Working()))
    assert working.working
    assert not grow(working, entries(Delta(text="a"))).working

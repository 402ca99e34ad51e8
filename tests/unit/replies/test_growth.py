"""What a follower is told of a reply begins where the text on the page ends."""

from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Delta, Finalized, Progressed, Reasoning, Restated, Working
from spacerr.domain.status import Status


def grow(known: Draft, *events) -> Draft:
    """What a follower is told next, who knows this much of a reply."""
    return known.rest().extend(events)


def known(text: str) -> Draft:
    return Draft(text=text, status=Status.STREAMING)


def test_growth_counts_in_the_units_of_the_browser():
    first = grow(Draft(), Progressed(status=Status.THINKING), Delta(text="a😀"))
    assert (first.offset, first.end, first.status) == (0, 3, Status.STREAMING)
    assert grow(first, Delta(text="b")).offset == 3


def test_what_piled_up_is_one_growth():
    grown = grow(Draft(), Delta(text="a"), Delta(text="b"), Delta(text="c"))
    assert (grown.offset, grown.text) == (0, "abc")


def test_a_restated_reply_adds_only_what_was_not_known():
    seen = known("One 😀")
    restated = grow(seen, Restated(text="One 😀 two"), Delta(text="!"))
    assert (restated.offset, restated.text) == (6, " two!")


def test_a_reply_that_goes_on_from_less_than_was_seen_says_where():
    seen = known("One two three")
    restated = grow(seen, Restated(text="One 😀"), Delta(text=" two"))
    assert (restated.offset, restated.text) == (6, " two")
    assert grow(restated, Delta(text="!")).offset == 10


def test_text_that_was_a_thought_comes_again_as_one():
    seen = known("Hm. One")
    turned = Restated(text="", reasoning="Hm. One two", turned=True)
    grown = grow(seen, Delta(text=" two"), turned, Delta(text="Yes"))
    assert (grown.turned, grown.offset, grown.text) == (0, 0, "Yes")
    assert (grown.reasoning_offset, grown.reasoning) == (0, "Hm. One two")
    after = grow(grown, Delta(text="!"))
    assert (after.turned, after.offset, after.text, after.reasoning_offset) == (0, 3, "!", 11)


def test_thinking_adds_no_text():
    grown = grow(Draft(), Reasoning(text="Hm"))
    assert (grown.text, grown.status) == ("", Status.THINKING)


def test_the_end_is_told_with_its_status():
    grown = grow(Draft(), Delta(text="a"), Finalized(status=Status.STOPPED, units=0))
    assert (grown.ended, grown.status) == (True, Status.STOPPED)


def test_a_server_is_at_work_until_it_says_something():
    working = grow(Draft(), Progressed(status=Status.THINKING), Working())
    assert working.working
    assert not grow(working, Delta(text="a")).working

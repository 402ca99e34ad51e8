"""The one fold from events to a reply: the same however the events were grouped."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.replies.draft import Draft, merged
from spacerr.domain.replies.events import (
    Completed,
    Delta,
    Failed,
    Finalized,
    Progressed,
    Reasoning,
    Restated,
    reply_event,
)
from spacerr.domain.status import ACTIVE, TERMINAL, Category, Status

EVENTS = st.lists(
    st.one_of(
        st.builds(Delta, text=st.text(max_size=5)),
        st.builds(Reasoning, text=st.text(max_size=5)),
        st.builds(Restated, text=st.text(max_size=5), reasoning=st.text(max_size=5)),
        st.builds(Progressed, status=st.sampled_from(sorted(ACTIVE))),
        st.builds(Completed, finish_reason=st.sampled_from(["stop", "length"])),
        st.builds(Failed, category=st.sampled_from(Category), sentence=st.text(max_size=5)),
        st.builds(
            Finalized,
            status=st.sampled_from(sorted(TERMINAL)),
            units=st.none() | st.integers(0, 20),
        ),
    )
)


@given(EVENTS)
def test_merged_events_tell_the_same_story(events):
    assert Draft().extend(merged(events)) == Draft().extend(events)


@given(EVENTS)
def test_merging_leaves_no_neighbours_to_join(events):
    joined = merged(events)
    for one, next_one in zip(joined, joined[1:], strict=False):
        assert not (type(one) is type(next_one) and isinstance(one, Delta | Reasoning))
    assert merged(joined) == joined


@given(EVENTS, st.integers(0, 20))
def test_reading_in_two_parts_is_reading_at_once(events, at):
    assert Draft().extend(events[:at]).extend(events[at:]) == Draft().extend(events)


@given(EVENTS)
def test_events_survive_their_journey_as_json(events):
    assert [reply_event.validate_json(event.model_dump_json()) for event in events] == events


def test_the_end_cuts_the_text_at_what_was_seen():
    draft = Draft().extend([Delta(text="a😀b"), Finalized(status=Status.STOPPED, units=3)])
    assert (draft.text, draft.status) == ("a😀", Status.STOPPED)


def test_an_end_without_a_length_keeps_everything():
    draft = Draft().extend([Delta(text="a😀b"), Finalized(status=Status.COMPLETE)])
    assert (draft.text, draft.status) == ("a😀b", Status.COMPLETE)


def test_a_restated_reply_replaces_what_was_known_of_it():
    known = [Delta(text="lost"), Reasoning(text="lost")]
    draft = Draft().extend([*known, Restated(text="Whole", reasoning="Thought"), Delta(text=".")])
    assert (draft.text, draft.reasoning) == ("Whole.", "Thought")


def test_a_failure_keeps_the_text():
    failed = Failed(category=Category.TIMEOUT, sentence="Too slow.")
    draft = Draft().extend([Delta(text="Half"), failed, Finalized(status=Status.FAILED)])
    assert (draft.text, draft.status, draft.error) == ("Half", Status.FAILED, failed)

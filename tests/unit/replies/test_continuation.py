"""A continued reply reads as one text: repetitions are dropped, anything else is kept."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.replies.continuation import Seam

STORY = "Once upon a time there was a king who had three daughters."


def continued(partial: str, *pieces: str) -> str:
    seam = Seam(partial)
    return partial + "".join(map(seam.feed, pieces)) + seam.rest()


def test_a_continuation_is_appended():
    assert continued("Once upon", " a", " time") == "Once upon a time"


def test_a_model_that_begins_anew_is_heard_from_where_it_stopped():
    assert continued(STORY[:30], *STORY) == STORY


def test_the_last_words_said_again_are_said_once():
    assert continued(STORY[:40], STORY[10:40], STORY[40:]) == STORY


def test_a_short_repetition_may_be_meant():
    assert continued("no", " no", " no") == "no no no"
    assert continued("| 0 | 0 |", " 0 |", " 0 |") == "| 0 | 0 | 0 | 0 |"


def test_what_was_held_back_is_not_lost_when_the_model_ends():
    assert continued(STORY, " a king") == STORY + " a king"


@given(st.lists(st.text()))
def test_without_a_partial_nothing_is_held_back(pieces):
    seam = Seam("")
    assert [seam.feed(piece) for piece in pieces] == pieces


@given(st.text(min_size=1), st.text(), st.lists(st.integers(0, 60)))
def test_any_cut_of_a_repeated_beginning_gives_the_whole(partial, more, cuts):
    said = partial + more
    places = sorted({min(at, len(said)) for at in cuts} | {0, len(said)})
    pieces = [said[a:b] for a, b in zip(places, places[1:], strict=False)]
    assert continued(partial, *pieces) == said


@given(st.text(alphabet="ab", max_size=30), st.text(alphabet="ab ", max_size=19))
def test_nothing_short_is_ever_dropped(partial, more):
    if not more.startswith(partial) or not partial:
        assert continued(partial, more) == partial + more

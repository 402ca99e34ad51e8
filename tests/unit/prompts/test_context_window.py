"""What a model is told of a long conversation: the newest, and what was pinned."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.prompts.context_window import select_messages

SIZES = st.lists(st.integers(0, 20), max_size=30)
PINNED = st.sets(st.integers(0, 29))


def test_the_oldest_are_left_out():
    assert select_messages([5, 5, 5, 5], (), 12) == [2, 3]


def test_pinned_messages_are_kept_before_newer_ones():
    assert select_messages([5, 5, 5, 5], {0}, 16) == [0, 2, 3]


def test_the_question_is_always_told():
    assert select_messages([1, 1, 999], {0}, 10) == [2]
    assert select_messages([], (), 10) == []


@given(SIZES, PINNED)
def test_where_there_is_room_everything_is_told(sizes, pinned):
    assert select_messages(sizes, pinned, sum(sizes)) == list(range(len(sizes)))


@given(SIZES.filter(bool), PINNED, st.integers(0, 200))
def test_what_is_told_fits_and_leaves_no_gap_but_around_pins(sizes, pinned, room):
    kept = select_messages(sizes, pinned, room)
    last = len(sizes) - 1
    assert kept == sorted(set(kept)) and kept[-1] == last
    assert kept == [last] or sum(sizes[at] for at in kept) <= room
    plain = [at for at in range(last + 1) if at not in pinned or at == last]
    told = [at for at in plain if at in kept]
    assert told == plain[len(plain) - len(told) :]


@given(SIZES.filter(bool), PINNED, st.integers(0, 200))
def test_a_pin_gives_way_to_nothing_but_newer_pins(sizes, pinned, room):
    kept = select_messages(sizes, pinned, room)
    pins = [at for at in range(len(sizes) - 1) if at in pinned]
    left = room - sizes[-1]
    for at in reversed(pins):
        if sizes[at] <= left:
            assert at in kept
            left -= sizes[at]


def test_a_pin_without_room_takes_no_place_from_older_ones():
    assert select_messages([5, 50, 5, 5], {0, 1}, 16) == [0, 2, 3]

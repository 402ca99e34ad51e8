"""Tabs are counted for as long as their state is kept, and only as their person's."""

import pytest

from spacerr.state.gate.kept_tabs import KeptTabs

KEPT = 60.0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tabs(clock):
    return KeptTabs(KEPT, clock)


def test_a_tab_counts_until_its_state_is_gone(tabs, clock):
    tabs.use("a", "ada")
    clock.now = KEPT - 1
    tabs.use("b", "ada")
    assert tabs.count("ada") == 2
    clock.now = KEPT
    tabs.use("c", "bob")
    assert tabs.of("ada") == ["b"]
    clock.now = 3 * KEPT
    tabs.use("c", "bob")
    assert tabs.count("ada") == 0


def test_the_tab_that_was_used_last_stands_at_the_end(tabs):
    for tab in ("a", "b", "c", "a"):
        tabs.use(tab, "ada")
    assert tabs.of("ada") == ["b", "c", "a"]
    tabs.forget("c")
    tabs.forget("c")
    assert tabs.of("ada") == ["b", "a"]


def test_a_tab_in_which_another_person_signs_in_is_theirs(tabs):
    tabs.use("a", "ada")
    tabs.use("a", "bob")
    assert tabs.count("ada") == 0
    assert tabs.of("bob") == ["a"]


def test_tabs_that_arrive_count_and_one_that_comes_back_does_not_count_twice(tabs):
    tabs.use("a", "ada")
    with tabs.connecting("ada"), tabs.connecting("ada"), tabs.connecting("bob"):
        assert tabs.count("ada") == 3
        assert tabs.count("ada", without="a") == 2
        assert tabs.count("ada", without="of bob") == 3
    assert tabs.count("ada") == 1
    assert tabs.count("bob") == 0

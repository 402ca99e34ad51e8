"""A tab's newest follower counts, however many there are, in any order of their ends."""

from spacerr.state.chat.followed import followed_by, following


def test_the_newest_follower_of_a_tab_counts():
    with following("tab", "one") as first:
        assert first.counts and followed_by("tab") == "one"
        with following("tab", "two") as second:
            assert second.counts and not first.counts and followed_by("tab") == "two"
        assert not first.counts and followed_by("tab") == ""
    assert followed_by("tab") == ""


def test_an_older_follower_that_ends_later_takes_nothing_away():
    older, newer = following("tab", "one"), following("tab", "one")
    with older:
        follower = newer.__enter__()
    assert follower.counts and followed_by("tab") == "one"
    newer.__exit__(None, None, None)
    assert followed_by("tab") == ""


def test_tabs_follow_by_themselves():
    with following("one", "reply") as one, following("two", "reply") as two:
        assert one.counts and two.counts

"""A branch is the path from the root to a leaf, whatever the tables hold."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.branch import path_to

IDS = st.sampled_from("abcdef")
PARENTS = st.dictionaries(IDS, st.none() | IDS)


def test_a_branch_reads_from_the_root_and_leaves_siblings_out():
    parents = {"root": None, "one": "root", "two": "root", "leaf": "two"}
    assert path_to("leaf", parents) == ["root", "two", "leaf"]


def test_no_leaf_is_an_empty_branch():
    assert path_to(None, {"a": None}) == []


def test_an_unknown_parent_begins_the_branch():
    assert path_to("b", {"b": "a", "a": "elsewhere"}) == ["a", "b"]


@given(PARENTS, st.none() | IDS)
def test_a_branch_always_ends_and_names_nobody_twice(parents, leaf):
    path = path_to(leaf, parents)
    assert len(set(path)) == len(path)
    assert all(parents[child] == parent for parent, child in zip(path, path[1:], strict=False))
    assert path[-1:] == ([leaf] if leaf in parents else [])


def test_a_thousand_messages_are_no_recursion():
    parents = {str(n): str(n - 1) if n else None for n in range(5_000)}
    assert len(path_to("4999", parents)) == 5_000

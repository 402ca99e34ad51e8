"""A branch is the path from the root to a leaf, whatever the tables hold."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.branch import Link, children, leaf_under, path_to, versions

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


TREE = [Link("q", None), Link("r1", "q"), Link("r2", "q"), Link("s", "r1"), Link("t", "s")]


def test_versions_are_counted_oldest_first_where_there_are_several():
    assert versions(["q", "r2"], children(TREE)) == {"r2": ["r1", "r2"]}


def test_a_void_reply_is_a_version_only_where_it_is_shown():
    tree = children([*TREE, Link("r3", "q", void=True)])
    assert versions(["q", "r1"], tree) == {"r1": ["r1", "r2"]}
    assert versions(["q", "r3"], tree) == {"r3": ["r1", "r2", "r3"]}


def test_a_branch_ends_at_the_newest_child_unless_another_was_chosen():
    tree = children(TREE)
    assert leaf_under("q", tree, {}) == "r2"
    assert leaf_under("q", tree, {"q": "r1"}) == "t"
    assert leaf_under("q", tree, {"q": "gone"}) == "r2"


@given(PARENTS, IDS)
def test_a_leaf_is_found_whatever_the_tables_hold(parents, message):
    tree = children(Link(child, parent) for child, parent in parents.items())
    assert leaf_under(message, tree, {}) in {*parents, message}

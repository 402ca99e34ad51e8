"""A branch is the path from the root to a leaf, whatever the tables hold."""

from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.chats.tree import (
    MessageNode,
    children,
    last_messages,
    leaf_under,
    path_to,
    sibling_versions,
    without_switches,
)

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


TREE = [
    MessageNode("q", None),
    MessageNode("r1", "q"),
    MessageNode("r2", "q"),
    MessageNode("s", "r1"),
    MessageNode("t", "s"),
]


def test_versions_are_counted_oldest_first_where_there_are_several():
    assert sibling_versions(["q", "r2"], children(TREE)) == {"r2": ["r1", "r2"]}


def test_a_void_reply_is_a_version_only_where_it_is_shown():
    tree = children([*TREE, MessageNode("r3", "q", is_empty=True)])
    assert sibling_versions(["q", "r1"], tree) == {"r1": ["r1", "r2"]}
    assert sibling_versions(["q", "r3"], tree) == {"r3": ["r1", "r2", "r3"]}


def test_a_branch_ends_at_the_newest_child_unless_another_was_chosen():
    tree = children(TREE)
    assert leaf_under("q", tree, {}) == "r2"
    assert leaf_under("q", tree, {"q": "r1"}) == "t"
    assert leaf_under("q", tree, {"q": "gone"}) == "r2"


@given(PARENTS, IDS)
def test_a_leaf_is_found_whatever_the_tables_hold(parents, message):
    tree = children(MessageNode(child, parent) for child, parent in parents.items())
    assert leaf_under(message, tree, {}) in {*parents, message}


def test_versions_and_branches_pass_switches_over():
    switched = [MessageNode("w", "r2", is_switch=True), MessageNode("v", "r2", is_switch=True)]
    tree = [*TREE, *switched, MessageNode("x", "w"), MessageNode("y", "v")]
    said = children(without_switches(tree))
    assert sibling_versions(["q", "r2", "y"], said)["y"] == ["x", "y"]
    assert leaf_under("r2", said, {"r2": "x"}) == "x"
    assert leaf_under("q", said, {"q": "r2"}) == "y"


@given(PARENTS, st.sets(IDS))
def test_without_switches_whatever_the_tables_hold(parents, switches):
    links = [MessageNode(it, above, is_switch=it in switches) for it, above in parents.items()]
    said = without_switches(links)
    assert {link.id for link in said} == parents.keys() - switches
    for leaf in parents.keys() - switches:
        path = path_to(leaf, {link.id: link.parent_id for link in said})
        whole = path_to(leaf, parents)
        assert path == [it for it in whole if it not in switches][-len(path) :]


@given(st.lists(st.integers(0, 2), min_size=1, max_size=30), st.integers(1, 20))
def test_the_newest_messages_come_with_the_switches_before_them(counts, limit):
    """`counts`: how many switches stand before each message."""
    path, switches = list[str](), set[str]()
    for at, count in enumerate(counts):
        switches |= {f"s{at}-{n}" for n in range(count)}
        path += [*(f"s{at}-{n}" for n in range(count)), f"m{at}"]
    shown = last_messages(path, limit, switches)
    said = [it for it in shown if it not in switches]
    assert shown == path[-len(shown) :]
    assert said == [f"m{at}" for at in range(len(counts))][-limit:]
    above = path[: -len(shown)]
    assert not above or above[-1] not in switches

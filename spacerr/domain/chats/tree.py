"""Paths through a chat's tree of messages, and the versions beside them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

ROOT = ""
"""Stands for the parent of a chat's first messages."""


class MessageNode(NamedTuple):
    """A message without its text. `is_empty`: a failed reply without text. `is_switch`: a note of
    who answers from there on, neither question nor reply.
    """

    id: str
    parent_id: str | None
    is_empty: bool = False
    is_switch: bool = False


def path_to(leaf_id: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """Ids from the root to a leaf, in reading order.

    `parents` maps each message id to its parent's; ids outside it end the path, and a cycle,
    which the tables cannot rule out, ends it too.
    """
    path: list[str] = []
    seen: set[str] = set()
    at = leaf_id
    while at is not None and at in parents and at not in seen:
        path.append(at)
        seen.add(at)
        at = parents[at]
    return path[::-1]


def last_messages(path: Sequence[str], limit: int, switches: Container[str]) -> list[str]:
    """The last so many messages of a path; switches don't count, and stay with what they precede.

    A turn is preceded by at most two: more than that, which only imports can hold, are cut.
    """
    recent = path[-3 * limit :]
    places = [at for at, message in enumerate(recent) if message not in switches]
    first = places[-limit] if len(places) > limit else 0
    while first > 0 and recent[first - 1] in switches:
        first -= 1
    return list(recent[first:])


def without_switches(links: Iterable[MessageNode]) -> list[MessageNode]:
    """The messages without switches, each below the message before it."""
    links = list(links)
    above = {link.id: link.parent_id for link in links if link.is_switch}
    if not above:
        return links
    messages = (link for link in links if not link.is_switch)
    return [link._replace(parent_id=_beyond(link.parent_id, above)) for link in messages]


def children(links: Iterable[MessageNode]) -> dict[str, list[MessageNode]]:
    """Messages by parent, oldest first; those without a parent under ROOT."""
    found: dict[str, list[MessageNode]] = {}
    for link in sorted(links):
        found.setdefault(link.parent_id or ROOT, []).append(link)
    return found


def sibling_versions(
    path: Sequence[str], below: Mapping[str, Sequence[MessageNode]]
) -> dict[str, list[str]]:
    """For each message of a path that has siblings: their ids and its own, oldest first.

    A failed reply that said nothing is no version, unless it is the one on the path.
    """
    found: dict[str, list[str]] = {}
    for parent, message in zip([ROOT, *path], path, strict=False):
        ids = [link.id for link in below.get(parent, ()) if not link.is_empty or link.id == message]
        if len(ids) > 1 and message in ids:
            found[message] = ids
    return found


def leaf_under(
    message_id: str, below: Mapping[str, Sequence[MessageNode]], chosen: Mapping[str, str]
) -> str:
    """The end of the branch through a message: at each fork the child chosen last, else the newest.

    `chosen` maps a parent's id to the chosen child's.
    """
    at, seen = message_id, set[str]()
    while at not in seen and (forks := below.get(at)):
        seen.add(at)
        wanted = chosen.get(at, "")
        is_child = any(link.id == wanted for link in forks)
        at = wanted if is_child else forks[-1].id
    return at


def _beyond(at: str | None, above: Mapping[str, str | None]) -> str | None:
    """The nearest message from one upwards that isn't in `above`, a switch's parent by its id."""
    seen: set[str] = set()
    while at is not None and at in above and at not in seen:
        seen.add(at)
        at = above[at]
    return at

"""Paths through a chat's tree of messages."""

from collections.abc import Mapping


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

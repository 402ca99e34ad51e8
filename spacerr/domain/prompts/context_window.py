"""Selects the messages of a chat that are sent, where not all fit into the context."""

from collections.abc import Collection, Sequence
from typing import Final

MAX_MESSAGES: Final = 2_000
"""Messages of a chat sent to a model at most: the newest, beside pinned ones. No more is read of
longer chats, so a reply doesn't wait for them."""


def select_messages(sizes: Sequence[int], pinned: Collection[int], room: int) -> list[int]:
    """The places of messages that fit, oldest first: always the last; then the pinned ones, the
    newest first, each that has room; then the others, the newest first, until one has none.
    """
    last = len(sizes) - 1
    if last < 0:
        return []
    kept, left = {last}, room - sizes[last]
    for at in range(last - 1, -1, -1):
        if at in pinned and sizes[at] <= left:
            kept.add(at)
            left -= sizes[at]
    for at in range(last - 1, -1, -1):
        if at in kept:
            continue
        if sizes[at] > left:
            break
        kept.add(at)
        left -= sizes[at]
    return sorted(kept)

"""Which messages of a conversation a model is told, where not all have room."""

from collections.abc import Collection, Sequence


def fitting(sizes: Sequence[int], pinned: Collection[int], room: int) -> list[int]:
    """The places of messages that fit, oldest first: always the last; then the pinned ones, then
    the others, the newest first, until one has no room.
    """
    last = len(sizes) - 1
    if last < 0:
        return []
    kept, left = {last}, room - sizes[last]
    earlier = range(last - 1, -1, -1)
    for wanted in (pinned, earlier):
        for at in earlier:
            if at in kept or at not in wanted:
                continue
            if sizes[at] > left:
                break
            kept.add(at)
            left -= sizes[at]
    return sorted(kept)

"""The part of a chat that may be sent to a model: its newest messages, and older pinned ones. No
more of a long chat is read, which limits the time and the memory a reply takes.
"""

from collections.abc import Container, Sequence

from spacerr.deps import Deps
from spacerr.domain.chats.tree import MessageNode, last_messages, path_to
from spacerr.domain.prompts.context_window import MAX_MESSAGES
from spacerr.domain.status import SWITCHES
from spacerr.domain.tables import Chat, Message
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.services.chats import threads


async def read_branch(
    d: Deps, chat: Chat, leaf_id: str | None, also: Container[str] = ()
) -> list[Message]:
    """The newest MAX_MESSAGES messages of a branch with the switches among them, and older ones
    that are pinned or named in `also`; oldest first.
    """
    if leaf_id is None:
        return []
    links, _, pinned = await threads.get_tree(d, chat.id)
    kept = set(pinned)
    ids = await in_thread_if_long(len(links), lambda: _select_ids(links, leaf_id, kept, also))
    return [message async for page in threads.iter_messages(d, ids) for message in page]


async def count_left_out(d: Deps, branch: Sequence[Message]) -> int:
    """How many messages of a branch `read_branch` left out."""
    count = sum(it.kind not in SWITCHES for it in branch)
    if count < MAX_MESSAGES:
        return 0
    links = await threads.get_links(d, branch[-1].chat_id)
    whole, switches = await in_thread_if_long(len(links), lambda: _path(links, branch[-1].id))
    return sum(it not in switches for it in whole) - count


def _select_ids(
    links: Sequence[MessageNode], leaf_id: str, pinned: Container[str], also: Container[str]
) -> list[str]:
    path, switches = _path(links, leaf_id)
    recent = last_messages(path, MAX_MESSAGES, switches)
    older = path[: len(path) - len(recent)]
    return [*(it for it in older if it in pinned or it in also), *recent]


def _path(links: Sequence[MessageNode], leaf_id: str) -> tuple[list[str], set[str]]:
    """The ids from the beginning to a message, and those of all switches."""
    path = path_to(leaf_id, {link.id: link.parent_id for link in links})
    return path, {link.id for link in links if link.is_switch}

"""Choosing among the versions of a message. The choice is the chat's, so all its tabs show it."""

from collections.abc import Mapping, Sequence

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatBranched
from spacerr.domain.chats.tree import ROOT, MessageNode, children, leaf_under, without_switches
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.roles import Right
from spacerr.domain.status import SWITCHES
from spacerr.domain.tables import Chat
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.services.access import access_message, get_message
from spacerr.services.chats import threads
from spacerr.services.chats.optimistic import WriteConflict, retry_on_conflict
from spacerr.services.events import publish_chat_event


async def choose(d: Deps, user_id: str, message_id: str, source: str = "") -> str:
    """Show the branch through a message that was shown last. Returns the chat's id.

    Raises MessageNotFound, ReadOnlyChat, ChangedMeanwhile.
    """
    return await retry_on_conflict(lambda: _choose(d, user_id, message_id, source))


def remember_choice(
    chat: Chat, parent_id: str | None, message_id: str, *, fork: bool = False
) -> None:
    """Store which message is chosen below a parent, if the parent has several."""
    parent = parent_id or ROOT
    if fork or parent in chat.chosen:
        chat.chosen = {**chat.chosen, parent: message_id}


async def _choose(d: Deps, user_id: str, message_id: str, source: str) -> str:
    """One attempt. It reads the chat before its transaction, because a long one takes a while."""
    chat, message = await get_message(d, user_id, message_id, Right.WRITE)
    if message.kind in SWITCHES:
        raise MessageNotFound
    links, chosen = await threads.get_links(d, chat.id), chat.chosen
    parent, leaf = await in_thread_if_long(len(links), lambda: _ends(links, message_id, chosen))
    async with d.db.writing() as session:
        before = chat
        chat, _ = await access_message(session, user_id, message_id, Right.WRITE, lock=True)
        if (chat.revision, chat.chosen) != (before.revision, chosen):
            raise WriteConflict
        remember_choice(chat, parent, message_id, fork=True)
        chat.leaf_id = leaf
        session.add(chat)
        publish_chat_event(d, session, chat.id, ChatBranched, source=source)
    return chat.id


def _ends(
    links: Sequence[MessageNode], message_id: str, chosen: Mapping[str, str]
) -> tuple[str | None, str]:
    """The parent of a message, without switches, and the end of the branch through it."""
    messages = without_switches(links)
    parent = next((link.parent_id for link in messages if link.id == message_id), None)
    return parent, leaf_under(message_id, children(messages), chosen)

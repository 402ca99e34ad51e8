"""Moving between the versions of a message. The choice is the chat's, so all its tabs see it."""

from spacerr.deps import Deps
from spacerr.domain.branch import children, leaf_under, without_switches
from spacerr.domain.bridge import ChatBranched
from spacerr.domain.errors import MessageNotFound
from spacerr.domain.roles import Right
from spacerr.domain.status import SWITCHES
from spacerr.services import chats
from spacerr.services.access import access_chat, access_message
from spacerr.services.announcing import announce_chat
from spacerr.services.beginning import choose as remember
from spacerr.services.heavy import off_loop


async def choose(d: Deps, user_id: str, message_id: str, source: str = "") -> str:
    """Show the branch through a message as it was last left. Returns the chat's id.

    Raises MessageNotFound, ReadOnlyChat.
    """
    async with d.db.writing() as session:
        chat, message = await access_message(session, user_id, message_id, Right.WRITE)
        await access_chat(session, user_id, chat.id, Right.WRITE, lock=True)
        if message.kind in SWITCHES:
            raise MessageNotFound
        links = await chats.links(session, chat.id)
        said = await off_loop(len(links), lambda: without_switches(links))
        parent = next(link.parent_id for link in said if link.id == message.id)
        remember(chat, parent, message.id, fork=True)
        chosen = chat.chosen
        chat.leaf_id = await off_loop(
            len(links), lambda: leaf_under(message.id, children(said), chosen)
        )
        session.add(chat)
        announce_chat(d, session, chat.id, ChatBranched, source=source)
    return chat.id

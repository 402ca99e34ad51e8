"""Sharing a chat with its team, or with no one besides its owner."""

from spacerr.deps import Deps
from spacerr.domain.roles import Sharing
from spacerr.domain.teams.audit import Action
from spacerr.services import audit, chat_lines
from spacerr.services.chats.edit import chat_transaction
from spacerr.services.events import publish_chat_deleted


async def set_sharing(
    d: Deps, user_id: str, chat_id: str, shared: Sharing, source: str = ""
) -> None:
    """Let a chat's team read it, write in it, or neither: then it disappears from their lists.

    Raises ChatNotFound, NotYourChat.
    """
    async with chat_transaction(d, user_id, chat_id, source) as (session, chat):
        before = await chat_lines.get_lines_in_session(session, chat_id)
        if chat.shared != shared:
            action = Action.CHAT_UNSHARED if shared == Sharing.PRIVATE else Action.CHAT_SHARED
            detail = {"how": shared.value} if action == Action.CHAT_SHARED else {}
            await audit.record(session, user_id, chat.team_id, action, subject_id=chat_id, **detail)
        chat.shared = shared
        if shared == Sharing.PRIVATE:
            gone = {it: line.revision + 1 for it, line in before.items() if it != user_id}
            publish_chat_deleted(d, session, chat_id, gone, source)

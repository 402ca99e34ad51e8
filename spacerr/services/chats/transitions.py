"""Switches: messages between two turns that name the next model or agent."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.status import SWITCHES, Role
from spacerr.domain.tables import Chat, Message
from spacerr.services.chats import attribution, model_names


async def with_transitions(
    session: AsyncSession, chat: Chat, earlier: Sequence[Message], reply: Message
) -> list[Message]:
    """The messages that a new question follows: those before it, then switches where its `reply`
    comes from another agent or model than the last one. Stores the switches.
    """
    lead = list(earlier)
    while lead and lead[-1].kind in SWITCHES:
        lead.pop()
    last = next((it for it in reversed(lead) if it.role == Role.ASSISTANT), None)
    if last is None:
        return lead
    user_id = reply.author_id or ""
    for switch in (_agent(last, reply, user_id), await _model(session, chat, last, reply)):
        if switch is not None:
            switch.chat_id, switch.parent_id, switch.author_id = chat.id, lead[-1].id, user_id
            lead.append(switch)
            session.add(switch)
    return lead


def _agent(last: Message, reply: Message, user_id: str) -> Message | None:
    before, now = attribution.agent_of(last, user_id), attribution.agent_of(reply, user_id)
    if attribution.same_agent(before, now):
        return None
    return attribution.agent_switch(before.name, now.name)


async def _model(
    session: AsyncSession, chat: Chat, last: Message, reply: Message
) -> Message | None:
    before, now = attribution.model_of(last), reply.model
    if not before or not now or before == now:
        return None
    name = await model_names.get_model_name(session, chat.team_id, now)
    return attribution.model_switch(before, now, name)

"""Switches: messages between two turns that say who answers from there on, model or agent."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.errors.agents import AgentNotFound
from spacerr.domain.status import SWITCHES, Role
from spacerr.domain.tables import Chat, Message
from spacerr.services import model_names
from spacerr.services.access import access_agent
from spacerr.services.chats import attribution, context


async def with_transitions(
    session: AsyncSession, chat: Chat, earlier: Sequence[Message], model: str, user_id: str
) -> list[Message]:
    """What a new question follows: what was said before it, and where the last reply came from
    another model or agent than the one asked now, a switch that says so. Stores those.
    """
    lead = list(earlier)
    while lead and lead[-1].kind in SWITCHES:
        lead.pop()
    last = next((it for it in reversed(lead) if it.role == Role.ASSISTANT), None)
    if last is None:
        return lead
    agent = await _agent(session, chat, last, user_id)
    for switch in (agent, await _model(session, chat, last, model)):
        if switch is not None:
            switch.chat_id, switch.parent_id, switch.author_id = chat.id, lead[-1].id, user_id
            lead.append(switch)
            session.add(switch)
    return lead


async def agent_of(session: AsyncSession, chat: Chat, user_id: str) -> dict[str, Any] | None:
    """The agent that answers somebody in a chat, as its replies remember it."""
    if not chat.agent_id:
        return None
    try:
        agent = await access_agent(session, user_id, chat.agent_id, team_id=chat.team_id)
    except AgentNotFound:
        return None
    return context.agent_snapshot(agent)


async def _agent(session: AsyncSession, chat: Chat, last: Message, user_id: str) -> Message | None:
    before = attribution.agent_of(last, user_id)
    now = await agent_of(session, chat, user_id) or {}
    if attribution.same(before, now):
        return None
    return attribution.agent_switch(str(before.get("name", "")), str(now.get("name", "")))


async def _model(session: AsyncSession, chat: Chat, last: Message, model: str) -> Message | None:
    before = attribution.model_of(last)
    if not before or not model or before == model:
        return None
    name = await model_names.model_name(session, chat.team_id, model)
    return attribution.model_switch(before, model, name)

"""Switches: messages between two turns that say who answers from there on, model or agent."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.domain.models import Agent, Chat, Message
from spacerr.domain.status import SWITCHES, Kind, Role
from spacerr.services import naming, situation


async def leading(
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
    for switch in (await _agent(session, chat, last), await _model(session, chat, last, model)):
        if switch is not None:
            switch.chat_id, switch.parent_id, switch.author_id = chat.id, lead[-1].id, user_id
            lead.append(switch)
            session.add(switch)
    return lead


async def agent_of(session: AsyncSession, chat: Chat) -> dict[str, Any] | None:
    """The agent that answers in a chat, as its replies remember it."""
    agent = await session.get(Agent, chat.agent_id) if chat.agent_id else None
    return situation.remembered(agent if agent and agent.deleted_at is None else None)


async def _agent(session: AsyncSession, chat: Chat, last: Message) -> Message | None:
    before = last.meta.get("agent") or {}
    now = await agent_of(session, chat) or {}
    if before.get("id") == now.get("id"):
        return None
    previous, new = before.get("name", ""), now.get("name", "")
    words = f"Switched to {new}" if now else "Went on without an agent"
    return _switch(Kind.AGENT_SWITCH, words, previous, new)


async def _model(session: AsyncSession, chat: Chat, last: Message, model: str) -> Message | None:
    before = last.model or last.meta.get("requested_model", "")
    if not before or not model or before == model:
        return None
    name = await naming.model_name(session, chat.team_id, model)
    return _switch(Kind.MODEL_SWITCH, f"Switched to {name}", before, model)


def _switch(kind: Kind, words: str, previous: str, new: str) -> Message:
    meta = {"previous": previous, "new": new}
    return Message(chat_id="", role=Role.SYSTEM, kind=kind, content=words, meta=meta)

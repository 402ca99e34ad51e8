"""What tests do with agents: make them, look at them, ask with them."""

from typing import Any

from spacerr.deps import Deps
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.ids import new_id
from spacerr.services.agents import agents
from spacerr.services.agents.agents import AgentLine
from spacerr.services.replies import turns
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered


def settings(name: str = "Poet", **more: Any) -> AgentSettings:
    return AgentSettings(name=name, instructions="Answer in rhyme.", **more)


async def agent(
    d: Deps,
    name: str = "Poet",
    *,
    user: str = ADA,
    team: str = "",
    shared: bool = False,
    **more: Any,
) -> str:
    """Make an agent in a person's team; its id."""
    place = team or await team_of(d, user)
    return await agents.create(d, user, place, new_id(), settings(name, **more), shared)


async def save(d: Deps, agent_id: str, user: str = ADA, **changes: Any) -> int:
    """Change an agent, whatever has been done to it before; its version."""
    now = await agents.get_agent(d, user, agent_id)
    shared = changes.pop("shared", now.shared)
    changed = AgentSettings(**(now.settings | changes))
    return await agents.update(d, user, agent_id, now.version, changed, shared)


async def names(d: Deps, user: str = ADA, team: str = "") -> list[str]:
    """The agents somebody can choose."""
    found = await agents.list_agents(d, user, team or await team_of(d, user))
    return [it.settings["name"] for it in found]


async def line(d: Deps, agent_id: str, user: str = ADA) -> AgentLine:
    return await agents.get_agent(d, user, agent_id)


async def asked(
    d: Deps, agent_id: str, *, chat: str = "", user: str = ADA, text: str = "Hi"
) -> turns.Turn:
    """Send a message to an agent, "" for none, and wait for the reply."""
    return await answered(d, text, chat=chat, user=user, agent=agent_id)

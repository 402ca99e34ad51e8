"""Which tools are on: in a chat, and in a team where its chats don't say; and in a team, which are
asked about before they run.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from spacerr.deps import Deps
from spacerr.domain.agents.agents import may_use_tool
from spacerr.domain.bus_events import ToolsChosen
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.roles import Right, TeamRole
from spacerr.domain.tables import TeamSettings
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.asking import Asking, asking_of
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services import audit
from spacerr.services.access import (
    access_chat,
    access_managed_team,
    access_team,
    lock_team,
    resolve_team_id,
)
from spacerr.services.agents.agents import find_agent
from spacerr.services.events import publish_chat_event, publish_settings_changed
from spacerr.services.models import catalog, policy
from spacerr.services.tools.registry import all_tools
from spacerr.services.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """A tool, and whether it is on. `asking`: None for a built-in one, which isn't asked about.
    `server` as in Tool. `allowed`: a person has allowed it for the chat. `for_agent`: whether the
    agent may use it.
    """

    spec: ToolSpec
    on: bool
    asking: Asking | None = None
    server: str = ""
    allowed: bool = False
    for_agent: bool = True


@dataclass(frozen=True, slots=True)
class ChatTools:
    """The tools of a chat. `taken`: whether its model is known to use tools; True also where it
    can't be asked, because that is said already.
    """

    tools: list[ToolChoice]
    taken: bool


def is_on(name: str, chat: Mapping[str, bool] | None, team: Mapping[str, bool] | None) -> bool:
    """Whether a tool is on in a chat of a team, each with what it says of tools."""
    return (chat or {}).get(name, (team or {}).get(name, True))


async def get_choices(
    d: Deps,
    user_id: str,
    team_id: str,
    model_id: str = "",
    chat_tools: Mapping[str, bool] | None = None,
    agent_id: str = "",
    allowed: Collection[str] = (),
) -> ChatTools:
    """All tools, and whether they are on in a chat of a team that says this of them, with an agent
    and with tools that are `allowed` in the chat. In the user's first team where none is named.
    Raises TeamNotFound.
    """
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    team = (await policy.get_policy(d, user_id, team_id)).team
    takes = await _takes_tools(d, user_id, team_id, model_id)
    agent = await find_agent(d, user_id, agent_id, team_id) if agent_id else None
    limit = agent.settings if agent else {}
    choices = [
        replace(it, allowed=it.spec.name in allowed, for_agent=may_use_tool(limit, it.spec.name))
        for it in await _choices(d, team_id, chat_tools, team)
    ]
    return ChatTools(choices, takes)


async def list_specs(d: Deps, user_id: str, team_id: str) -> list[ToolSpec]:
    """All tools of a team, of the user's first one where none is named. Raises TeamNotFound."""
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    return [it.spec for it in await all_tools(d, team_id)]


async def get_team_choices(d: Deps, user_id: str, team_id: str) -> list[ToolChoice]:
    """All tools, and whether they are on where a team's chats don't say. Raises TeamNotFound."""
    async with d.db.reading() as session:
        await access_team(session, user_id, team_id)
        team = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
    return await _choices(d, team_id, None, team)


async def switch_in_chat(
    d: Deps, user_id: str, chat_id: str, name: str, on: bool, source: str = ""
) -> None:
    """Turn a tool on or off in a chat. Raises ChatNotFound, ReadOnlyChat, BadRequest."""
    async with d.db.reading() as session:
        team_id = (await access_chat(session, user_id, chat_id, Right.WRITE)).team_id
    await _find(d, team_id, name)
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.WRITE, lock=True)
        chat.tools = {**(chat.tools or {}), name: on}
        session.add(chat)
        publish_chat_event(d, session, chat.id, ToolsChosen, source=source)


async def ask_again(d: Deps, user_id: str, chat_id: str, name: str, source: str = "") -> None:
    """Ask in a chat again before a tool runs that a person has allowed for it. Raises ChatNotFound,
    ReadOnlyChat.
    """
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.WRITE, lock=True)
        if name not in (chat.allowed_tools or ()):
            return
        chat.allowed_tools = [it for it in chat.allowed_tools or () if it != name]
        session.add(chat)
        publish_chat_event(d, session, chat.id, ToolsChosen, source=source)


async def switch_in_team(d: Deps, user_id: str, team_id: str, name: str, on: bool) -> None:
    """Turn a tool on or off where a team's chats don't say. Raises TeamNotFound, OnlyManagers,
    BadRequest.
    """
    tool = await _managed(d, user_id, team_id, name)
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        if is_on(name, None, settings.tools) == on:
            return
        settings.tools = {**(settings.tools or {}), name: on}
        session.add(settings)
        action = Action.TOOL_SWITCHED_ON if on else Action.TOOL_SWITCHED_OFF
        await audit.record(session, user_id, team_id, action, name=tool.spec.title)
        publish_settings_changed(d, session, team_id)


async def set_asking(d: Deps, user_id: str, team_id: str, name: str, asking: str) -> None:
    """Say when a person is asked before a tool of a server runs in a team. Raises TeamNotFound,
    OnlyManagers, BadRequest.
    """
    tool = await _managed(d, user_id, team_id, name)
    if not tool.server or asking not in set(Asking):
        raise BadRequest
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        settings = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        if asking_of(name, tool.asking, settings.asking) == asking:
            return
        settings.asking = {**(settings.asking or {}), name: asking}
        session.add(settings)
        detail = {"name": tool.spec.title, "asking": asking}
        await audit.record(session, user_id, team_id, Action.TOOL_ASKING_SET, **detail)
        publish_settings_changed(d, session, team_id)


async def known_only(
    d: Deps, user_id: str, team_id: str, tools: Mapping[str, object]
) -> dict[str, bool] | None:
    """A choice for a new chat without names that aren't known; None where nothing was chosen. In
    the user's first team where none is named. Raises TeamNotFound.
    """
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    known = {it.spec.name for it in await all_tools(d, team_id)}
    return {name: bool(on) for name, on in tools.items() if name in known} or None


async def _managed(d: Deps, user_id: str, team_id: str, name: str) -> Tool:
    """A tool of a team that the user manages. Raises TeamNotFound, OnlyManagers, BadRequest."""
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
    return await _find(d, team_id, name)


async def _find(d: Deps, team_id: str, name: str) -> Tool:
    """Raises BadRequest."""
    found = next((it for it in await all_tools(d, team_id) if it.spec.name == name), None)
    if found is None:
        raise BadRequest
    return found


async def _choices(
    d: Deps, team_id: str, chat: Mapping[str, bool] | None, team: TeamSettings
) -> list[ToolChoice]:
    return [_choice(it, chat, team) for it in await all_tools(d, team_id)]


def _choice(tool: Tool, chat: Mapping[str, bool] | None, team: TeamSettings) -> ToolChoice:
    name = tool.spec.name
    asking = asking_of(name, tool.asking, team.asking) if tool.server else None
    return ToolChoice(tool.spec, is_on(name, chat, team.tools), asking, tool.server)


async def _takes_tools(d: Deps, user_id: str, team_id: str, model_id: str) -> bool:
    try:
        return (await catalog.find_model(d, user_id, team_id, model_id)).facts.tools
    except SpacerrError:
        return True

"""The tools that the model of the next reply may use, as this tab shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.limits import SEARCH_CHARS
from spacerr.domain.tables import Chat
from spacerr.domain.tools.asking import Asking
from spacerr.services.tools import choice
from spacerr.services.tools.choice import ToolChoice
from spacerr.state.chat.agent import AgentMixin
from spacerr.state.chat.history import LookingBackMixin
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.words import tools as words

SEARCHED = 8
"""Tools from which on there is a search."""


@dataclass
class ToolView:
    """A tool, and whether it is on in this chat. `barred`: why it can't be. `asks`: a person is
    asked before it runs; `allowed`: no longer, because one has allowed it for the chat.
    """

    name: str
    title: str
    summary: str
    on: bool
    barred: str = ""
    asks: bool = False
    allowed: bool = False


@dataclass
class ToolGroup:
    """The tools of a server."""

    name: str
    tools: list[ToolView] = field(default_factory=list[ToolView])


class ToolsMixin(AgentMixin, LookingBackMixin, mixin=True):
    tool_groups: list[ToolGroup] = []
    """Those that the search finds."""
    tools_searched: bool = False
    """Whether there are so many tools that they can be searched."""
    takes_tools: bool = True
    """Whether the model of the next reply is known to use tools."""
    tool_switches: int = 0
    """Grows with each answer to a switch."""
    _tools_of_chat: dict[str, bool] = {}
    """What the open chat says of tools; in a new chat, what was chosen in this tab."""
    _allowed_in_chat: list[str] = []
    """The tools that a person has allowed for the open chat."""
    _tool_query: str = ""

    @rx.event
    async def open_tools(self):
        """The list of tools was opened."""
        self._tool_query = ""
        await self._fit_tools()

    @rx.event
    async def find_tools(self, query: str):
        """List the tools that have all words of a text."""
        self._tool_query = str(query)[:SEARCH_CHARS]
        await self._fit_tools()

    @rx.event
    async def switch_tool(self, name: str, on: bool):
        """Turn a tool on or off in this chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        try:
            if self.chat_id:
                await choice.switch_in_chat(deps(), user, self.chat_id, str(name), bool(on), tab)
            wanted = {**self._tools_of_chat, str(name): on}
            chosen = await choice.known_only(deps(), user, self._team, wanted)
            self._tools_of_chat = chosen or {}
        except Exception as error:
            self._refuse("", sentence_for(error))
        self.tool_switches += 1
        await self._fit_tools()

    @rx.event
    async def ask_again(self, name: str):
        """Ask again before a tool runs that was allowed for this chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        try:
            await choice.ask_again(deps(), user, self.chat_id, str(name), tab)
            self._allowed_in_chat = [it for it in self._allowed_in_chat if it != name]
        except Exception as error:
            self._refuse("", sentence_for(error))
        await self._fit_tools()

    async def _show_tools(self, chat: Chat) -> None:
        """Show the tools of a chat, where that is news."""
        before = self._tools_of_chat, self._allowed_in_chat
        self._take_tools(chat)
        if (self._tools_of_chat, self._allowed_in_chat) != before:
            await self._fit_tools()

    def _take_tools(self, chat: Chat) -> None:
        self._tools_of_chat = dict(chat.tools or {})
        self._allowed_in_chat = list(chat.allowed_tools or ())

    async def _fit_tools(self) -> None:
        """Show the tools again: the model, the agent, the chat or the team's settings may have
        changed.
        """
        user, allowed = session.get_user_id(self), self._allowed_in_chat if self.chat_id else ()
        try:
            known = await choice.get_choices(
                deps(), user, self._team, self.model, self._tools_of_chat, self.agent.id, allowed
            )
        except TeamNotFound:  # this tab lists a team that the user has left
            return
        groups = tool_groups(known.tools, self._tool_query, self.agent.name)
        if groups != self.tool_groups:
            self.tool_groups = groups
        if (searched := len(known.tools) >= SEARCHED) != self.tools_searched:
            self.tools_searched = searched
        if known.taken != self.takes_tools:
            self.takes_tools = known.taken


def tool_groups(choices: Sequence[ToolChoice], query: str, agent: str) -> list[ToolGroup]:
    """The tools that have all words of a query, by their servers. Built-in ones have a name, too,
    where there are others.
    """
    built_in = words.BUILT_IN if any(it.server for it in choices) else ""
    found = [it for it in choices if _has(it, query.casefold().split())]
    return [
        ToolGroup(server or built_in, [_view(it, agent) for it in some])
        for server, some in groupby(found, lambda it: it.server)
    ]


def _view(it: ToolChoice, agent: str) -> ToolView:
    """The server's name stands above it, and needn't be said again."""
    allowed = it.allowed and it.asking is Asking.ONCE
    return ToolView(
        name=it.spec.name,
        title=it.spec.title,
        summary=it.spec.summary.removeprefix(it.server).removeprefix(": "),
        on=it.on and it.for_agent,
        barred="" if it.for_agent else words.barred(agent),
        asks=it.for_agent and it.asking in (Asking.ALWAYS, Asking.ONCE) and not allowed,
        allowed=it.for_agent and allowed,
    )


def _has(it: ToolChoice, wanted: Sequence[str]) -> bool:
    text = f"{it.spec.title} {it.spec.summary} {it.server}".casefold()
    return all(word in text for word in wanted)

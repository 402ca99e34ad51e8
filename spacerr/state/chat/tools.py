"""The tools that the model of the next reply may use, as this tab shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.services.tools import choice
from spacerr.services.tools.choice import ToolChoice
from spacerr.state.chat.history import LookingBackMixin
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for


@dataclass
class ToolView:
    """A tool, and whether it is on in this chat."""

    name: str
    title: str
    summary: str
    on: bool


class ToolsMixin(LookingBackMixin, mixin=True):
    tools: list[ToolView] = []
    takes_tools: bool = True
    """Whether the model of the next reply is known to use tools."""
    tool_switches: int = 0
    """Grows with each answer to a switch."""
    _tools_of_chat: dict[str, bool] = {}
    """What the open chat says of tools; in a new chat, what was chosen in this tab."""

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

    async def _show_tools(self, chat_tools: Mapping[str, bool] | None) -> None:
        """Show the tools of a chat that says this of them, where that is news."""
        if (known := dict(chat_tools or {})) != self._tools_of_chat:
            self._tools_of_chat = known
            await self._fit_tools()

    async def _fit_tools(self) -> None:
        """Show the tools again: the model, the chat or the team's settings may have changed."""
        user, team = session.get_user_id(self), self._team
        try:
            known = await choice.get_choices(deps(), user, team, self.model, self._tools_of_chat)
        except TeamNotFound:  # this tab lists a team that the user has left
            return
        if (shown := tool_views(known.tools)) != self.tools:
            self.tools = shown
        if known.taken != self.takes_tools:
            self.takes_tools = known.taken


def tool_views(choices: Sequence[ToolChoice]) -> list[ToolView]:
    return [ToolView(it.spec.name, it.spec.title, it.spec.summary, it.on) for it in choices]

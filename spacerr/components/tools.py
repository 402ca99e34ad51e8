"""The tools of the open chat: the button "Tools" in the composer, and what it opens."""

from typing import Any

import reflex as rx

from spacerr.components.ui import Switch
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.tools import ToolView
from spacerr.words import tools as words


class Popover(rx.Component):
    """A button that opens its children above itself."""

    library = "$/public/composer/popover.jsx"
    tag = "Popover"

    label: rx.Var[str]
    marked: rx.Var[bool]


def tool_picker() -> rx.Component:
    return Popover.create(
        rx.cond(
            ChatState.takes_tools,
            rx.fragment(
                rx.el.p(words.NOTE, class_name="setting-note"),
                rx.el.ul(rx.foreach(ChatState.tools, _of_chat), class_name="tool-list"),
                rx.cond(
                    ChatState.agent.id != "",
                    rx.el.p(words.BY_AGENT, class_name="setting-note"),
                ),
            ),
            rx.el.p(words.NONE_TAKEN, class_name="setting-note"),
        ),
        label=words.BUTTON,
        marked=rx.cond(ChatState.takes_tools, False, True),
    )


def _of_chat(tool: ToolView) -> rx.Component:
    return tool_line(tool, ChatState.tool_switches, ChatState.switch_tool)


def tool_line(tool: ToolView, version: int, on_switch: Any) -> rx.Component:
    """A tool with its switch; `on_switch` gets its name and whether it is turned on."""
    return rx.el.li(
        rx.el.div(
            rx.el.span(tool.title, class_name="tool-title"),
            rx.el.span(tool.summary, class_name="tool-summary"),
        ),
        Switch.create(
            label=tool.title,
            on=tool.on,
            version=version,
            on_switch=on_switch(tool.name),
        ),
    )

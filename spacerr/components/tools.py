"""The tools of the open chat: the button "Tools" in the composer, and what it opens."""

import reflex as rx

from spacerr.components.ui import Switch
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.tools import ToolGroup, ToolView
from spacerr.words import tools as words


class Popover(rx.Component):
    """A button that opens its children above itself."""

    library = "$/public/composer/popover.jsx"
    tag = "Popover"

    label: rx.Var[str]
    marked: rx.Var[bool]
    on_open: rx.EventHandler[rx.event.no_args_event_spec]


def tool_picker() -> rx.Component:
    return Popover.create(
        rx.cond(
            ChatState.takes_tools,
            rx.fragment(
                rx.el.p(words.NOTE, class_name="setting-note"),
                rx.cond(ChatState.tools_searched, _finder()),
                rx.el.div(
                    rx.foreach(ChatState.tool_groups, _group),
                    rx.el.p(rx.cond(ChatState.tool_groups, "", words.NOTHING), role="status"),
                    class_name="tools-found",
                ),
            ),
            rx.el.p(words.NONE_TAKEN, class_name="setting-note"),
        ),
        label=words.BUTTON,
        marked=rx.cond(ChatState.takes_tools, False, True),
        on_open=ChatState.open_tools,
    )


def _finder() -> rx.Component:
    return rx.el.input(
        type="search",
        placeholder=words.FIND,
        auto_complete="off",
        on_change=ChatState.find_tools.debounce(50),
        class_name="settings-input",
        custom_attrs={"aria-label": words.FIND},
    )


def _group(group: ToolGroup) -> rx.Component:
    return rx.el.section(
        rx.cond(
            group.name != "", rx.el.h3(group.name, dir="auto", custom_attrs={"aria-hidden": True})
        ),
        rx.el.ul(rx.foreach(group.tools, _tool), class_name="tool-list"),
        key=group.name,
        custom_attrs={"aria-label": group.name},
    )


def _tool(tool: ToolView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(tool.title, class_name="tool-title", dir="auto"),
            rx.el.span(tool.summary, class_name="tool-summary", dir="auto"),
            rx.cond(tool.barred != "", rx.el.span(tool.barred, class_name="tool-state")),
            rx.cond(tool.asks, rx.el.span(words.ASKS, class_name="tool-state")),
            rx.cond(tool.allowed, _allowed(tool)),
            class_name="tool-name",
        ),
        Switch.create(
            label=tool.title,
            on=tool.on,
            version=ChatState.tool_switches,
            disabled=tool.barred != "",
            on_switch=ChatState.switch_tool(tool.name),
        ),
        key=tool.name,
    )


def _allowed(tool: ToolView) -> rx.Component:
    label = words.ask_again("{}").format(tool.title)
    return rx.el.span(
        words.ALLOWED,
        " · ",
        rx.el.button(
            words.ASK_AGAIN,
            type="button",
            on_click=ChatState.ask_again(tool.name),
            custom_attrs={"aria-label": label},
        ),
        class_name="tool-state",
    )

"""A tool in the settings, with its switch and when a person is asked about it."""

import reflex as rx

from spacerr.components.ui import Select, Switch
from spacerr.state.settings.tool_views import TeamToolView
from spacerr.state.settings.tools import ToolSettingsState
from spacerr.words import tools as words


def tool_line(tool: TeamToolView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(tool.title, class_name="tool-title", dir="auto"),
            rx.el.span(tool.summary, class_name="tool-summary", dir="auto"),
            class_name="tool-name",
        ),
        rx.cond(
            tool.off != "",
            rx.el.span(tool.off, class_name="tool-off"),
            rx.cond(
                ToolSettingsState.manages,
                _choices(tool),
                rx.el.span(tool.on_words, class_name="line-note"),
            ),
        ),
        key=tool.name,
    )


def _choices(tool: TeamToolView) -> rx.Component:
    return rx.fragment(
        rx.cond(
            tool.asking != "",
            Select.create(
                label=tool.ask_label,
                options=words.ASKING,
                chosen=tool.asking,
                version=ToolSettingsState.loads,
                on_choose=ToolSettingsState.set_asking(tool.name),
            ),
        ),
        Switch.create(
            label=tool.title,
            on=tool.on,
            version=ToolSettingsState.loads,
            on_switch=ToolSettingsState.switch(tool.name),
        ),
    )

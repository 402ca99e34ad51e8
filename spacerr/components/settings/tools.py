"""Settings: the tools that models may use in a team."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.settings.tool_line import tool_line
from spacerr.components.settings.tool_servers import servers
from spacerr.state.settings.tools import ToolSettingsState
from spacerr.words import tools as words


def tools() -> rx.Component:
    listed = rx.el.ul(rx.foreach(ToolSettingsState.tools, tool_line), class_name="tool-list")
    wrong = rx.cond(
        ToolSettingsState.wrong != "",
        rx.el.p(ToolSettingsState.wrong, class_name="failure", role="alert"),
    )
    return Section.create(
        loaded(
            ToolSettingsState.ready,
            ToolSettingsState.problem,
            setting("tools", words.TITLE, wrong, listed, note=words.SECTION_NOTE),
            servers(),
        ),
        id="tools",
        on_open=ToolSettingsState.open,
    )

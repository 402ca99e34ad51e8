"""Settings: the tools that models may use in a team."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Select, Switch
from spacerr.state.settings.tools import ServerView, TeamToolView, ToolSettingsState
from spacerr.words import tools as words


def tools() -> rx.Component:
    listed = rx.el.ul(rx.foreach(ToolSettingsState.tools, _line), class_name="tool-list")
    wrong = rx.cond(
        ToolSettingsState.wrong != "",
        rx.el.p(ToolSettingsState.wrong, class_name="failure", role="alert"),
    )
    servers = rx.el.ul(rx.foreach(ToolSettingsState.servers, _server), class_name="lines")
    return Section.create(
        loaded(
            ToolSettingsState.ready,
            ToolSettingsState.problem,
            setting("tools", words.TITLE, wrong, listed, note=words.SECTION_NOTE),
            rx.cond(
                ToolSettingsState.servers,
                setting(
                    "tool-servers",
                    words.SERVERS,
                    servers,
                    rx.el.p(words.ASKING_NOTE, class_name="setting-note"),
                    note=words.SERVERS_NOTE,
                ),
            ),
        ),
        id="tools",
        managed=True,
        on_open=ToolSettingsState.open,
    )


def _server(server: ServerView) -> rx.Component:
    return rx.el.li(
        rx.el.span(server.name, class_name="tool-title", dir="auto"),
        rx.el.span(server.state, class_name="tool-summary"),
    )


def _line(tool: TeamToolView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(tool.title, class_name="tool-title", dir="auto"),
            rx.el.span(tool.summary, class_name="tool-summary", dir="auto"),
            class_name="tool-name",
        ),
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
        key=tool.name,
    )

"""Settings: the versions of an agent, to look at and to restore."""

import reflex as rx

from spacerr.components.settings.parts import setting
from spacerr.components.ui import Ago, Dialog, button
from spacerr.state.agents.versions import AgentVersionsState, FieldView, VersionView
from spacerr.words import agents as words


def versions() -> rx.Component:
    return setting(
        "agent-versions",
        words.VERSIONS,
        rx.cond(
            AgentVersionsState.shown,
            rx.el.ol(rx.foreach(AgentVersionsState.versions, _version), class_name="lines"),
        ),
        Dialog.create(
            rx.el.h2(AgentVersionsState.title),
            rx.el.dl(rx.foreach(AgentVersionsState.contents, _field), class_name="agent-was"),
            rx.el.div(
                rx.el.button(words.CLOSE, type="button", on_click=AgentVersionsState.close),
                class_name="dialog-buttons",
            ),
            open=AgentVersionsState.title != "",
            label=AgentVersionsState.title,
            on_close=AgentVersionsState.close,
        ),
        note=words.VERSIONS_NOTE,
        beside=rx.cond(
            AgentVersionsState.shown,
            rx.fragment(),
            button(words.SHOW_VERSIONS, on_click=AgentVersionsState.show),
        ),
    )


def _version(line: VersionView) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            f"{line.title}: ",
            rx.el.bdi(line.name),
            rx.el.small(line.by, ", ", Ago.create(at=line.at)),
            class_name="line-name",
        ),
        rx.cond(
            line.newest,
            rx.el.span(words.NOW, class_name="line-note"),
            rx.fragment(
                button(words.VIEW, line.view, on_click=AgentVersionsState.view(line.version)),
                button(
                    words.RESTORE, line.restore, on_click=AgentVersionsState.restore(line.version)
                ),
            ),
        ),
        key=f"{line.version}",
    )


def _field(field: FieldView) -> rx.Component:
    return rx.el.div(rx.el.dt(field.name), rx.el.dd(field.text, dir="auto"))

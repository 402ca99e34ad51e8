"""Settings: the servers of tools of a team, and what is new in the descriptions of their tools."""

from typing import Any

import reflex as rx

from spacerr.components.settings.parts import confirmation, setting
from spacerr.components.settings.tool_line import tool_line
from spacerr.components.ui import MenuButton, Moment, Switch, button
from spacerr.state.settings.tool_views import DifferenceView, PartView, ReviewView, ServerView
from spacerr.state.settings.tools import ToolSettingsState
from spacerr.words import tools as words

MENU = [
    {"id": "edit", "name": words.EDIT, "icon": "pencil"},
    {"id": "remove", "name": words.REMOVE, "icon": "trash"},
]


class ServerForm(rx.Component):
    """The dialog in which a server is added or changed; `server` is None for a new one."""

    library = "$/public/settings/tools/form.jsx"
    tag = "ServerForm"

    team_id: rx.Var[str]
    open: rx.Var[bool]
    server: rx.Var[dict[str, Any] | None]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class ServerTest(rx.Component):
    """Tests a server, and says how that went. `works`: what its state says."""

    library = "$/public/settings/tools/test.jsx"
    tag = "ServerTest"

    team_id: rx.Var[str]
    server_id: rx.Var[str]
    title: rx.Var[str]
    works: rx.Var[bool]


class ServerSignIn(rx.Component):
    """Leads to the sign-in page of a server's service."""

    library = "$/public/settings/tools/sign-in.jsx"
    tag = "ServerSignIn"

    team_id: rx.Var[str]
    server_id: rx.Var[str]
    title: rx.Var[str]


def servers() -> rx.Component:
    return setting(
        "tool-servers",
        words.SERVERS,
        rx.cond(
            ToolSettingsState.servers,
            rx.el.ul(rx.foreach(ToolSettingsState.servers, _server), class_name="servers"),
            rx.el.p(words.NO_SERVERS, class_name="setting-note"),
        ),
        rx.cond(ToolSettingsState.manages, _dialogs()),
        note=words.SERVERS_NOTE,
        beside=rx.cond(
            ToolSettingsState.manages, button(words.ADD, on_click=ToolSettingsState.add)
        ),
    )


def _dialogs() -> rx.Component:
    return rx.fragment(
        ServerForm.create(
            team_id=ToolSettingsState.team_id,
            open=ToolSettingsState.form_open,
            server=ToolSettingsState.edited,
            on_close=ToolSettingsState.close,
        ),
        confirmation(
            ToolSettingsState.removing != "",
            ToolSettingsState.removing,
            words.REMOVE_BODY,
            words.REMOVE,
            wrong=ToolSettingsState.wrong,
            on_confirm=ToolSettingsState.remove,
            on_close=ToolSettingsState.close,
        ),
    )


def _server(server: ServerView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(
                rx.el.bdi(server.title, class_name="tool-title"),
                rx.el.small(_state(server), rx.cond(server.trusted, words.TRUSTED, "")),
                rx.cond(server.of_file, rx.el.small(words.OF_FILE)),
                rx.cond(
                    server.changeable,
                    rx.el.small(server.edited.url, class_name="server-address", dir="ltr"),
                ),
                class_name="line-name",
            ),
            rx.cond(server.changeable, _controls(server)),
            class_name="server-head",
        ),
        rx.cond(server.to_review != "", _to_review(server)),
        rx.cond(ToolSettingsState.reviewed == server.id, _reviews()),
        rx.cond(server.count != "", _tools(server)),
        key=server.id,
    )


def _tools(server: ServerView) -> rx.Component:
    unfolded = ToolSettingsState.unfolded == server.id
    return rx.fragment(
        rx.el.button(
            rx.icon("chevron-right", size=14, custom_attrs={"aria-hidden": True}),
            server.count,
            type="button",
            class_name="server-fold",
            custom_attrs={"aria-expanded": unfolded},
            on_click=ToolSettingsState.unfold(server.id),
        ),
        rx.cond(
            unfolded,
            rx.el.ul(rx.foreach(ToolSettingsState.listed, tool_line), class_name="tool-list"),
        ),
    )


def _state(server: ServerView) -> rx.Component:
    return rx.el.span(
        server.state_words,
        rx.cond(
            server.trouble, rx.fragment(" · ", words.SINCE, " ", Moment.create(at=server.since))
        ),
        class_name="key-state",
        custom_attrs={"data-state": server.state},
    )


def _controls(server: ServerView) -> rx.Component:
    return rx.fragment(
        rx.cond(server.enabled, _connecting(server)),
        Switch.create(
            label=server.enable,
            on=server.enabled,
            version=ToolSettingsState.loads,
            on_switch=ToolSettingsState.enable(server.id),
        ),
        MenuButton.create(
            label=server.more,
            title=server.title,
            items=MENU,
            on_choose=ToolSettingsState.choose(server.id),
        ),
    )


def _connecting(server: ServerView) -> rx.Component:
    return rx.cond(
        server.signs_in,
        ServerSignIn.create(
            team_id=ToolSettingsState.team_id, server_id=server.id, title=server.title
        ),
        ServerTest.create(
            team_id=ToolSettingsState.team_id,
            server_id=server.id,
            title=server.title,
            works=server.works,
        ),
    )


def _to_review(server: ServerView) -> rx.Component:
    return rx.el.div(
        rx.el.p(server.to_review),
        rx.cond(
            server.reviews & (ToolSettingsState.reviewed != server.id),
            button(words.REVIEW, server.review, on_click=ToolSettingsState.review(server.id)),
        ),
        class_name="server-notice",
    )


def _reviews() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(ToolSettingsState.reviews, _review), class_name="reviews"),
        rx.cond(
            ToolSettingsState.several,
            button(words.USE_ALL, on_click=ToolSettingsState.use_all),
        ),
    )


def _review(review: ReviewView) -> rx.Component:
    return rx.el.li(
        rx.el.h3(
            rx.el.bdi(review.title),
            " ",
            rx.el.span(review.what, class_name="review-what"),
        ),
        rx.el.dl(rx.foreach(review.differences, _difference)),
        rx.el.div(
            button(words.USE, review.use, on_click=ToolSettingsState.decide(review.name, True)),
            button(
                words.KEEP_OFF,
                review.keep_off,
                on_click=ToolSettingsState.decide(review.name, False),
            ),
            class_name="review-buttons",
        ),
        key=review.name,
    )


def _difference(difference: DifferenceView) -> rx.Component:
    return rx.el.div(
        rx.el.dt(difference.about),
        rx.el.dd(
            rx.foreach(difference.parts, _part),
            dir="auto",
            custom_attrs={"data-code": difference.code},
        ),
    )


def _part(part: PartView) -> rx.Component:
    return rx.fragment(
        rx.match(
            part.kind,
            ("added", rx.el.ins(part.text)),
            ("removed", rx.el.del_(part.text)),
            rx.el.span(part.text),
        )
    )

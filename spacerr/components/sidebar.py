"""The sidebar: a new chat, the chats by recency, light or dark."""

import reflex as rx
from reflex.event import EventType
from reflex_components_core.react_router.dom import ReactRouterLink

from spacerr.components.react import Dialog
from spacerr.state.chat import ChatState
from spacerr.state.sidebar import SidebarState
from spacerr.state.views import ChatLineView


def sidebar() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            ReactRouterLink.create("Spacerr", to="/chat", class_name="wordmark"),
            class_name="side-head",
        ),
        ReactRouterLink.create(
            rx.icon("square-pen", size=16, aria_hidden=True),
            "New chat",
            to="/chat",
            role="button",
            class_name="new-chat",
        ),
        rx.el.nav(_chats(), aria_label="Chats", class_name="chats"),
        rx.el.div(_color_mode(), class_name="side-foot"),
        _rename_dialog(),
        _delete_dialog(),
        class_name="side-inner",
    )


def _chats() -> rx.Component:
    return rx.cond(
        SidebarState.loaded,
        rx.cond(
            SidebarState.chats,
            rx.el.ul(rx.foreach(SidebarState.chats, _chat)),
            rx.el.p("Your chats will be listed here.", class_name="hint"),
        ),
        rx.el.div(*[rx.el.div(class_name="skeleton") for _ in range(4)], aria_hidden=True),
    )


def _chat(line: ChatLineView) -> rx.Component:
    running = SidebarState.running.contains(line.id)  # pyright: ignore[reportAttributeAccessIssue]
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(line.title, class_name="chat-title", dir="auto"),
            rx.cond(running, rx.el.span(class_name="pulse", role="img", aria_label="Writing")),
            to="/chat/" + line.id,
            title=line.title,
            aria_current=rx.cond(ChatState.chat_id == line.id, "page", "false"),
            custom_attrs={
                "data-chat-id": line.id,
                "data-running": rx.cond(running, "true", "false"),
                "data-unseen": "false",
            },
        ),
        rx.el.span(
            _row_button("pencil", "Rename", SidebarState.ask_rename(line.id)),
            _row_button("trash-2", "Delete", SidebarState.ask_delete(line.id)),
            class_name="row-actions",
        ),
        key=line.id,
    )


def _row_button(icon: str, name: str, on_click: EventType[()]) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=14, aria_hidden=True),
        type="button",
        title=name,
        aria_label=name,
        on_click=on_click,
    )


def _color_mode() -> rx.Component:
    return rx.el.button(
        rx.color_mode_cond(rx.icon("moon", size=16), rx.icon("sun", size=16)),
        rx.color_mode_cond("Dark", "Light"),
        type="button",
        title="Switch between light and dark",
        class_name="quiet",
        on_click=rx.toggle_color_mode,
    )


def _rename_dialog() -> rx.Component:
    return Dialog.create(
        rx.el.form(
            rx.el.h2("Rename chat"),
            rx.el.input(
                name="title",
                default_value=SidebarState.title_draft,
                aria_label="Title",
                auto_focus=True,
                auto_complete="off",
                dir="auto",
            ),
            _refusal(),
            _buttons(rx.el.button("Rename", type="submit", class_name="primary")),
            on_submit=SidebarState.rename,
        ),
        open=SidebarState.renaming != "",
        label="Rename chat",
        on_close=SidebarState.dismiss,
    )


def _delete_dialog() -> rx.Component:
    return Dialog.create(
        rx.el.h2("Delete this chat?"),
        rx.el.p("Its messages are gone for good."),
        _refusal(),
        _buttons(
            rx.el.button("Delete", type="button", class_name="danger", on_click=SidebarState.delete)
        ),
        open=SidebarState.deleting != "",
        label="Delete chat",
        on_close=SidebarState.dismiss,
    )


def _refusal() -> rx.Component:
    return rx.cond(
        SidebarState.refusal != "",
        rx.el.p(SidebarState.refusal, class_name="failure", role="alert"),
    )


def _buttons(confirm: rx.Component) -> rx.Component:
    cancel = rx.el.button("Cancel", type="button", on_click=SidebarState.dismiss)
    return rx.el.div(cancel, confirm, class_name="dialog-buttons")

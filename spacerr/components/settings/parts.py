"""What sections of the settings are made of."""

from typing import Any

import reflex as rx

from spacerr.components.ui import Dialog, button, field, heard_only
from spacerr.words.members import CANCEL
from spacerr.words.settings import SAVED


def _opened(team_id: rx.Var[str], zone: rx.Var[str], place: rx.Var[str]) -> list[rx.Var[str]]:
    return [team_id, zone, place]


class Section(rx.Component):
    """A section that is there while the address names it. `of` is the place inside it that the
    children show, "" for the section itself. `on_open` gets the id of the team that the settings
    are about, the browser's time zone, and the place. A section of this browser needs none.
    """

    library = "$/public/settings/section.jsx"
    tag = "Section"

    of: rx.Var[str]
    managed: rx.Var[bool]
    on_open: rx.EventHandler[_opened]


def setting(
    name: str,
    title: Any,
    *children: Any,
    note: Any = None,
    beside: rx.Component | None = None,
    key: str | None = None,
) -> rx.Component:
    """One setting under its title; `name` is its place in the address."""
    # Not f"{name}-title": with a Var in it, each process would call the element differently, and so
    # build another page.
    titled = name + "-title"
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, id=titled, dir="auto"),
                rx.el.p(note, class_name="setting-note", dir="auto")
                if note is not None
                else rx.fragment(),
            ),
            beside or rx.fragment(),
            class_name="setting-head",
        ),
        *children,
        id=name,
        class_name="setting",
        key=key,
        custom_attrs={"aria-labelledby": titled, "tabIndex": -1},
    )


def loaded(ready: bool, problem: str, *children: Any) -> rx.Component:
    """What a section shows once it was read, or why it can't be."""
    return rx.fragment(
        rx.cond(problem != "", rx.el.p(problem, class_name="failure", role="alert")),
        rx.cond(
            ready,
            rx.fragment(*children),
            rx.cond(problem == "", rx.el.div(custom_attrs={"aria-busy": True})),
        ),
    )


def confirmation(
    shown: Any, title: Any, body: str, action: str, *, wrong: str, on_confirm: Any, on_close: Any
) -> rx.Component:
    """A dialog that asks before something is done; `wrong` says why it can't be."""
    return Dialog.create(
        rx.el.h2(title, dir="auto"),
        rx.el.p(body, class_name="dialog-text"),
        rx.cond(wrong != "", rx.el.p(wrong, class_name="failure", role="alert")),
        rx.el.div(
            rx.el.button(action, type="button", class_name="primary grave", on_click=on_confirm),
            button(CANCEL, on_click=on_close),
            class_name="form-foot",
        ),
        open=shown,
        label=title,
        on_close=on_close,
    )


def one_field(
    name: str,
    label: str,
    action: str,
    *,
    value: str,
    wrong: str,
    on_submit: Any,
    saved: Any = False,
    key: str = "",
    **props: Any,
) -> rx.Component:
    """One field with its button. It begins anew where the key is another."""
    return rx.el.form(
        field(name, heard_only(label), value=value, wrong=wrong, dir="auto", **props),
        rx.el.div(
            rx.el.button(action, type="submit", class_name="primary"),
            rx.el.span(rx.cond(saved, SAVED, ""), class_name="saved", role="status"),
            class_name="form-foot",
        ),
        on_submit=on_submit,
        class_name="one-field",
        no_validate=True,
        key=key,
    )

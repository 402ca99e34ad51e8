"""Small parts that every screen drawn in Python can use."""

from typing import Any

import reflex as rx


class Link(rx.Component):
    """A link to another page of ours, which opens without a reload."""

    library = "react-router"
    tag = "Link"

    to: rx.Var[str]


class Moment(rx.Component):
    """A time, in milliseconds since 1970, in the browser's time zone."""

    library = "$/public/format/local.jsx"
    tag = "Moment"

    at: rx.Var[int]


class Ago(rx.Component):
    """How long ago a time was, in words."""

    library = "$/public/format/local.jsx"
    tag = "Ago"

    at: rx.Var[int]


class Day(rx.Component):
    """A day, past or to come, of a time in milliseconds since 1970."""

    library = "$/public/format/local.jsx"
    tag = "Day"

    at: rx.Var[int]


class Download(rx.Component):
    """A link to a file of the API; `path` is what follows `/api/`."""

    library = "$/public/format/local.jsx"
    tag = "Download"

    path: rx.Var[str]


class Choice(rx.Component):
    """A few options, each a value and its word, of which one holds. A click shows at once."""

    library = "$/public/ui/choice.jsx"
    tag = "Choice"

    label: rx.Var[str]
    options: rx.Var[dict[str, str]]
    chosen: rx.Var[str]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class Select(rx.Component):
    """A choice of one in a native list, shown at once; `version` grows with each answer."""

    library = "$/public/ui/select.jsx"
    tag = "Select"

    label: rx.Var[str]
    options: rx.Var[dict[str, str]]
    chosen: rx.Var[str]
    version: rx.Var[int]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class MenuButton(rx.Component):
    """A button that opens a menu of items, each with `id`, `name` and `icon`; gives the id of the
    chosen one.
    """

    library = "$/public/ui/menu-button.jsx"
    tag = "MenuButton"

    label: rx.Var[str]
    title: rx.Var[str]
    items: rx.Var[list[dict[str, str]]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class Switch(rx.Component):
    """A switch, which turns at once unless it is disabled; `version` grows when a change was
    refused.
    """

    library = "$/public/ui/switch.jsx"
    tag = "Switch"

    label: rx.Var[str]
    on: rx.Var[bool]
    version: rx.Var[int]
    disabled: rx.Var[bool]
    on_switch: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


class Dialog(rx.Component):
    """A small modal: the focus stays inside, Escape closes it."""

    library = "$/public/ui/dialog.jsx"
    tag = "Dialog"

    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class ToastUndo(rx.Component):
    """Hears that a user takes back what a toast said; draws nothing."""

    library = "$/public/toasts/toast-undo.jsx"
    tag = "ToastUndo"

    on_undo: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def button(word: Any, label: Any = None, *, danger: bool = False, **props: Any) -> rx.Component:
    """A quiet button; `label` is what it is called where its word alone doesn't say enough."""
    named = {"aria-label": label} if label is not None else {}
    look = "secondary danger" if danger else "secondary"
    return rx.el.button(word, type="button", class_name=look, custom_attrs=named, **props)


def icon_button(icon: str, name: Any, **props: Any) -> rx.Component:
    """A button that shows an icon alone, with a name."""
    return rx.el.button(
        rx.icon(icon, size=16, custom_attrs={"aria-hidden": True}),
        type="button",
        class_name="icon small",
        title=name,
        custom_attrs={"aria-label": name},
        **props,
    )


def heard_only(text: Any) -> rx.Component:
    """A text for screen readers."""
    return rx.el.span(text, class_name="visually-hidden")


def field(
    name: str,
    label: Any,
    *,
    value: Any,
    wrong: Any,
    hint: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled field with its error beside it, else its hint. It begins with `value`; later
    values don't replace what is typed.
    """
    place, said = f"{name}-field", f"{name}-said"  # `name` itself may be a setting's place
    return rx.el.div(
        rx.el.label(label, html_for=place),
        rx.el.div(
            rx.el.input(
                name=name,
                type="text",
                default_value=value,
                auto_complete="off",
                # As a prop, the id would be a second name of the field in what a form sends.
                custom_attrs={
                    "id": place,
                    "aria-invalid": wrong != "",
                    "aria-describedby": said,
                },
                **props,
            ),
            class_name="field-box",
        ),
        rx.cond(
            wrong != "",
            rx.el.p(wrong, id=said, role="alert", class_name="field-wrong"),
            rx.el.p(hint, id=said, class_name="field-hint") if hint else rx.fragment(),
        ),
        class_name="field",
    )

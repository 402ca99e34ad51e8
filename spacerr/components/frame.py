"""The frame of every page."""

import reflex as rx
from reflex.event import passthrough_event_spec as args


class PageBoundary(rx.Component):
    """Wraps all pages: shows a sentence if something can't be drawn, and has it logged."""

    library = "$/public/app/boundary.jsx"
    tag = "PageBoundary"
    lib_dependencies: list[str] = ["react-error-boundary@6.1.6"]

    on_crash: rx.EventHandler[args(str, str)]


class PageTitle(rx.Component):
    """Keeps the browser's title true; draws nothing. `name` is that of a page without chats."""

    library = "$/public/app/unread-title.jsx"
    tag = "PageTitle"

    chat_id: rx.Var[str]
    title: rx.Var[str]
    name: rx.Var[str]


class Shell(rx.Component):
    """The frame of every page. Its children: the sidebar, the header, then what the page shows."""

    library = "$/public/app/shell.jsx"
    tag = "Shell"


class Reconnect(rx.Component):
    """Brings a tab up to date when its user comes back to it; draws nothing."""

    library = "$/public/app/reconnect.jsx"
    tag = "Reconnect"

    chat_id: rx.Var[str]
    running: rx.Var[str]
    answered: rx.Var[str]
    on_resume: rx.EventHandler[args(str, str)]
    on_stall: rx.EventHandler[args(str)]

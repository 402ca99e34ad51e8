"""What stands around every page, as Reflex sees it."""

from typing import Any

import reflex as rx


def _crash(trace: rx.Var[str], components: rx.Var[str]) -> list[rx.Var[Any]]:
    return [trace, components]


class PageBoundary(rx.Component):
    """Round all pages: says in words that something couldn't be drawn, and has it logged."""

    library = "$/public/app/boundary.jsx"
    tag = "PageBoundary"
    lib_dependencies: list[str] = ["react-error-boundary@6.1.6"]

    on_crash: rx.EventHandler[_crash]


class PageTitle(rx.Component):
    """Keeps the browser's title true; draws nothing."""

    library = "$/public/app/unread-title.jsx"
    tag = "PageTitle"

    chat_id: rx.Var[str]
    title: rx.Var[str]


class Shell(rx.Component):
    """The frame of every page. Its children: the sidebar, the header, then what the page shows."""

    library = "$/public/app/shell.jsx"
    tag = "Shell"

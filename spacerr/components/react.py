"""Our own React components, as Reflex sees them. Their code is in `assets/`."""

from typing import Any

import reflex as rx

from spacerr.state.views import (
    MessageView,
    OlderView,
    OpenedView,
    RefusalView,
    ThoughtsView,
)

MARKDOWN_PACKAGES = [
    "streamdown@2.7.1",
    "@streamdown/code@2.0.0",
    "@streamdown/math@1.0.3",
    "katex@0.16.27",
    "remend@1.4.0",
]


def _one(value: rx.Var[str]) -> list[rx.Var[Any]]:
    return [value]


def _two(first: rx.Var[str], second: rx.Var[str]) -> list[rx.Var[Any]]:
    return [first, second]


def _three(first: rx.Var[str], second: rx.Var[str], third: rx.Var[str]) -> list[rx.Var[Any]]:
    return [first, second, third]


def _none() -> list[rx.Var[Any]]:
    return []


def _number(value: rx.Var[int]) -> list[rx.Var[Any]]:
    return [value]


class Thread(rx.Component):
    """Every message of the open chat."""

    library = "$/public/thread.jsx"
    tag = "Thread"
    lib_dependencies: list[str] = [
        *MARKDOWN_PACKAGES,
        "use-stick-to-bottom@1.1.6",
        "lucide-react@1.26.0",
        "@fontsource-variable/inter@5.3.0",
    ]

    chat_id: rx.Var[str]
    opened: rx.Var[OpenedView]
    turn: rx.Var[list[MessageView]]
    older: rx.Var[OlderView]
    thoughts: rx.Var[ThoughtsView]
    accepted: rx.Var[str]
    suggestions: rx.Var[list[str]]
    on_regenerate: rx.EventHandler[_two]
    on_go_on: rx.EventHandler[_two]
    on_edit: rx.EventHandler[_three]
    on_choose: rx.EventHandler[_one]
    on_look: rx.EventHandler[_one]
    on_older: rx.EventHandler[_one]
    on_stale: rx.EventHandler[_one]


class Feed(rx.Component):
    """Hands the running reply's chunks to the thread; draws nothing."""

    library = "$/public/thread.jsx"
    tag = "Feed"

    live: rx.Var[list[list[Any]]]
    on_gap: rx.EventHandler[_one]


class Resume(rx.Component):
    """Brings a tab up to date when somebody comes back to it; draws nothing."""

    library = "$/public/resume.jsx"
    tag = "Resume"

    chat_id: rx.Var[str]
    running: rx.Var[str]
    answered: rx.Var[str]
    on_resume: rx.EventHandler[_two]
    on_stall: rx.EventHandler[_one]


class Composer(rx.Component):
    """Where people write. Children stand beside the button."""

    library = "$/public/composer.jsx"
    tag = "Composer"

    running: rx.Var[str]
    accepted: rx.Var[str]
    refusal: rx.Var[RefusalView]
    on_send: rx.EventHandler[_two]
    on_stop: rx.EventHandler[_number]
    on_gap: rx.EventHandler[_one]


class Shell(rx.Component):
    """The frame of every page. Its children: the sidebar, the header, then what the page shows."""

    library = "$/public/shell.jsx"
    tag = "Shell"


class Dialog(rx.Component):
    """A modal with what its children say."""

    library = "$/public/dialog.jsx"
    tag = "Dialog"

    open: rx.Var[bool]
    label: rx.Var[str]
    on_close: rx.EventHandler[_none]

"""Our own React components, as Reflex sees them. Their code is in `assets/`."""

from typing import Any

import reflex as rx

from spacerr.state.chat.agent import AgentView
from spacerr.state.chat.views import (
    MessageView,
    ModelView,
    OlderView,
    OpenedView,
    RefusalView,
    SharingView,
    ThoughtsView,
)
from spacerr.state.sidebar.views import (
    FoundView,
    InstructionsView,
    ListView,
    NewsView,
    NextPageView,
    RefusedView,
    TeamsView,
    WithinView,
)

MARKDOWN_PACKAGES = [
    "streamdown@2.7.1",
    "@streamdown/cjk@1.0.3",
    "@streamdown/code@2.0.0",
    "@streamdown/math@1.0.3",
    "katex@0.16.27",
    "remend@1.4.0",
]
INTER = "@fontsource-variable/inter@5.3.0"


def _one(value: rx.Var[str]) -> list[rx.Var[Any]]:
    return [value]


def _two(first: rx.Var[str], second: rx.Var[str]) -> list[rx.Var[Any]]:
    return [first, second]


def _three(first: rx.Var[str], second: rx.Var[str], third: rx.Var[str]) -> list[rx.Var[Any]]:
    return [first, second, third]


def _sent(
    text: rx.Var[str], request: rx.Var[str], where: rx.Var[dict[str, str]]
) -> list[rx.Var[Any]]:
    return [text, request, where]


def _none() -> list[rx.Var[Any]]:
    return []


def _switch(item: rx.Var[str], on: rx.Var[bool]) -> list[rx.Var[Any]]:
    return [item, on]


def _scope(
    cursor: rx.Var[dict[str, str]],
    project_id: rx.Var[str],
    archived: rx.Var[bool],
    team_id: rx.Var[str],
) -> list[rx.Var[Any]]:
    return [cursor, project_id, archived, team_id]


def _end(version: rx.Var[str], at: rx.Var[int], chat_id: rx.Var[str]) -> list[rx.Var[Any]]:
    return [version, at, chat_id]


def _project(
    request_id: rx.Var[str],
    project_id: rx.Var[str],
    revision: rx.Var[int],
    name: rx.Var[str],
    colour: rx.Var[str],
    instructions: rx.Var[str],
    team_id: rx.Var[str],
) -> list[rx.Var[Any]]:
    return [request_id, project_id, revision, name, colour, instructions, team_id]


def _number(value: rx.Var[int]) -> list[rx.Var[Any]]:
    return [value]


class Thread(rx.Component):
    """Every message of the open chat."""

    library = "$/public/chat/thread.jsx"
    tag = "Thread"
    lib_dependencies: list[str] = [
        *MARKDOWN_PACKAGES,
        "use-stick-to-bottom@1.1.6",
        "lucide-react@1.26.0",
        INTER,
    ]

    chat_id: rx.Var[str]
    opened: rx.Var[OpenedView]
    turn: rx.Var[list[MessageView]]
    older: rx.Var[OlderView]
    thoughts: rx.Var[ThoughtsView]
    pinned: rx.Var[list[str]]
    accepted: rx.Var[str]
    suggestions: rx.Var[list[str]]
    within: rx.Var[WithinView]
    writable: rx.Var[bool]
    on_regenerate: rx.EventHandler[_two]
    on_go_on: rx.EventHandler[_two]
    on_edit: rx.EventHandler[_three]
    on_choose: rx.EventHandler[_one]
    on_pin: rx.EventHandler[_switch]
    on_look: rx.EventHandler[_one]
    on_find: rx.EventHandler[_two]
    on_older: rx.EventHandler[_two]
    on_stale: rx.EventHandler[_one]
    on_see: rx.EventHandler[_switch]


class Feed(rx.Component):
    """Hands the running reply's chunks to the thread; draws nothing."""

    library = "$/public/chat/thread.jsx"
    tag = "Feed"

    live: rx.Var[list[list[Any]]]
    on_gap: rx.EventHandler[_one]


class Missing(rx.Component):
    """What stands in place of a chat that doesn't exist."""

    library = "$/public/chat/not-found.jsx"
    tag = "Missing"

    lost: rx.Var[str]


class Presence(rx.Component):
    """Who else has the open chat open."""

    library = "$/public/chat/presence.jsx"
    tag = "Presence"

    chat_id: rx.Var[str]
    sharing: rx.Var[SharingView]
    connection: rx.Var[str]
    people: rx.Var[list[str]]
    on_attend: rx.EventHandler[_one]


class ChatName(rx.Component):
    """The open chat's name in the header."""

    library = "$/public/chat/chat-name.jsx"
    tag = "ChatName"

    title: rx.Var[str]


class ShareButton(rx.Component):
    """Opens the dialog for sharing the open chat, for its owner."""

    library = "$/public/share/dialog.jsx"
    tag = "ShareButton"

    chat_id: rx.Var[str]
    sharing: rx.Var[SharingView]


class Reading(rx.Component):
    """What stands in the composer's place for somebody who may only read."""

    library = "$/public/chat/read-only.jsx"
    tag = "Reading"

    owner: rx.Var[str]


class Reconnect(rx.Component):
    """Brings a tab up to date when the user comes back to it; draws nothing."""

    library = "$/public/app/reconnect.jsx"
    tag = "Reconnect"

    chat_id: rx.Var[str]
    running: rx.Var[str]
    answered: rx.Var[str]
    on_resume: rx.EventHandler[_two]
    on_stall: rx.EventHandler[_one]


class AgentPicker(rx.Component):
    """Who answers in the open chat."""

    library = "$/public/agents/picker.jsx"
    tag = "AgentPicker"

    agent: rx.Var[AgentView]
    team: rx.Var[str]
    opened: rx.Var[str]
    on_choose: rx.EventHandler[_one]
    on_model: rx.EventHandler[_one]


class Composer(rx.Component):
    """Where people write. Children stand beside the button."""

    library = "$/public/chat/composer.jsx"
    tag = "Composer"

    shown: rx.Var[str]
    running: rx.Var[str]
    accepted: rx.Var[str]
    refusal: rx.Var[RefusalView]
    model: rx.Var[ModelView]
    on_send: rx.EventHandler[_sent]
    on_stop: rx.EventHandler[_number]
    on_gap: rx.EventHandler[_one]
    on_model: rx.EventHandler[_one]


class ModelPicker(rx.Component):
    """The model of the next reply, and the list it is chosen from."""

    library = "$/public/models/picker.jsx"
    tag = "ModelPicker"

    shown: rx.Var[ModelView]
    team: rx.Var[str]
    connection: rx.Var[str]
    on_choose: rx.EventHandler[_one]
    on_team: rx.EventHandler[_two]


class Chats(rx.Component):
    """The sidebar: chats and projects, and everything a person can do to them."""

    library = "$/public/sidebar/sidebar.jsx"
    tag = "Sidebar"

    shown: rx.Var[str]
    team: rx.Var[str]
    connection: rx.Var[str]
    opened: rx.Var[ListView]
    teams: rx.Var[TeamsView]
    next_page: rx.Var[NextPageView]
    news: rx.Var[list[NewsView]]
    refused: rx.Var[RefusedView]
    found: rx.Var[FoundView]
    instructions: rx.Var[InstructionsView]
    saved: rx.Var[str]
    on_follow: rx.EventHandler[_scope]
    on_scroll: rx.EventHandler[_end]
    on_rename: rx.EventHandler[_two]
    on_retitle: rx.EventHandler[_one]
    on_pin: rx.EventHandler[_switch]
    on_archive: rx.EventHandler[_switch]
    on_move: rx.EventHandler[_two]
    on_see: rx.EventHandler[_switch]
    on_share: rx.EventHandler[_two]
    on_delete: rx.EventHandler[_one]
    on_restore: rx.EventHandler[_one]
    on_search: rx.EventHandler[_one]
    on_look: rx.EventHandler[_one]
    on_save_project: rx.EventHandler[_project]
    on_archive_project: rx.EventHandler[_switch]
    on_delete_project: rx.EventHandler[_switch]
    on_restore_project: rx.EventHandler[_one]
    color_mode: rx.Var[str]
    on_color_mode: rx.EventHandler[_none]


class SharedChat(rx.Component):
    """A copy of a chat, as whoever has its link reads it."""

    library = "$/public/share/public-page.jsx"
    tag = "SharedChat"
    lib_dependencies: list[str] = [*MARKDOWN_PACKAGES, INTER]

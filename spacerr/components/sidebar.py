"""The sidebar and its State."""

import reflex as rx
from reflex.event import no_args_event_spec
from reflex.event import passthrough_event_spec as args

from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.projects import ProjectState
from spacerr.state.sidebar.search import SearchState
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.sidebar.views import (
    FoundView,
    InstructionsView,
    ListView,
    NewsView,
    NextPageView,
    RefusedView,
    TeamsView,
)
from spacerr.state.waiting.views import WaitingView
from spacerr.state.waiting.waiting import WaitingState


class Sidebar(rx.Component):
    """The sidebar: chats and projects, and all actions on them."""

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
    waiting: rx.Var[WaitingView]
    on_follow: rx.EventHandler[args(dict[str, str], str, bool, str)]
    on_scroll: rx.EventHandler[args(str, int, str)]
    on_rename: rx.EventHandler[args(str, str)]
    on_retitle: rx.EventHandler[args(str)]
    on_pin: rx.EventHandler[args(str, bool)]
    on_archive: rx.EventHandler[args(str, bool)]
    on_move: rx.EventHandler[args(str, str)]
    on_mark_seen: rx.EventHandler[args(str, bool)]
    on_share: rx.EventHandler[args(str, str)]
    on_delete: rx.EventHandler[args(str)]
    on_restore: rx.EventHandler[args(str)]
    on_search: rx.EventHandler[args(str)]
    on_load_instructions: rx.EventHandler[args(str)]
    on_save_project: rx.EventHandler[args(str, str, int, str, str, str, str)]
    on_archive_project: rx.EventHandler[args(str, bool)]
    on_delete_project: rx.EventHandler[args(str, bool)]
    on_restore_project: rx.EventHandler[args(str)]
    color_mode: rx.Var[str]
    on_color_mode: rx.EventHandler[no_args_event_spec]


def sidebar() -> rx.Component:
    return Sidebar.create(
        shown=ChatState.chat_id,
        team=ChatState.team_id,
        connection=SidebarState.connection,
        opened=SidebarState.opened,
        teams=SidebarState.teams,
        next_page=SidebarState.next_page,
        news=SidebarState.news,
        refused=SidebarState.refused,
        found=SearchState.found,
        instructions=ProjectState.instructions,
        saved=ProjectState.saved,
        waiting=WaitingState.waiting,
        on_follow=SidebarState.follow,
        on_scroll=SidebarState.scroll,
        on_rename=SidebarState.rename,
        on_retitle=SidebarState.retitle,
        on_pin=SidebarState.pin,
        on_archive=SidebarState.archive,
        on_move=SidebarState.move,
        on_mark_seen=SidebarState.mark_seen,
        on_share=SidebarState.share,
        on_delete=SidebarState.delete,
        on_restore=SidebarState.restore,
        on_search=SearchState.search,
        on_load_instructions=ProjectState.load_instructions,
        on_save_project=ProjectState.save,
        on_archive_project=ProjectState.archive,
        on_delete_project=ProjectState.delete,
        on_restore_project=ProjectState.restore,
        color_mode=rx.color_mode,
        on_color_mode=rx.toggle_color_mode,
    )

"""The sidebar, wired to what drives it."""

import reflex as rx

from spacerr.components.react import Chats
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.projects import ProjectState
from spacerr.state.sidebar.search import SearchState
from spacerr.state.sidebar.sidebar import SidebarState


def sidebar() -> rx.Component:
    return Chats.create(
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
        on_follow=SidebarState.follow,
        on_scroll=SidebarState.scroll,
        on_rename=SidebarState.rename,
        on_retitle=SidebarState.retitle,
        on_pin=SidebarState.pin,
        on_archive=SidebarState.archive,
        on_move=SidebarState.move,
        on_see=SidebarState.see,
        on_share=SidebarState.share,
        on_delete=SidebarState.delete,
        on_restore=SidebarState.restore,
        on_search=SearchState.search,
        on_look=ProjectState.look,
        on_save_project=ProjectState.save,
        on_archive_project=ProjectState.archive,
        on_delete_project=ProjectState.delete,
        on_restore_project=ProjectState.restore,
        color_mode=rx.color_mode,
        on_color_mode=rx.toggle_color_mode,
    )

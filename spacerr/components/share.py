"""Sharing a chat: the button in its header, and the page that a link leads to."""

import reflex as rx

from spacerr.components.packages import INTER, MARKDOWN_PACKAGES
from spacerr.state.chat.views import SharingView


class ShareButton(rx.Component):
    """Opens the dialog for sharing the open chat, for its owner."""

    library = "$/public/share/dialog.jsx"
    tag = "ShareButton"

    chat_id: rx.Var[str]
    sharing: rx.Var[SharingView]


class SharedChat(rx.Component):
    """A copy of a chat, as the holder of its link reads it."""

    library = "$/public/share/public-page.jsx"
    tag = "SharedChat"
    lib_dependencies: list[str] = [*MARKDOWN_PACKAGES, INTER]

"""The page of a share link: a copy of a chat. It needs neither a session nor State."""

import reflex as rx

from spacerr.components.share import SharedChat


def page() -> rx.Component:
    return SharedChat.create()

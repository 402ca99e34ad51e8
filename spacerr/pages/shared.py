"""The page that a link leads to: a copy of a chat, for anybody. It needs no State."""

import reflex as rx

from spacerr.components.share import SharedChat


def page() -> rx.Component:
    return SharedChat.create()

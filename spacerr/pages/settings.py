"""The settings: `/settings/{section}`, beside the same sidebar as the chats."""

import reflex as rx

from spacerr.components.agents.agents import agents
from spacerr.components.agents.editor import editor
from spacerr.components.frame import Shell
from spacerr.components.settings.appearance import appearance, notifications
from spacerr.components.settings.audit import audit
from spacerr.components.settings.instructions import instructions
from spacerr.components.settings.members import members
from spacerr.components.settings.models import models
from spacerr.components.settings.profile import profile
from spacerr.components.settings.screen import settings
from spacerr.components.settings.sessions import sessions
from spacerr.components.settings.team import team
from spacerr.components.settings.tools import tools
from spacerr.components.settings.usage import usage
from spacerr.components.sidebar import sidebar
from spacerr.components.toasts import toast_undo
from spacerr.pages.reconnect import reconnect
from spacerr.state import words


def page() -> rx.Component:
    return Shell.create(
        sidebar(),
        rx.el.div(words.SETTINGS, class_name="chat-name"),
        settings(
            profile(),
            appearance(),
            notifications(),
            instructions(),
            team(),
            members(),
            sessions(),
            agents(),
            editor(),
            models(),
            tools(),
            usage(),
            audit(),
        ),
        reconnect(),
        toast_undo(),
    )

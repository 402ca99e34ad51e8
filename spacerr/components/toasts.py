"""Sends the undo of a toast to the State that made it, from any page."""

import reflex as rx

from spacerr.components.ui import ToastUndo
from spacerr.state.agents.agents import AgentsState
from spacerr.state.settings.members import MembersState


def toast_undo() -> rx.Component:
    return ToastUndo.create(on_undo=[MembersState.undo, AgentsState.undo])

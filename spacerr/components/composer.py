"""The composer with the choice of a model and an agent."""

import reflex as rx

from spacerr.components.react import AgentPicker, Composer, ModelPicker
from spacerr.state.chat.chat import ChatState
from spacerr.state.sidebar.sidebar import SidebarState


def composer() -> rx.Component:
    return Composer.create(
        rx.el.div(model_picker(), agent_picker(), class_name="composer-choices"),
        shown=ChatState.chat_id,
        running=ChatState.running_id,
        accepted=ChatState.accepted,
        refusal=ChatState.refusal,
        model=ChatState.shown_model,
        on_send=ChatState.send,
        on_stop=ChatState.stop,
        on_gap=ChatState.gap,
        on_model=ChatState.choose_model,
    )


def model_picker() -> rx.Component:
    return ModelPicker.create(
        shown=ChatState.shown_model,
        team=ChatState.team_id,
        connection=SidebarState.connection,
        on_choose=ChatState.choose_model,
        on_team=ChatState.begin_in,
    )


def agent_picker() -> rx.Component:
    """Nothing where the team has no agents."""
    return AgentPicker.create(
        agent=ChatState.agent,
        team=ChatState.team_id,
        opened=ChatState.opened.version,
        on_choose=ChatState.choose_agent,
        on_model=ChatState.choose_model,
    )

"""The composer with the choice of a model and an agent."""

import reflex as rx

from spacerr.components.react import AgentPicker, Composer
from spacerr.state import words
from spacerr.state.chat import ChatState
from spacerr.state.views import ModelView


def composer() -> rx.Component:
    return Composer.create(
        rx.el.div(model_picker(), agent_picker(), class_name="composer-choices"),
        running=ChatState.running_id,
        accepted=ChatState.accepted,
        refusal=ChatState.refusal,
        on_send=ChatState.send,
        on_stop=ChatState.stop,
        on_gap=ChatState.gap,
    )


def agent_picker() -> rx.Component:
    """Nothing where the team has no agents."""
    return AgentPicker.create(
        agent=ChatState.agent,
        team=ChatState.team_id,
        on_choose=ChatState.choose_agent,
        on_model=ChatState.choose_model,
    )


def model_picker() -> rx.Component:
    """The browser's own list: typing finds a model, phones show their wheel."""
    return rx.el.label(
        rx.el.select(
            rx.foreach(ChatState.models, _option),
            value=ChatState.model,
            aria_label=words.MODEL,
            on_change=ChatState.choose_model,
        ),
        rx.icon("chevron-down", size=14, aria_hidden=True),
        class_name="model-picker",
        title=words.MODEL,
    )


def _option(model: ModelView) -> rx.Component:
    return rx.el.option(model.name + " · " + model.provider, value=model.id)

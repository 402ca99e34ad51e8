"""The composer with its model picker."""

import reflex as rx

from spacerr.components.react import Composer
from spacerr.state import words
from spacerr.state.chat import ChatState
from spacerr.state.views import ModelView


def composer() -> rx.Component:
    return Composer.create(
        model_picker(),
        running=ChatState.running_id,
        accepted=ChatState.accepted,
        refusal=ChatState.refusal,
        on_send=ChatState.send,
        on_stop=ChatState.stop,
        on_gap=ChatState.gap,
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

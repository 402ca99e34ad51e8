"""The composer with its model picker."""

import reflex as rx

from spacerr.components.react import Composer, ModelPicker
from spacerr.state.chat import ChatState
from spacerr.state.sidebar import SidebarState


def composer() -> rx.Component:
    return Composer.create(
        ModelPicker.create(
            shown=ChatState.shown_model,
            team=ChatState.team_id,
            hello=SidebarState.hello,
            on_choose=ChatState.choose_model,
            on_team=ChatState.begin_in,
        ),
        running=ChatState.running_id,
        accepted=ChatState.accepted,
        refusal=ChatState.refusal,
        model=ChatState.shown_model,
        on_send=ChatState.send,
        on_stop=ChatState.stop,
        on_gap=ChatState.gap,
        on_model=ChatState.choose_model,
    )

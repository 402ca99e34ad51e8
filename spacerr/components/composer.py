"""The composer with the choice of a model and an agent."""

import reflex as rx
from reflex.event import passthrough_event_spec as args

from spacerr.components.tools import tool_picker
from spacerr.state.chat.agent import AgentView
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.views import ModelView, RefusalView
from spacerr.state.sidebar.sidebar import SidebarState


class Composer(rx.Component):
    """The field for a message. Its children stand beside the button."""

    library = "$/public/composer/composer.jsx"
    tag = "Composer"

    shown: rx.Var[str]
    running: rx.Var[str]
    accepted: rx.Var[str]
    refusal: rx.Var[RefusalView]
    model: rx.Var[ModelView]
    on_send: rx.EventHandler[args(str, str, dict[str, str])]
    on_stop: rx.EventHandler[args(int)]
    on_gap: rx.EventHandler[args(str)]
    on_model: rx.EventHandler[args(str)]


class ModelPicker(rx.Component):
    """The model of the next reply, and the list it is chosen from."""

    library = "$/public/models/picker.jsx"
    tag = "ModelPicker"

    shown: rx.Var[ModelView]
    team: rx.Var[str]
    connection: rx.Var[str]
    on_choose: rx.EventHandler[args(str)]
    on_team: rx.EventHandler[args(str, str)]


class AgentPicker(rx.Component):
    """The agent of the open chat, and the list it is chosen from."""

    library = "$/public/agents/picker.jsx"
    tag = "AgentPicker"

    agent: rx.Var[AgentView]
    team: rx.Var[str]
    opened: rx.Var[str]
    on_choose: rx.EventHandler[args(str)]
    on_model: rx.EventHandler[args(str)]


def composer() -> rx.Component:
    return Composer.create(
        rx.el.div(model_picker(), agent_picker(), tool_picker(), class_name="composer-choices"),
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

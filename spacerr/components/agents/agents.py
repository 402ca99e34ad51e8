"""Settings: the agents that a user can choose in a team, and a menu for each."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Link, MenuButton
from spacerr.state.agents.agents import Action, AgentLineView, AgentsState
from spacerr.words import agents as words

_EDIT = {"id": Action.EDIT, "name": words.EDIT, "icon": "pencil"}
_OPEN = {"id": Action.EDIT, "name": words.OPEN, "icon": "pencil"}
_COPIES = [
    {"id": Action.DUPLICATE, "name": words.DUPLICATE, "icon": "copy"},
    {"id": Action.EXPORT, "name": words.EXPORT, "icon": "download"},
]
_DELETE = {"id": Action.DELETE, "name": words.DELETE, "icon": "trash"}


class ImportButton(rx.Component):
    """Makes an agent from a file."""

    library = "$/public/agents/import-button.jsx"
    tag = "ImportButton"

    team_id: rx.Var[str]
    label: rx.Var[str]
    busy: rx.Var[str]
    on_import: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ChatButton(rx.Component):
    """Begins a new chat with an agent."""

    library = "$/public/agents/chat-button.jsx"
    tag = "ChatButton"

    agent_id: rx.Var[str]
    label: rx.Var[str]


def agents() -> rx.Component:
    return Section.create(
        setting(
            "agents",
            rx.cond(AgentsState.alone, words.TITLE_ALONE, words.TITLE),
            loaded(
                AgentsState.ready,
                AgentsState.problem,
                rx.cond(
                    AgentsState.agents,
                    rx.el.ul(rx.foreach(AgentsState.agents, _line), class_name="lines agents"),
                    rx.el.p(words.EMPTY, class_name="agents-empty"),
                ),
            ),
            note=words.NOTE,
            beside=rx.el.div(
                ImportButton.create(
                    team_id=AgentsState.team_id,
                    label=words.IMPORT,
                    busy=words.IMPORTING,
                    on_import=AgentsState.imported,
                ),
                Link.create(words.NEW, to="#new", class_name="primary"),
                class_name="agents-make",
            ),
        ),
        id="agents",
        of="",
        on_open=AgentsState.open,
    )


def avatar(letters: str, colour: str, size: str) -> rx.Component:
    """An agent's picture."""
    return rx.el.span(
        letters,
        class_name="agent-avatar",
        style={"--dot": f"var(--project-{colour})"},
        custom_attrs={"data-size": size, "aria-hidden": True},
    )


def _line(agent: AgentLineView) -> rx.Component:
    return rx.el.li(
        avatar(agent.letters, agent.colour, "medium"),
        Link.create(
            rx.el.bdi(agent.name),
            rx.cond(agent.description != "", rx.el.small(agent.description, dir="auto")),
            rx.cond(agent.tools != "", rx.el.small(agent.tools)),
            to=f"#{agent.id}",
            class_name="line-name agent-line",
        ),
        rx.cond(
            AgentsState.alone,
            rx.fragment(),
            rx.el.span(
                rx.cond(agent.shared, rx.icon("users", size=14)),
                agent.whose,
                class_name="agent-whose",
            ),
        ),
        ChatButton.create(agent_id=agent.id, label=agent.chat),
        MenuButton.create(
            label=agent.more,
            title=agent.name,
            items=rx.cond(agent.changeable, [_EDIT, *_COPIES, _DELETE], [_OPEN, *_COPIES]),
            on_choose=AgentsState.choose(agent.id),
        ),
        key=agent.id,
    )

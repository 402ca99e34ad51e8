"""Settings: one agent, being made or changed. What is typed stays until it is saved."""

import reflex as rx

from spacerr.components.agents.fields import agent_fields
from spacerr.components.agents.versions import versions
from spacerr.components.settings.parts import Section, loaded
from spacerr.components.ui import Link, button
from spacerr.state.agents.editor import AgentEditorState
from spacerr.state.agents.versions import AgentVersionsState
from spacerr.words import agents as words
from spacerr.words.settings import SAVE, SAVED


def _typed(
    version: rx.Var[int], fields: rx.Var[dict[str, str]]
) -> list[rx.Var[int] | rx.Var[dict[str, str]]]:
    return [version, fields]


class KeptForm(rx.Component):
    """A form whose unsaved changes stay in the browser. `stored` are its fields by name, at a
    version; `on_save` gets them as they are typed, and the version that the changes began at.
    """

    library = "$/public/settings/kept-form.jsx"
    tag = "KeptForm"

    place: rx.Var[str]
    version: rx.Var[int]
    stored: rx.Var[dict[str, str]]
    accepted: rx.Var[dict[str, str]]
    changed: rx.Var[bool]
    refusals: rx.Var[int]
    on_changed: rx.EventHandler[rx.event.passthrough_event_spec(bool)]
    on_save: rx.EventHandler[_typed]


def editor() -> rx.Component:
    return Section.create(
        rx.el.div(
            Link.create(
                rx.icon("arrow-left", size=16), words.BACK, to="#agents", class_name="agent-back"
            ),
            loaded(AgentEditorState.ready, AgentEditorState.problem, _editor()),
            class_name="agent-editor",
        ),
        id="agents",
        of=AgentEditorState.place,
        on_open=[AgentEditorState.open, AgentVersionsState.open],
    )


def _editor() -> rx.Component:
    stored = AgentEditorState.version > 0
    may_change = AgentEditorState.read_only == ""
    return rx.fragment(
        rx.el.h2(
            rx.cond(stored, AgentEditorState.title, words.NEW), class_name="agent-title", dir="auto"
        ),
        rx.cond(may_change, rx.fragment(), _read_only()),
        KeptForm.create(
            agent_fields(),
            rx.cond(
                (AgentEditorState.wrong != "") & (AgentEditorState.wrong_field == ""),
                rx.el.p(AgentEditorState.wrong, class_name="failure", role="alert"),
            ),
            rx.cond(may_change, _foot(stored)),
            place=AgentEditorState.draft_place,
            version=AgentEditorState.version,
            stored=AgentEditorState.stored,
            accepted=AgentEditorState.accepted,
            changed=AgentEditorState.changed,
            refusals=AgentEditorState.refusals,
            on_changed=AgentEditorState.mark_changed,
            on_save=AgentEditorState.save,
            class_name="agent-form",
            key=f"{AgentEditorState.team_id}{AgentEditorState.place}",
        ),
        rx.cond(stored & may_change, versions()),
    )


def _read_only() -> rx.Component:
    return rx.el.div(
        rx.el.p(AgentEditorState.read_only, class_name="setting-note"),
        button(words.DUPLICATE, on_click=AgentEditorState.duplicate),
        class_name="agent-read-only",
    )


def _foot(stored: bool) -> rx.Component:
    return rx.el.div(
        rx.el.button(rx.cond(stored, SAVE, words.CREATE), type="submit", class_name="primary"),
        rx.cond(
            AgentEditorState.changed,
            rx.el.button(words.DISCARD, type="reset", class_name="secondary"),
        ),
        rx.el.span(
            rx.cond(
                AgentEditorState.changed,
                words.UNSAVED,
                rx.cond(AgentEditorState.saved, SAVED, ""),
            ),
            class_name="saved",
            role="status",
        ),
        class_name="form-foot",
    )

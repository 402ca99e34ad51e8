"""Settings: what models are told on each level, and a preview of all of it."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Link, Select
from spacerr.domain.prompts.instructions import InstructionPart, Level
from spacerr.state.settings.instructions import InstructionsState, LevelView
from spacerr.words import instructions as words


class InstructionsField(rx.Component):
    """A field that saves a level's text. What is typed stays in the browser's storage."""

    library = "$/public/settings/instructions/field.jsx"
    tag = "InstructionsField"

    team_id: rx.Var[str]
    level: rx.Var[str]
    name: rx.Var[str]
    path: rx.Var[str]
    text: rx.Var[str]
    mark: rx.Var[str]
    on_type: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class PromptParts(rx.Component):
    """Instructions as models are told them, each line with its level."""

    library = "$/public/replies/prompt-parts.jsx"
    tag = "PromptParts"

    parts: rx.Var[list[InstructionPart]]


def instructions() -> rx.Component:
    return Section.create(
        loaded(
            InstructionsState.ready,
            InstructionsState.problem,
            rx.el.div(
                rx.el.div(_agents(), rx.foreach(InstructionsState.levels, _level)),
                _preview(),
                class_name="instructions",
            ),
        ),
        id="instructions",
        on_open=InstructionsState.open,
    )


def _agents() -> rx.Component:
    link = Link.create(words.SHOW_AGENTS, to="/settings/agents", class_name="secondary")
    return setting("agent-instructions", words.AGENTS, note=words.AGENTS_NOTE, beside=link)


def _level(level: LevelView) -> rx.Component:
    field = InstructionsField.create(
        team_id=InstructionsState.team_id,
        level=level.level,
        name=level.name,
        path=level.path,
        text=level.stored.text,
        mark=level.stored.mark,
        on_type=InstructionsState.type_text(level.level),
        key=level.path,
    )
    written = rx.cond(
        level.stored.text != "",
        rx.el.p(level.stored.text, class_name="instructions-written", dir="auto"),
        rx.cond(level.path != "", rx.el.p(words.NOTHING, class_name="setting-note")),
    )
    projects = Select.create(
        label=words.PROJECT,
        options=InstructionsState.projects,
        chosen=InstructionsState.project_id,
        version=InstructionsState.loads,
        on_choose=InstructionsState.choose_project,
    )
    return setting(
        level.level + "-instructions",
        level.title,
        rx.cond(level.stored.may, field, written),
        note=level.note,
        beside=rx.cond(level.level == Level.PROJECT, projects),
        key=level.level,
    )


def _preview() -> rx.Component:
    wrong, fits, cut = InstructionsState.wrong, InstructionsState.fits, InstructionsState.cut
    agents = Select.create(
        label=words.WITH_AGENT,
        options=InstructionsState.agents,
        chosen=InstructionsState.agent_id,
        version=InstructionsState.loads,
        on_choose=InstructionsState.choose_agent,
    )
    return setting(
        "told",
        words.PREVIEW,
        rx.el.div(
            rx.cond(wrong != "", rx.el.p(wrong, class_name="failure", role="status")),
            rx.cond(
                fits != "",
                rx.el.p(fits, class_name="setting-note", custom_attrs={"data-cut": cut}),
            ),
            rx.cond(InstructionsState.parts, PromptParts.create(parts=InstructionsState.parts)),
            class_name="instructions-preview",
        ),
        note=words.PREVIEW_NOTE,
        beside=rx.cond(InstructionsState.agents, agents),
    )

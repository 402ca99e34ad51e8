"""The fields of an agent: name and picture, what it is told, how it answers, who can use it."""

from typing import Any

import reflex as rx

from spacerr.components.ui import field, heard_only
from spacerr.domain.limits import MAX_TEMPERATURE
from spacerr.domain.tools.limits import ROUNDS
from spacerr.state.agents import fields as names
from spacerr.state.agents.editor import AgentEditorState
from spacerr.state.agents.tools import ToolView
from spacerr.words import agents as words

_ADD_STARTER = "document.querySelector('.agent-starters :placeholder-shown').focus()"
_WAYS = {names.DEFAULT: words.DEFAULT, names.OWN: words.OWN}
_TOOLS_WAYS = {names.ALL_TOOLS: words.ALL_TOOLS, names.ONLY_TOOLS: words.ONLY_TOOLS}
_WHO = {
    names.PRIVATE: (words.PRIVATE, words.PRIVATE_MEANING),
    names.SHARED: (words.SHARED, words.SHARED_MEANING),
}


class AgentPicture(rx.Component):
    """The picture, as it is chosen."""

    library = "$/public/agents/fields.jsx"
    tag = "AgentPicture"


class AgentInstructions(rx.Component):
    """The instructions, with what a model is told altogether."""

    library = "$/public/agents/fields.jsx"
    tag = "AgentInstructions"

    team_id: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    wrong: rx.Var[str]


class AgentModel(rx.Component):
    """The choice of the preferred model."""

    library = "$/public/agents/fields.jsx"
    tag = "AgentModel"

    team_id: rx.Var[str]
    label: rx.Var[str]
    none: rx.Var[str]


def agent_fields() -> rx.Component:
    return rx.el.fieldset(
        _picture(),
        _text("description", words.DESCRIPTION, hint=words.DESCRIPTION_HINT),
        AgentInstructions.create(
            team_id=AgentEditorState.team_id,
            label=words.INSTRUCTIONS,
            hint=words.INSTRUCTIONS_HINT,
            wrong=_wrong("instructions"),
        ),
        _starters(),
        _labelled(
            words.MODEL,
            words.MODEL_HINT,
            AgentModel.create(
                team_id=AgentEditorState.team_id, label=words.MODEL, none=words.ANY_MODEL
            ),
        ),
        _temperature(),
        _tools(),
        rx.cond(AgentEditorState.alone, rx.fragment(), _who()),
        disabled=AgentEditorState.read_only != "",
        class_name="agent-fields",
    )


def _wrong(name: str) -> rx.Var[str]:
    return rx.cond(AgentEditorState.wrong_field == name, AgentEditorState.wrong, "")


def _text(name: str, label: Any, **props: Any) -> rx.Component:
    return field(name, label, value="", wrong=_wrong(name), dir="auto", **props)


def _labelled(label: str, hint: str, *children: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(label, class_name="field-label", custom_attrs={"aria-hidden": True}),
        *children,
        rx.el.p(hint, class_name="field-hint"),
        class_name="field",
    )


def _radio(name: str, value: str, label: str, **attributes: str) -> rx.Component:
    return rx.el.input(
        type="radio", name=name, value=value, custom_attrs={"aria-label": label, **attributes}
    )


def _picture() -> rx.Component:
    return rx.el.div(
        AgentPicture.create(),
        _text("name", words.NAME, auto_focus=AgentEditorState.version == 0),
        rx.el.div(
            _text("avatar", words.AVATAR, hint=words.AVATAR_HINT),
            rx.el.div(*(_emoji(it) for it in words.EMOJI), class_name="agent-emoji"),
            rx.el.fieldset(
                rx.el.legend(words.COLOUR),
                *(_swatch(*it) for it in words.COLOURS.items()),
                class_name="swatches",
            ),
            class_name="agent-look",
            role="group",
            custom_attrs={"aria-label": words.PICTURE},
        ),
        class_name="agent-picture",
    )


def _emoji(emoji: str) -> rx.Component:
    return rx.el.button(
        emoji,
        type="button",
        value=emoji,
        custom_attrs={"aria-label": words.pick(emoji), "data-field": "avatar"},
    )


def _swatch(colour: str, word: str) -> rx.Component:
    return rx.el.label(
        _radio("colour", colour, word), title=word, style={"--dot": f"var(--project-{colour})"}
    )


def _starters() -> rx.Component:
    """Which of the fields are seen is up to the style sheet."""
    return rx.el.fieldset(
        rx.el.legend(words.STARTERS),
        rx.el.p(words.STARTERS_NOTE, class_name="field-hint"),
        rx.el.ol(*(_starter(*it) for it in enumerate(names.STARTER_FIELDS, 1))),
        rx.el.button(
            rx.icon("plus", size=16),
            words.ADD_STARTER,
            type="button",
            class_name="quiet",
            on_click=rx.call_script(_ADD_STARTER),
        ),
        class_name="agent-starters",
    )


def _starter(number: int, name: str) -> rx.Component:
    drop = words.drop_starter(number)
    return rx.el.li(
        _text(name, heard_only(words.starter(number)), placeholder=" "),
        rx.el.button(
            rx.icon("x", size=16),
            type="button",
            class_name="icon small",
            value="",
            title=drop,
            custom_attrs={"aria-label": drop, "data-field": name},
        ),
    )


def _temperature() -> rx.Component:
    return _labelled(
        words.TEMPERATURE,
        words.TEMPERATURE_HINT,
        rx.el.div(
            rx.el.fieldset(
                rx.el.legend(words.TEMPERATURE, class_name="visually-hidden"),
                *(
                    rx.el.label(_radio(names.TEMPERATURE_WAY, way, word), rx.el.span(word))
                    for way, word in _WAYS.items()
                ),
                class_name="choice",
            ),
            rx.el.input(
                id="temperature",
                type="range",
                name="temperature",
                min=0,
                max=MAX_TEMPERATURE,
                step=0.1,
                custom_attrs={"aria-label": words.TEMPERATURE_VALUE},
            ),
            rx.el.output(html_for="temperature"),
            class_name="agent-temperature",
        ),
    )


def _tools() -> rx.Component:
    """The tools are seen while the agent is limited to some: see the style sheet."""
    return rx.el.fieldset(
        rx.el.legend(words.TOOLS),
        rx.el.p(words.TOOLS_NOTE, class_name="field-hint"),
        rx.el.div(
            *(
                rx.el.label(_radio(names.TOOLS_WAY, way, word), rx.el.span(word))
                for way, word in _TOOLS_WAYS.items()
            ),
            class_name="choice",
        ),
        rx.el.ul(rx.foreach(AgentEditorState.tools, _tool)),
        rx.el.label(
            words.ROUNDS,
            rx.el.select(
                *(rx.el.option(str(it), value=str(it)) for it in range(1, ROUNDS + 1)),
                name=names.ROUNDS_FIELD,
                custom_attrs={"aria-describedby": "rounds-hint"},
            ),
            class_name="agent-rounds",
        ),
        rx.el.p(words.ROUNDS_HINT, id="rounds-hint", class_name="field-hint"),
        class_name="agent-tools",
    )


def _tool(tool: ToolView) -> rx.Component:
    summary = tool.field + "-summary"
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=tool.field,
                value=names.CHECKED,
                custom_attrs={"aria-label": tool.title, "aria-describedby": summary},
            ),
            rx.el.span(rx.el.bdi(tool.title), rx.el.small(tool.summary, id=summary)),
        ),
        key=tool.field,
    )


def _who() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(words.WHO),
        *(
            rx.el.label(
                _radio("shared", value, word, **{"aria-describedby": f"{value}-meaning"}),
                rx.el.span(rx.el.strong(word), rx.el.small(meaning, id=f"{value}-meaning")),
            )
            for value, (word, meaning) in _WHO.items()
        ),
        class_name="share-ways agent-who",
    )

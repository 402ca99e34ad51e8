"""Settings: the models of a team, their order, the default ones, and how each is asked."""

from typing import Any

import reflex as rx

from spacerr.components.models import ModelBox, ModelDetails, ModelFacts
from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Dialog, Switch, button, field, icon_button
from spacerr.state.settings.models import ModelLineView, ModelsState
from spacerr.words import models as words
from spacerr.words.members import CANCEL
from spacerr.words.settings import SAVE


def models() -> rx.Component:
    return Section.create(
        loaded(ModelsState.ready, ModelsState.problem, _defaults(), _list()),
        id="models",
        managed=True,
        on_open=ModelsState.open,
    )


def _defaults() -> rx.Component:
    return setting(
        "default-model",
        words.DEFAULTS,
        rx.el.div(
            _default(
                words.DEFAULT,
                name=ModelsState.default_name,
                chosen=ModelsState.default,
                none=words.FIRST_OF_ALL,
                on_choose=ModelsState.choose_default,
            ),
            _default(
                words.FALLBACK,
                rx.el.p(words.FALLBACK_HINT, class_name="field-hint"),
                name=ModelsState.fallback_name,
                chosen=ModelsState.fallback,
                none=words.NONE,
                on_choose=ModelsState.choose_fallback,
            ),
            class_name="model-defaults",
        ),
        note=words.DEFAULTS_NOTE,
    )


def _default(label: str, *hint: rx.Component, **choice: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(label, class_name="field-label"),
        ModelBox.create(label=label, team_id=ModelsState.team_id, class_name="model-box", **choice),
        *hint,
    )


def _list() -> rx.Component:
    return setting(
        "models",
        ModelsState.title,
        rx.el.input(
            type="search",
            placeholder=words.SEARCH,
            auto_complete="off",
            default_value=ModelsState.query,
            on_change=ModelsState.search.debounce(50),
            class_name="settings-input",
            custom_attrs={"aria-label": words.SEARCH},
        ),
        rx.el.ul(rx.foreach(ModelsState.lines, _line), class_name="lines model-lines"),
        rx.el.p(ModelsState.note, class_name="setting-note", role="status"),
        _adding(),
        _editing(),
        note=words.LIST_NOTE,
        beside=rx.cond(ModelsState.connections, button(words.ADD, on_click=ModelsState.ask_add)),
    )


def _line(line: ModelLineView) -> rx.Component:
    def act(icon: str, word: str, on_click: Any, **props: Any) -> rx.Component:
        return icon_button(icon, word.format(line.name), on_click=on_click, **props)

    up = act("arrow-up", words.UP, ModelsState.move(line.id, -1), disabled=line.first)
    down = act("arrow-down", words.DOWN, ModelsState.move(line.id, 1), disabled=line.last)
    return rx.el.li(
        Switch.create(
            label=words.ENABLE.format(line.name),
            on=line.enabled,
            version=ModelsState.refusals,
            on_switch=ModelsState.enable(line.id),
        ),
        rx.el.span(
            rx.el.bdi(line.name),
            rx.el.small(rx.el.bdi(line.about), ModelFacts.create(model=line.facts)),
            class_name="line-name",
        ),
        rx.el.span(
            rx.cond(line.added, act("trash-2", words.REMOVE, ModelsState.remove(line.id))),
            rx.cond(
                line.pinned,
                rx.fragment(up, down, act("list-x", words.UNPIN, ModelsState.unpin(line.id))),
                act("list-start", words.PIN, ModelsState.pin(line.id)),
            ),
            act("sliders-horizontal", words.SETTINGS_OF, ModelsState.edit(line.id)),
            class_name="model-buttons",
        ),
        key=line.id,
    )


def _adding() -> rx.Component:
    return Dialog.create(
        rx.el.h2(words.ADD_TITLE),
        rx.el.p(words.ADD_NOTE, class_name="setting-note"),
        _form(
            _select("key", words.ADD_KEY, ModelsState.connections, ""),
            _field(
                "model_id",
                words.ADD_ID,
                words.ADD_ID_HINT,
                "",
                auto_capitalize="none",
                spell_check=False,
            ),
            action=words.ADD_NOW,
            on_submit=ModelsState.add,
            class_name="confirm key-form",
        ),
        open=ModelsState.adding,
        label=words.ADD_TITLE,
        on_close=ModelsState.cancel,
    )


def _editing() -> rx.Component:
    model = ModelsState.edited
    now: Any = model.overrides
    return Dialog.create(
        rx.el.h2(model.name, dir="auto"),
        ModelDetails.create(model=model.facts),
        _form(
            _field("nickname", words.NICKNAME, words.NICKNAME_HINT, now.nickname, dir="auto"),
            _field(
                "temperature", words.TEMPERATURE, words.TEMPERATURE_HINT, now.temperature.to(float)
            ),
            _field("max_tokens", words.LIMIT, words.LIMIT_HINT, now.max_tokens.to(int)),
            _select("effort", words.EFFORT, words.EFFORTS, now.effort),
            _select("tools", words.TOOLS, model.tools_choices, model.tools, words.TOOLS_HINT),
            action=SAVE,
            on_submit=ModelsState.save,
        ),
        open=model.id != "",
        label=words.SETTINGS_OF.format(model.name),
        on_close=ModelsState.cancel,
    )


def _form(*fields: rx.Component, action: str, **props: Any) -> rx.Component:
    return rx.el.form(
        *fields,
        rx.cond(
            (ModelsState.wrong != "") & (ModelsState.wrong_field == ""),
            rx.el.p(ModelsState.wrong, class_name="failure", role="alert"),
        ),
        rx.el.div(
            rx.el.button(action, type="submit", class_name="primary"),
            button(CANCEL, on_click=ModelsState.cancel),
            class_name="form-foot",
        ),
        no_validate=True,
        **props,
    )


def _field(name: str, label: str, hint: str, value: Any, **props: Any) -> rx.Component:
    wrong = rx.cond(ModelsState.wrong_field == name, ModelsState.wrong, "")
    return field(name, label, value=value, wrong=wrong, hint=hint, **props)


def _select(
    name: str, label: str, options: dict[str, str], value: str, hint: str = ""
) -> rx.Component:
    def option(it: tuple[str, str]) -> rx.Component:
        return rx.el.option(it[1], value=it[0])

    shown = rx.foreach(options, option)
    said = {"aria-describedby": f"{name}-said"} if hint else {}
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(
            rx.el.select(shown, id=name, name=name, default_value=value, custom_attrs=said),
            class_name="field-box",
        ),
        rx.el.p(hint, id=f"{name}-said", class_name="field-hint") if hint else rx.fragment(),
        class_name="field",
    )

"""Models, as React draws them: the searched list that one is chosen from, and what each can do."""

from typing import Any

import reflex as rx


def _id(model: rx.vars.ObjectVar[dict[str, str]]) -> list[rx.Var[str]]:
    return [model["id"]]


class ModelBox(rx.Component):
    """A model by its name, and the list that another one is chosen from. `none` is a name for
    choosing none, whose id is "".
    """

    library = "$/public/models/picker.jsx"
    tag = "ModelBox"

    label: rx.Var[str]
    name: rx.Var[str]
    chosen: rx.Var[str]
    team_id: rx.Var[str]
    none: rx.Var[str]
    on_choose: rx.EventHandler[_id]


class ModelFacts(rx.Component):
    """What a model can do, as small marks."""

    library = "$/public/models/facts.jsx"
    tag = "ModelFacts"

    model: rx.Var[dict[str, Any]]


class ModelDetails(ModelFacts):
    """The same in words, one fact to a line."""

    tag = "ModelDetails"

"""Settings: which models a team offers, in which order, and how each is asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from spacerr.deps import Deps, deps
from spacerr.domain.errors import team_models as errors
from spacerr.domain.limits import MODEL_CHARS
from spacerr.domain.numbers import NotANumber, amount, whole_number
from spacerr.infra.providers.environment_models import MissingServers
from spacerr.services.models import catalog, custom_models, options, order
from spacerr.services.models.catalog import TeamModel
from spacerr.services.models.options import ModelOverrides
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import models as words

Change = Callable[..., Awaitable[object]]
SHOWN = 100
"""Models that are listed at most. A search finds the others."""
FIELDS: dict[type[Exception], str] = {
    errors.ModelIdMissing: "model_id",
    errors.ModelIdMalformed: "model_id",
    errors.ModelThereAlready: "model_id",
    errors.NicknameTooLong: "nickname",
    errors.TemperatureOutOfRange: "temperature",
    errors.OutputLimitOutOfRange: "max_tokens",
}
"""The field of a dialog that an error is about."""
TOOLS: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}
"""Whether a model takes tools, by the value of its field."""


@dataclass(frozen=True, slots=True)
class ModelLineView:
    """`facts` are for assets/models/facts.jsx. `tools` is what the team decided on them, one of the
    `tools_choices`. `first` and `last`: of the pinned models.
    """

    id: str = ""
    name: str = ""
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    overrides: ModelOverrides = field(default_factory=ModelOverrides)
    tools: str = ""
    tools_choices: dict[str, str] = field(default_factory=dict[str, str])
    revision: int = 0
    enabled: bool = True
    added: bool = False
    pinned: bool = False
    first: bool = False
    last: bool = False


class ModelsState(SectionMixin, rx.State):
    title: str = ""
    default: str = ""
    default_name: str = ""
    fallback: str = ""
    fallback_name: str = ""
    connections: dict[str, str] = {}
    """The names of keys, by what the ids of their models begin with."""
    query: str = ""
    lines: list[ModelLineView] = []
    note: str = ""
    """Below the list: how many more there are, and which servers gave no list."""
    refusals: int = 0
    """Grows when a change was refused."""
    adding: bool = False
    """Whether the dialog for a new model is open."""
    edited: ModelLineView = ModelLineView()
    """The model whose dialog is open, as it was then; its id is "" while none is."""
    wrong: str = ""
    wrong_field: str = ""
    """Why what a dialog holds can't be stored, and which field that is about, if any."""
    _pinned: list[str] = []
    """In their order, also those that are unavailable."""
    _listed: list[str] = []
    """Those of them that are available."""
    _revision: int = 0
    """Of the default models."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        if self._enter(team_id):
            self.query = ""
            self._close()
        await self._load()

    @rx.event
    async def choose_default(self, model_id: str):
        """New chats start with a model; "" for the first of the list."""
        return await self._change(options.set_defaults, model_id, self.fallback, self._revision)

    @rx.event
    async def choose_fallback(self, model_id: str):
        """A model answers where another one fails; "" for none."""
        return await self._change(options.set_defaults, self.default, model_id, self._revision)

    @rx.event
    async def search(self, query: str):
        """List the models that have all words of a text."""
        self.query = query[:MODEL_CHARS]
        await self._load()

    @rx.event
    async def enable(self, model_id: str, on: bool):
        """Offer a model, or no longer."""
        return await self._change(options.set_enabled, model_id, on)

    @rx.event
    async def pin(self, model_id: str):
        """List a model after those that are pinned."""
        return await self._change(order.set_order, [*self._pinned, model_id], self._pinned)

    @rx.event
    async def unpin(self, model_id: str):
        """List a model where it is without a pin."""
        others = [it for it in self._pinned if it != model_id]
        return await self._change(order.set_order, others, self._pinned)

    @rx.event
    async def move(self, model_id: str, step: int):
        """Move a pinned model: -1 up, 1 down."""
        wanted = moved(self._pinned, self._listed, model_id, step)
        return await self._change(order.set_order, wanted, self._pinned)

    @rx.event
    async def remove(self, model_id: str):
        """Take a model away that was added by its id."""
        return await self._change(custom_models.remove, model_id)

    @rx.event
    async def ask_add(self):
        """Open the dialog for a new model."""
        self._close()
        self.adding = True

    @rx.event
    async def add(self, form: dict[str, str]):
        """Offer a model that no list names."""
        key, name = form.get("key", ""), form.get("model_id", "")
        return await self._store(custom_models.add, key, name)

    @rx.event
    async def edit(self, model_id: str):
        """Open the dialog about a model."""
        self._close()
        self.edited = self._line(model_id)

    @rx.event
    async def save(self, form: dict[str, str]):
        """Store what is typed about a model, unless another user has changed it since."""
        return await self._store(_set_overrides, self.edited.id, form, self.edited.revision)

    @rx.event
    async def cancel(self):
        """Close the dialog."""
        self._close()

    def _close(self) -> None:
        self.adding, self.edited, self.wrong, self.wrong_field = False, ModelLineView(), "", ""

    def _line(self, model_id: str) -> ModelLineView:
        return next((it for it in self.lines if it.id == model_id), ModelLineView())

    async def _store(self, change: Change, *what: object) -> EventSpec | None:
        """Make the change of a dialog and close it. A refusal is shown in the dialog."""
        refused = await self._try(change, *what)
        if refused is None:
            self._close()
            return None
        if isinstance(refused, errors.OptionChangedMeanwhile):
            self.edited = self._line(self.edited.id)  # saving again replaces the other change
        self.wrong, self.wrong_field = sentence_for(refused), FIELDS.get(type(refused), "")
        return rx.set_focus(f"{self.wrong_field}-field") if self.wrong_field else None

    async def _change(self, change: Change, *what: object) -> EventSpec | None:
        """Make a change. A refusal is shown as a toast."""
        refused = await self._try(change, *what)
        return toast(sentence_for(refused), urgent=True) if refused else None

    async def _try(self, change: Change, *what: object) -> Exception | None:
        refused = None
        try:
            await change(deps(), session.get_user_id(self), self.team_id, *what)
        except Exception as error:
            refused, self.refusals = error, self.refusals + 1
        await self._load()
        return refused

    async def _load(self) -> None:
        try:
            user = session.get_user_id(self)
            found = await options.get_model_settings(deps(), user, self.team_id)
            missing = await catalog.get_missing(deps(), user, self.team_id)
        except Exception as error:
            self._fail(error)
            return
        self.title = words.LIST_ALONE if deps().settings.local else words.LIST
        self.connections = dict(found.connections)
        defaults, models = found.team_settings, found.catalogue.all
        self.default, self.fallback = defaults.default_model, defaults.fallback_model
        self._revision, self._pinned = defaults.revision, list(found.placed)
        names = {it.id: it.name for it in models}
        chosen = (self.default, self.fallback)
        default, fallback = (names.get(it) or it.partition("/")[2] for it in chosen)
        self.default_name, self.fallback_name = (
            default or words.FIRST_OF_ALL,
            fallback or words.NONE,
        )
        self._listed = [it for it in self._pinned if it in names]
        matches = await asyncio.to_thread(matching, models, self.query)
        self.lines = [_line_view(it, self._listed) for it in matches[:SHOWN]]
        self.note = _note(len(matches), self.query, missing)
        self._show()


def moved(pinned: Sequence[str], listed: Sequence[str], model_id: str, step: int) -> list[str]:
    """The order in which a model has changed places with the one `step` further in the `listed`
    part of it.
    """
    at = listed.index(model_id) + step if model_id in listed else -1
    if not 0 <= at < len(listed):
        return list(pinned)
    swapped = {model_id: listed[at], listed[at]: model_id}
    return [swapped.get(it, it) for it in pinned]


def matching(models: Sequence[TeamModel], query: str) -> Sequence[TeamModel]:
    """The models that have all words of a query in their names or abilities."""
    wanted = query.lower().split()
    return [it for it in models if _has(it, wanted)] if wanted else models


def _has(model: TeamModel, wanted: Sequence[str]) -> bool:
    can = (it for it in ("vision", "tools", "reasoning") if getattr(model.facts, it))
    text = " ".join((model.name, model.called, model.id, model.provider, *can)).lower()
    return all(word in text for word in wanted)


def _note(found: int, query: str, missing: MissingServers) -> str:
    sentences = [
        (words.NOTHING if query.strip() else words.EMPTY) if not found else "",
        words.more(found - SHOWN) if found > SHOWN else "",
        words.silent(missing.silent) if missing.silent else "",
        words.stale(missing.stale) if missing.stale else "",
        *missing.refused,
    ]
    return " ".join(filter(None, sentences))


def _line_view(model: TeamModel, listed: Sequence[str]) -> ModelLineView:
    it = model.option
    called = model.called if model.called != model.name else ""
    about = (model.provider, called, words.ADDED if it.added else "")
    return ModelLineView(
        id=model.id,
        name=model.name,
        about=" · ".join(filter(None, about)),
        facts={"id": model.id, "provider": model.provider, **asdict(model.facts)},
        overrides=ModelOverrides(it.nickname, it.temperature, it.max_tokens, it.effort, it.tools),
        tools=next(value for value, taken in TOOLS.items() if taken is it.tools),
        tools_choices=words.tools_choices(model.known.tools),
        revision=it.revision,
        enabled=it.enabled,
        added=it.added,
        pinned=it.position is not None,
        first=model.id in listed[:1],
        last=model.id in listed[-1:],
    )


async def _set_overrides(
    d: Deps, user_id: str, team_id: str, model_id: str, form: Mapping[str, str], revision: int
) -> None:
    """Like `options.set_overrides`, with numbers as they are typed."""
    try:
        temperature = amount(form.get("temperature", ""))
    except NotANumber as error:
        raise errors.TemperatureOutOfRange from error
    try:
        most = whole_number(form.get("max_tokens", ""))
    except NotANumber as error:
        raise errors.OutputLimitOutOfRange from error
    wanted = ModelOverrides(
        form.get("nickname", ""),
        temperature,
        most,
        form.get("effort", ""),
        TOOLS.get(form.get("tools", "")),
    )
    await options.set_overrides(d, user_id, team_id, model_id, wanted, revision)

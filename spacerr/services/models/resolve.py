"""Resolves a model's id: to the model, the key and the parameters of its requests."""

from dataclasses import dataclass, field

from spacerr.deps import Deps
from spacerr.domain.allowances import TimeLimits
from spacerr.domain.chats.transitions import NoteStyle, note_style
from spacerr.domain.errors.keys import KeyChanged
from spacerr.domain.keys.providers import COMPATIBLE
from spacerr.domain.tables import Connection, ModelOption
from spacerr.infra.llm.model_info import ModelInfo, is_compatible_server
from spacerr.infra.providers.environment_models import Model
from spacerr.services.chats.context import ReplyContext
from spacerr.services.keys import connections
from spacerr.services.models import catalog, policy
from spacerr.services.models.team_model import TeamModel


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A model with the parameters of its requests. `model.id` is its id in chats, `name` LiteLLM's
    name for it, `called` the team's. `note_style` is the form of notes on switches. `connection` is
    the key, None for the environment's. None or "" leaves a parameter to the provider.
    """

    model: Model
    name: str
    limits: TimeLimits
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    api_version: str | None = None
    called: str = ""
    note_style: NoteStyle = NoteStyle.NOTE
    connection: Connection | None = None
    facts: ModelInfo = field(default_factory=ModelInfo)

    @property
    def connection_id(self) -> str:
        return self.connection.id if self.connection else ""


async def resolve(
    d: Deps, context: ReplyContext, model_id: str, key: str | None = None
) -> ResolvedModel:
    """The model with this id, "" for the default. With a `key`, a `connection_id`, only that key is
    taken.

    Raises NoModel, ModelDisabled, ModelGone, KeyUnreadable, KeyChanged.
    """
    user_id, team_id = context.user_id, context.chat.team_id
    model_id = model_id or await catalog.get_default(d, user_id, team_id)
    if key is not None:
        await _require_key(d, context, model_id, key)
    team_model = await catalog.find_model(d, user_id, team_id, model_id)
    agent = context.agent.settings if context.agent else {}
    temperature = agent.get("temperature")
    connection = team_model.source if isinstance(team_model.source, Connection) else None
    slug = model_id.partition("/")[0]
    return ResolvedModel(
        model=_model(d, team_model),
        name=team_model.litellm,
        limits=d.settings.time_limits.get(slug, TimeLimits()),
        temperature=team_model.option.temperature if temperature is None else temperature,
        max_tokens=_least(team_model.option, context.team.max_tokens),
        effort=team_model.option.effort,
        api_version=connection.api_version or None if connection else None,
        called=team_model.name,
        note_style=note_style(team_model.litellm, _is_own_service(team_model)),
        connection=connection,
        facts=team_model.facts,
    )


async def _require_key(d: Deps, context: ReplyContext, model_id: str, key: str) -> None:
    """Raises KeyChanged where the model would be asked with another key."""
    team_policy = await policy.get_policy(d, context.user_id, context.chat.team_id)
    connection = team_policy.connections.get(model_id.partition("/")[0])
    if key != (connection.id if connection else ""):
        raise KeyChanged


def _model(d: Deps, team_model: TeamModel) -> Model:
    """The model with its key and address."""
    if isinstance(team_model.source, Model):
        return team_model.source
    key, base = (
        connections.get_key(d, team_model.source),
        connections.get_base_url(team_model.source),
    )
    return Model(team_model.id, team_model.called, team_model.provider, api_base=base, api_key=key)


def _is_own_service(team_model: TeamModel) -> bool:
    """Whether the model is at its provider's own service, not at a compatible server."""
    if isinstance(team_model.source, Model):
        return not is_compatible_server(team_model.litellm, team_model.source.api_base)
    return team_model.source.provider != COMPATIBLE


def _least(option: ModelOption, limit: int | None) -> int | None:
    limits = [it for it in (option.max_tokens, limit) if it is not None]
    return min(limits, default=None)

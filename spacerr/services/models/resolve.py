"""Which model answers, with whose key, and how it is asked."""

from dataclasses import dataclass, field

from spacerr.deps import Deps
from spacerr.domain.chats.transitions import NoteStyle, note_style
from spacerr.domain.errors.keys import KeyChanged
from spacerr.domain.keys.providers import COMPATIBLE
from spacerr.domain.limits import TimeLimits
from spacerr.domain.tables import Connection, ModelOption
from spacerr.infra.llm.model_info import ModelInfo, is_compatible_server
from spacerr.infra.providers.environment_models import Model
from spacerr.services.chats.context import ReplyContext
from spacerr.services.keys import connections
from spacerr.services.models import catalog, policy
from spacerr.services.models.catalog import TeamModel


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A model as it is asked. `model.id` is how chats know it, `name` how LiteLLM does, `called`
    how the team does. `manner` is how it is told of switches. `connection` is the key it is asked
    with, None for the environment's. What is None or "" is left to the provider.
    """

    model: Model
    name: str
    limits: TimeLimits
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    api_version: str | None = None
    called: str = ""
    manner: NoteStyle = NoteStyle.NOTE
    connection: Connection | None = None
    facts: ModelInfo = field(default_factory=ModelInfo)

    @property
    def connection_id(self) -> str:
        return self.connection.id if self.connection else ""


async def resolve(
    d: Deps, situation: ReplyContext, model_id: str, key: str | None = None
) -> ResolvedModel:
    """The model asked for, or the default where none is ("") named. Where a `key` is, as
    `connection_id` says it, with that one only.

    Raises NoModel, ModelDisabled, ModelGone, KeyUnreadable, KeyChanged.
    """
    user_id, team_id = situation.user_id, situation.chat.team_id
    model_id = model_id or await catalog.get_default(d, user_id, team_id)
    if key is not None:
        await _require_key(d, situation, model_id, key)
    found = await catalog.find_model(d, user_id, team_id, model_id)
    agent = situation.agent.settings if situation.agent else {}
    wanted = agent.get("temperature")
    connection = found.source if isinstance(found.source, Connection) else None
    slug = model_id.partition("/")[0]
    return ResolvedModel(
        model=_model(d, found),
        name=found.litellm,
        limits=d.settings.time_limits.get(slug, TimeLimits()),
        temperature=found.option.temperature if wanted is None else wanted,
        max_tokens=_least(found.option, situation.team.max_tokens),
        effort=found.option.effort,
        api_version=connection.api_version or None if connection else None,
        called=found.name,
        manner=note_style(found.litellm, _is_own_service(found)),
        connection=connection,
        facts=found.facts,
    )


async def _require_key(d: Deps, situation: ReplyContext, model_id: str, key: str) -> None:
    """That it is still this key that a model would be asked with."""
    decided = await policy.get_policy(d, situation.user_id, situation.chat.team_id)
    connection = decided.connections.get(model_id.partition("/")[0])
    if key != (connection.id if connection else ""):
        raise KeyChanged


def _model(d: Deps, found: TeamModel) -> Model:
    """With what it is asked by."""
    if isinstance(found.source, Model):
        return found.source
    key, base = connections.get_key(d, found.source), connections.get_base_url(found.source)
    return Model(found.id, found.called, found.provider, api_base=base, api_key=key)


def _is_own_service(found: TeamModel) -> bool:
    """Whether a model is asked at its provider's own, not at a server that speaks like it."""
    if isinstance(found.source, Model):
        return not is_compatible_server(found.litellm, found.source.api_base)
    return found.source.provider != COMPATIBLE


def _least(option: ModelOption, ceiling: int | None) -> int | None:
    limits = [it for it in (option.max_tokens, ceiling) if it is not None]
    return min(limits, default=None)

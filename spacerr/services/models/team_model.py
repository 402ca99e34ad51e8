"""A model of a team, made from a provider's list or from the environment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacerr.domain.keys.providers import PROVIDERS, ListProtocol
from spacerr.domain.tables import Connection, ModelOption
from spacerr.infra.llm.model_info import (
    ModelInfo,
    get_model_info,
    is_chat_model,
    is_compatible_server,
    with_served_context,
)
from spacerr.infra.providers.environment_models import DEMO, Model
from spacerr.infra.providers.lists import ListedModel
from spacerr.services.keys import connections
from spacerr.services.models.policy import TeamPolicy

DEFAULT_OPTION = ModelOption(team_id="", model="")


@dataclass(frozen=True, slots=True)
class TeamModel:
    """A model that a user can use in a team. `id` is its id in chats, `litellm` LiteLLM's name for
    it; `name` is the team's nickname for it, or its provider's name (`called`). `known` are its
    facts without the team's decisions. `source` is the key it is asked with, or the environment's
    model.
    """

    id: str
    litellm: str
    called: str
    provider: str
    known: ModelInfo
    source: Connection | Model
    option: ModelOption = field(default_factory=lambda: DEFAULT_OPTION)

    @property
    def name(self) -> str:
        return self.option.nickname or self.called

    @property
    def facts(self) -> ModelInfo:
        """The facts, as the team has decided."""
        tools = self.option.tools
        return self.known if tools is None else replace(self.known, tools=tools)


def merge_models(
    team_policy: TeamPolicy,
    lists: Iterable[Mapping[str, ListedModel] | None],
    environment: Iterable[Model],
) -> Sequence[TeamModel]:
    """All models in the team's order. A provider with a key hides the environment's models of that
    provider. The Demo model is last, unless the team put it elsewhere.
    """
    own = [it for it in environment if it.id.partition("/")[0] not in team_policy.connections]
    found = [model_of_environment(it) for it in own if it.id != DEMO]
    found += [
        model_of_connection(connection, model)
        for connection, listed in zip(team_policy.connections.values(), lists, strict=True)
        for model in _with_custom_models(team_policy, connection, listed or {})
    ]
    found += [model_of_environment(it) for it in own if it.id == DEMO]
    options = team_policy.options
    found = [replace(it, option=options[it.id]) if it.id in options else it for it in found]
    return sorted(found, key=_position)


def _with_custom_models(
    team_policy: TeamPolicy, connection: Connection, listed: Mapping[str, ListedModel]
) -> Iterable[ListedModel]:
    """The custom models of a key, then the listed ones that can chat."""
    start, prefix = f"{connection.slug}/", PROVIDERS[connection.provider].prefix
    ids = (it.model for it in team_policy.options.values() if it.added)
    added = [it.removeprefix(start) for it in ids if it.startswith(start)]
    yield from (listed.get(name) or ListedModel(name) for name in added)
    yield from (
        model
        for name, model in listed.items()
        if name not in added and is_chat_model(f"{prefix}/{name}")
    )


def _position(model: TeamModel) -> tuple[bool, int]:
    return model.option.position is None, model.option.position or 0


def model_of_connection(connection: Connection, listed: ListedModel) -> TeamModel:
    provider = PROVIDERS[connection.provider]
    litellm = f"{provider.prefix}/{listed.name}"
    deployed = provider.list_protocol is ListProtocol.AZURE and listed.title
    base = connections.get_base_url(connection)
    known = get_model_info(f"{provider.prefix}/{deployed or listed.name}", base)
    if is_compatible_server(litellm, base):
        known = with_served_context(known, listed.context)
    elif known.context is None and listed.context:
        known = replace(known, context=listed.context)
    return TeamModel(
        id=f"{connection.slug}/{listed.name}",
        litellm=litellm,
        called=(not deployed and listed.title) or listed.name,
        provider=connection.name if provider.takes_url else provider.name,
        known=known,
        source=connection,
    )


def model_of_environment(model: Model) -> TeamModel:
    known = with_served_context(get_model_info(model.id, model.api_base), model.context)
    return TeamModel(model.id, model.id, model.name, model.provider, known, model)

"""The models of a team: the environment's and those of its keys, as the team offers them."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacerr.deps import Deps
from spacerr.domain.errors.team_models import (
    ModelDisabled,
    ModelGone,
    NoModel,
    NotOffered,
    ServersSilent,
)
from spacerr.domain.keys.providers import PROVIDERS, ListProtocol
from spacerr.domain.tables import Connection, ModelOption
from spacerr.infra.llm.model_info import (
    ModelInfo,
    get_model_info,
    is_chat_model,
    is_compatible_server,
    with_served_context,
)
from spacerr.infra.providers.environment_models import DEMO, MissingServers, Model
from spacerr.infra.providers.lists import ListedModel
from spacerr.services.access import access_team, resolve_team_id
from spacerr.services.keys import connections
from spacerr.services.models import favourites, policy, provider_lists
from spacerr.services.models.policy import TeamPolicy
from spacerr.timings import LISTING_WAITS, PROBE_LIMIT

_AS_IT_IS = ModelOption(team_id="", model="")


@dataclass(frozen=True, slots=True)
class TeamModel:
    """A model that a user can use in a team. `id` is its id in chats, `litellm` LiteLLM's name for
    it; `name` is the team's nickname for it, or its provider's name (`called`). `source` is the key
    it is asked with, or the environment's model.
    """

    id: str
    litellm: str
    called: str
    provider: str
    facts: ModelInfo
    source: Connection | Model
    option: ModelOption = field(default_factory=lambda: _AS_IT_IS)

    @property
    def name(self) -> str:
        return self.option.nickname or self.called


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model of the next reply. `problem` says why it can't be asked, and `other` what can."""

    id: str
    name: str
    problem: str = ""
    other_id: str = ""
    other_name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TeamModels:
    """`all` models of a team in its order, and those it has `offered`, which users can choose.
    `told`: the encoded answers to requests for them, by kind, kept for the next request.
    """

    all: Sequence[TeamModel] = ()
    offered: Sequence[TeamModel] = ()
    told: dict[str, bytes] = field(default_factory=dict[str, bytes])


@dataclass(slots=True)
class _CachedTeamModels:
    """A catalogue, and what it was made of."""

    of: tuple[object, ...] = ()
    catalogue: TeamModels = field(default_factory=TeamModels)


async def get_team_models(d: Deps, user_id: str, team_id: str) -> TeamModels:
    """The models of a user's team. Raises TeamNotFound."""
    async with d.db.reading() as session:
        await access_team(session, user_id, team_id)
    return await load_team_models(d, user_id, team_id)


async def load_team_models(
    d: Deps, user_id: str, team_id: str, wait: float = LISTING_WAITS
) -> TeamModels:
    """The same, where the caller has checked the membership. Waits `wait` seconds for providers'
    lists that never came. Users with the same models get the same object.
    """
    team_policy = await policy.get_policy(d, user_id, team_id)
    usable = team_policy.connections.values()
    environment, lists = await asyncio.gather(
        d.catalog.models(wait),
        asyncio.gather(*(provider_lists.get_listed_models(d, it, wait) for it in usable)),
    )
    is_default = not team_policy.options and not team_policy.connections
    whose = ("", "") if is_default else (team_id, team_policy.user_id)
    made = await d.team_cache.get(whose[0], ("models", whose[1]), _new_cache)
    # Each of these stays the same object until its content changes.
    sources = (environment,) if is_default else (team_policy, environment, *lists)
    if len(made.of) != len(sources) or any(
        one is not other for one, other in zip(made.of, sources, strict=False)
    ):
        merged = await asyncio.to_thread(_merge, team_policy, lists, environment)
        made.catalogue = TeamModels(merged, [it for it in merged if it.option.enabled])
        made.of = sources
    return made.catalogue


async def get_missing(d: Deps, user_id: str, team_id: str) -> MissingServers:
    """The keys and servers of a team that give no list."""
    team_policy = await policy.get_policy(d, user_id, team_id)
    found = d.catalog.missing_servers(without=team_policy.connections)
    for it in team_policy.connections.values():
        listed = await provider_lists.get_listed_models(d, it)
        silent, refusal = provider_lists.get_failure(d, it)
        if silent or listed is None:
            found = found.with_another(it.name, refusal, listed=listed is not None)
    return found


async def find_model(d: Deps, user_id: str, team_id: str, model_id: str) -> TeamModel:
    """A model of a team, without asking any provider.

    Raises NoModel where none ("") is named, ModelDisabled, ModelGone.
    """
    if not model_id:
        silent, _, refused = await get_missing(d, user_id, team_id)
        raise ServersSilent(silent, refused) if silent or refused else NoModel
    team_policy = await policy.get_policy(d, user_id, team_id)
    if not team_policy.enabled(model_id):
        raise ModelDisabled(await _find_alternative(d, user_id, team_id, model_id))
    found = await _find_in_policy(d, team_policy, model_id)
    if found is None:
        raise ModelGone(await _find_alternative(d, user_id, team_id, model_id))
    return replace(found, option=team_policy.options.get(model_id, _AS_IT_IS))


async def get_default(d: Deps, user_id: str, team_id: str) -> str:
    """The model a new chat of a team begins with: the team's default, else the server's, else the
    first one; "" where there is no model.
    """
    team_policy = await policy.get_policy(d, user_id, team_id)
    for wanted in (team_policy.team.default_model, d.settings.default_model):
        if wanted and team_policy.enabled(wanted) and await _find_in_policy(d, team_policy, wanted):
            return wanted
    return await _find_alternative(d, user_id, team_id, "")


async def get_choice(d: Deps, user_id: str, team_id: str, model_id: str = "") -> ModelChoice:
    """A model as the composer shows it, "" for the default; with what can be asked instead where it
    can't. In a person's first team where none is named. Raises TeamNotFound.
    """
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    model_id = model_id or await get_default(d, user_id, team_id)
    try:
        return ModelChoice(model_id, (await find_model(d, user_id, team_id, model_id)).name)
    except NotOffered as error:
        name, other = await get_display_name(d, user_id, team_id, model_id), error.alternative
        other_name = await get_display_name(d, user_id, team_id, other) if other else ""
        return ModelChoice(model_id, name, str(error), other, other_name)


async def choose_model(d: Deps, user_id: str, team_id: str, model_id: str) -> ModelChoice:
    """A model that a user chooses; it becomes one of their recent models. In their first team where
    none is named. Raises TeamNotFound, NoModel, ModelDisabled, ModelGone.
    """
    async with d.db.reading() as session:
        team_id = await resolve_team_id(session, user_id, team_id)
    found = await find_model(d, user_id, team_id, model_id)
    if all(it.id != model_id for it in (await load_team_models(d, user_id, team_id)).all):
        raise ModelGone
    await favourites.record_use(d, user_id, model_id)
    return ModelChoice(model_id, found.name)


async def require_model(d: Deps, user_id: str, team_id: str, model_id: str) -> None:
    """Nothing is asked of a model that a team doesn't offer. Raises ModelDisabled, ModelGone."""
    if model_id:
        await find_model(d, user_id, team_id, model_id)


async def get_alternative_name(d: Deps, user_id: str, team_id: str, model_id: str) -> str:
    """What another model is called that can be asked, "" where there is none."""
    other = await _find_alternative(d, user_id, team_id, model_id)
    return await get_display_name(d, user_id, team_id, other) if other else ""


async def get_display_name(d: Deps, user_id: str, team_id: str, model_id: str) -> str:
    """What a model is called in a team, be it there or not."""
    team_policy = await policy.get_policy(d, user_id, team_id)
    if (option := team_policy.options.get(model_id)) and option.nickname:
        return option.nickname
    found = await _find_in_policy(d, team_policy, model_id)
    return found.called if found else model_id.partition("/")[2] or model_id


async def _find_in_policy(d: Deps, team_policy: TeamPolicy, model_id: str) -> TeamModel | None:
    slug, _, name = model_id.partition("/")
    if connection := team_policy.connections.get(slug):
        listed = await provider_lists.get_listed_models(d, connection)
        added = model_id in team_policy.options and team_policy.options[model_id].added
        if not name or not (added or listed is None or name in listed):
            return None
        return _of_connection(connection, (listed or {}).get(name) or ListedModel(name))
    model = await d.catalog.find(model_id) or d.catalog.get_unlisted(model_id)
    if model is None and model_id in (d.settings.default_model, d.settings.title_model):
        model = Model(model_id, name or model_id, slug)
    return _of_environment(model) if model else None


async def _find_alternative(d: Deps, user_id: str, team_id: str, gone: str) -> str:
    """Another model than one that can't be asked: the default, or else the first. The Demo model
    answers for no server that hasn't said yet what it has: "" then.
    """
    team_policy = await policy.get_policy(d, user_id, team_id)
    enabled: list[str] = []
    for wait in (0.0, PROBE_LIMIT):
        team_models = await load_team_models(d, user_id, team_id, wait)
        enabled = [it.id for it in team_models.offered if it.id != gone]
        if any(it != DEMO for it in enabled):  # else lists are worth waiting for
            break
    wanted = (team_policy.team.default_model, d.settings.default_model)
    found = next((it for it in wanted if it in enabled), "")
    if found or not enabled:
        return found
    silent, _, refused = await get_missing(d, user_id, team_id)
    return "" if enabled[0] == DEMO and (silent or refused) else enabled[0]


async def _new_cache() -> _CachedTeamModels:
    return _CachedTeamModels()


def _merge(
    team_policy: TeamPolicy,
    lists: Iterable[Mapping[str, ListedModel] | None],
    environment: Iterable[Model],
) -> Sequence[TeamModel]:
    """All models in the team's order. A provider with a key hides the environment's models of that
    provider. The Demo model is last, unless the team put it elsewhere.
    """
    own = [it for it in environment if it.id.partition("/")[0] not in team_policy.connections]
    found = [_of_environment(it) for it in own if it.id != DEMO]
    found += [
        _of_connection(connection, it)
        for connection, listed in zip(team_policy.connections.values(), lists, strict=True)
        for it in _with_custom_models(team_policy, connection, listed or {})
    ]
    found += [_of_environment(it) for it in own if it.id == DEMO]
    options = team_policy.options
    found = [replace(it, option=options[it.id]) if it.id in options else it for it in found]
    return sorted(found, key=_position)


def _with_custom_models(
    team_policy: TeamPolicy, connection: Connection, listed: Mapping[str, ListedModel]
) -> Iterable[ListedModel]:
    """Those added by hand, then what is listed and can chat."""
    start, prefix = f"{connection.slug}/", PROVIDERS[connection.provider].prefix
    ids = (it.model for it in team_policy.options.values() if it.added)
    added = [it.removeprefix(start) for it in ids if it.startswith(start)]
    yield from (listed.get(name) or ListedModel(name) for name in added)
    yield from (
        it for name, it in listed.items() if name not in added and is_chat_model(f"{prefix}/{name}")
    )


def _position(it: TeamModel) -> tuple[bool, int]:
    return it.option.position is None, it.option.position or 0


def _of_connection(connection: Connection, listed: ListedModel) -> TeamModel:
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
        facts=known,
        source=connection,
    )


def _of_environment(model: Model) -> TeamModel:
    known = with_served_context(get_model_info(model.id, model.api_base), model.context)
    return TeamModel(model.id, model.id, model.name, model.provider, known, model)

"""The models of a team: the environment's and those of its keys, as the team offers them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacerr.deps import Deps
from spacerr.domain.errors.team_models import (
    ModelDisabled,
    ModelGone,
    NoModel,
    NotOffered,
    ServersSilent,
)
from spacerr.infra.providers.environment_models import DEMO, MissingServers, Model
from spacerr.infra.providers.lists import ListedModel
from spacerr.services.access import access_team, resolve_team_id
from spacerr.services.models import favourites, policy, provider_lists
from spacerr.services.models.policy import TeamPolicy
from spacerr.services.models.team_model import (
    DEFAULT_OPTION,
    TeamModel,
    merge_models,
    model_of_connection,
    model_of_environment,
)
from spacerr.timings import LISTING_WAITS, PROBE_LIMIT


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model of the next reply. Where it can't be asked, `problem` says why, and `other_id` and
    `other_name` are of one that can.
    """

    id: str
    name: str
    problem: str = ""
    other_id: str = ""
    other_name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TeamModels:
    """`all` models of a team in its order, and those it has `offered`, which users can choose.
    `encoded`: JSON answers of the API, by kind, kept for the next request.
    """

    all: Sequence[TeamModel] = ()
    offered: Sequence[TeamModel] = ()
    encoded: dict[str, bytes] = field(default_factory=dict[str, bytes])


@dataclass(slots=True)
class _CachedTeamModels:
    """A team's models, and the objects they were made of."""

    sources: tuple[object, ...] = ()
    models: TeamModels = field(default_factory=TeamModels)


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
    team, user = ("", "") if is_default else (team_id, team_policy.user_id)
    cached = await d.team_cache.get(team, ("models", user), _new_cache)
    # Each of these stays the same object until its content changes.
    sources = (environment,) if is_default else (team_policy, environment, *lists)
    if len(cached.sources) != len(sources) or any(
        one is not other for one, other in zip(cached.sources, sources, strict=False)
    ):
        merged = await asyncio.to_thread(merge_models, team_policy, lists, environment)
        cached.models = TeamModels(merged, [it for it in merged if it.option.enabled])
        cached.sources = sources
    return cached.models


async def get_missing(d: Deps, user_id: str, team_id: str) -> MissingServers:
    """The keys and servers of a team without a list of models."""
    team_policy = await policy.get_policy(d, user_id, team_id)
    found = d.catalog.missing_servers(without=team_policy.connections)
    for connection in team_policy.connections.values():
        listed = await provider_lists.get_listed_models(d, connection)
        silent, refusal = provider_lists.get_failure(d, connection)
        if silent or listed is None:
            found = found.with_another(connection.name, refusal, listed=listed is not None)
    return found


async def find_model(d: Deps, user_id: str, team_id: str, model_id: str) -> TeamModel:
    """A model of a team. Sends no request to a provider.

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
    return replace(found, option=team_policy.options.get(model_id, DEFAULT_OPTION))


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
    """A model as the composer shows it, "" for the default; where it can't be asked, with another
    one. In the user's first team where none is named. Raises TeamNotFound.
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
    """Raises ModelDisabled or ModelGone where the team doesn't offer the model; "" is allowed."""
    if model_id:
        await find_model(d, user_id, team_id, model_id)


async def get_alternative_name(d: Deps, user_id: str, team_id: str, model_id: str) -> str:
    """The name of another model that can be asked, "" where there is none."""
    other = await _find_alternative(d, user_id, team_id, model_id)
    return await get_display_name(d, user_id, team_id, other) if other else ""


async def get_display_name(d: Deps, user_id: str, team_id: str, model_id: str) -> str:
    """The name of a model in a team, available or not."""
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
        return model_of_connection(connection, (listed or {}).get(name) or ListedModel(name))
    model = await d.catalog.find(model_id) or d.catalog.get_unlisted(model_id)
    if model is None and model_id in (d.settings.default_model, d.settings.title_model):
        model = Model(model_id, name or model_id, slug)
    return model_of_environment(model) if model else None


async def _find_alternative(d: Deps, user_id: str, team_id: str, gone: str) -> str:
    """Another model than `gone`: the default, or else the first. "" where there is only the Demo
    model and a server hasn't sent its list yet: the Demo model must not answer in its place.
    """
    team_policy = await policy.get_policy(d, user_id, team_id)
    enabled: list[str] = []
    for wait in (0.0, PROBE_LIMIT):
        team_models = await load_team_models(d, user_id, team_id, wait)
        enabled = [it.id for it in team_models.offered if it.id != gone]
        if any(it != DEMO for it in enabled):  # else wait for lists
            break
    wanted = (team_policy.team.default_model, d.settings.default_model)
    found = next((it for it in wanted if it in enabled), "")
    if found or not enabled:
        return found
    silent, _, refused = await get_missing(d, user_id, team_id)
    return "" if enabled[0] == DEMO and (silent or refused) else enabled[0]


async def _new_cache() -> _CachedTeamModels:
    return _CachedTeamModels()

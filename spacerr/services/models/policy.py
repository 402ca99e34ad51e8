"""What a team has decided about models, and which keys a user can use in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import select

from spacerr.deps import Deps
from spacerr.domain.tables import Connection, ModelOption, TeamSettings
from spacerr.services.keys import connections


@dataclass(frozen=True, slots=True)
class TeamPolicy:
    """`team` has default values where nothing is stored. `options` are by model, and `connections`
    by slug: a user's own key replaces their team's. `user_id`: whose own keys are among them; ""
    where the whole team has the same.
    """

    team: TeamSettings
    options: Mapping[str, ModelOption]
    connections: Mapping[str, Connection]
    user_id: str = ""

    def enabled(self, model_id: str) -> bool:
        option = self.options.get(model_id)
        return option is None or option.enabled


@dataclass(slots=True)
class _CachedPolicy:
    """The policy of a user with own keys, and the objects it was made of."""

    of: tuple[object, ...] = ()
    decisions: TeamPolicy | None = None


async def get_policy(d: Deps, user_id: str, team_id: str) -> TeamPolicy:
    """A user's policy in a team; the caller has checked the membership. Cached for five minutes, or
    until something changes. All users without own keys get the same object.
    """
    shared = await d.team_cache.get(team_id, "decisions", lambda: _read(d, team_id))
    if not shared.team.own_keys:
        return shared
    own = await d.team_cache.get(
        team_id, ("own", user_id), lambda: connections.list_usable(d, team_id, user_id)
    )
    if all(it.user_id is None for it in own):
        return shared
    joined = await d.team_cache.get(team_id, ("decisions", user_id), _new_cache)
    if joined.decisions is None or joined.of[0] is not shared or joined.of[1] is not own:
        joined.decisions = replace(shared, connections=_by_slug(own), user_id=user_id)
        joined.of = (shared, own)
    return joined.decisions


async def keys_exist(d: Deps) -> bool:
    """Whether there is any key."""
    async with d.db.reading() as session:
        return (await session.exec(select(Connection.id).limit(1))).first() is not None


async def _read(d: Deps, team_id: str) -> TeamPolicy:
    usable = await connections.list_usable(d, team_id, "")
    async with d.db.reading() as session:
        team = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        options = await session.exec(select(ModelOption).where(ModelOption.team_id == team_id))
        by_model = {option.model: option for option in options}
    return TeamPolicy(team, by_model, _by_slug(usable))


async def _new_cache() -> _CachedPolicy:
    return _CachedPolicy()


def _by_slug(usable: Sequence[Connection]) -> dict[str, Connection]:
    """By slug; of two with the same slug the first one, which is the user's own."""
    by_slug: dict[str, Connection] = {}
    for connection in usable:
        by_slug.setdefault(connection.slug, connection)
    return by_slug

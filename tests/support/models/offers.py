"""What tests do with the models of a team: give it keys, decide, look."""

import asyncio

from spacerr.deps import Deps
from spacerr.domain.keys.providers import PROVIDERS, slug_for
from spacerr.domain.tables import Connection, TeamSettings
from spacerr.services.events import publish_settings_changed
from spacerr.services.keys import connections
from spacerr.services.models import catalog
from tests.support.people.replies import ADA, PATIENCE

ONE = "scripted/one"


async def key(
    d: Deps, team_id: str, url: str, *, name: str = "Own", user: str | None = None, secret: str = ""
) -> Connection:
    """Store a key for a server that speaks OpenAI's protocol: a team's, or one person's in it."""
    provider = PROVIDERS["compatible"]
    row = Connection(
        team_id=team_id,
        user_id=user,
        provider=provider.slug,
        slug=slug_for(provider, name, ()),
        name=name,
        base_url=url,
        key_tail="test",
    )
    connections.seal_key(d.vault, row, secret or f"sk-{name}-{user or 'team'}")
    async with d.db.writing() as session:
        session.add(row)
        publish_settings_changed(d, session, team_id)
    return row


async def decide(d: Deps, team_id: str, **chosen: object) -> None:
    """What a team decides for all of its replies."""
    async with d.db.writing() as session:
        row = await session.get(TeamSettings, team_id) or TeamSettings(team_id=team_id)
        for name, value in chosen.items():
            setattr(row, name, value)
        session.add(row)
        publish_settings_changed(d, session, team_id)


async def offered(d: Deps, team_id: str, user: str = ADA) -> list[str]:
    """The ids of the models somebody can choose, in their order."""
    return [it.id for it in (await catalog.get_team_models(d, user, team_id)).offered]


async def offers(d: Deps, team_id: str, *ids: str, user: str = ADA) -> None:
    """Wait until a team offers exactly this."""
    async with asyncio.timeout(PATIENCE):
        while await offered(d, team_id, user) != list(ids):
            await asyncio.sleep(0.01)

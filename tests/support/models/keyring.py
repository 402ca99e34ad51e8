"""Keys as tests enter and look at them."""

from sqlmodel import select

from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.tables import Connection
from spacerr.services.keys import views
from tests.support.models.key_server import GOOD_KEY
from tests.support.people.replies import ADA

HOSTED = KeyInput("openai", GOOD_KEY, untested=True)


def entered(server, key=GOOD_KEY, **more) -> KeyInput:
    return KeyInput("compatible", key, "Lab", f"{server.url}/v1", **more)


async def rows(d) -> list[Connection]:
    async with d.db.reading() as session:
        return list(await session.exec(select(Connection).order_by(Connection.id)))


async def lines(d, team_id, user=ADA):
    return (await views.list_keys(d, user, team_id)).team

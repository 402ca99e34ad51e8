"""A process that writes a reply until somebody kills it; prints the reply's id once it has spoken.

`python -m tests.support.people.writing_process DATABASE_URL REDIS_URL LEASE`
"""

import asyncio
import sys

from spacerr.config import Settings
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.infra.redis import streams
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people.replies import ask, said
from tests.support.stores.processes import SECRET, a_process


async def main(database_url: str, redis_url: str, lease: str) -> None:
    streams.LEASE = float(lease)
    settings = Settings(
        secret=SECRET,
        database_url=database_url,
        redis_url=redis_url,
        models="scripted/one",
        ollama_url="",
    )
    catalog = EnvironmentModels(settings)
    await catalog.refresh()
    model = ScriptedModel()
    async with a_process(settings, model, catalog) as d:
        model.says("Half a", " word", gated=True)
        turn = await ask(d)
        model.let()
        await said(d, turn.reply.id, "Half a")
        print(turn.reply.id, flush=True)
        await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))

"""A process that renames a chat and is killed after the commit, as it begins to publish.

`python -m tests.support.people.renaming_process DATABASE_URL REDIS_URL CHAT TITLE`
"""

import asyncio
import os
import signal
import sys
from typing import Any

from spacerr.config import Settings
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.chats import edit
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people.replies import ADA
from tests.support.stores.processes import SECRET, a_process


class Deadly:
    """A bridge that kills its process when it publishes."""

    async def publish(self, *_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, redis_url: str, chat: str, title: str) -> None:
    settings = Settings(secret=SECRET, database_url=database_url, redis_url=redis_url)
    async with a_process(settings, ScriptedModel(), EnvironmentModels(settings)) as d:
        object.__setattr__(d, "bridge", Deadly())
        await edit.rename(d, ADA, chat, title)
        await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))

"""A whole process of Spacerr that answers what it reads, until somebody kills it.

Reads questions, one a line, and prints `question reply-id` for each. Settings come from the
environment.
"""

import asyncio
import sys

from spacerr.config import Settings
from spacerr.infra.litellm_model import litellm
from spacerr.process import opened
from tests.integration.replies import ask


async def main() -> None:
    await litellm()
    async with opened(Settings()) as d:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            turn = await ask(d, line.strip())
            print(line.strip(), turn.reply.id, flush=True)


asyncio.run(main())

"""Workers that are forked after LiteLLM was loaded have it at once, and their requests are guarded
like those of a process that loaded it itself.
"""

import asyncio
import sys

import pytest

from spacerr.config import ROOT
from tests.provider import Script, ScriptedProvider

pytestmark = pytest.mark.anyio
FOUND_OUT = 60.0


async def test_forked_workers_ask_at_once_and_no_private_address():
    async with ScriptedProvider(Script(["Well", " asked."])) as provider:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.integration.llm.forked_workers", provider.url,
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(FOUND_OUT):
            printed, _ = await process.communicate()
    lines = [line for line in printed.decode().splitlines() if line.startswith("> ")]
    assert lines == ["> 1 thread", *2 * ["> loaded, Well asked., PrivateServer"]]
    assert len(provider.requests) == 2

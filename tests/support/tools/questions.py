"""What tests do with questions of replies: wait for them, look at them, answer them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.replies.draft import Draft
from spacerr.services.questions import questions
from spacerr.services.questions.questions import Waiting
from spacerr.services.replies import waiting
from tests.support.people.replies import ADA, PATIENCE, idle

FORM = {"city": "Riga", "seats": "3", "class": "b"}
"""Fills in what the tools of acting_tools.py ask for."""


async def open_ones(d: Deps, user: str = ADA) -> Sequence[Waiting]:
    """What waits for a person."""
    return await questions.list_open(d, user)


async def decide(
    d: Deps, decision: str = "accept", values: Mapping[str, Any] | None = None, n: int = 0
) -> None:
    """Answer the n-th question that waits, and wait until the reply has gone on."""
    await waiting.answer(d, ADA, (await open_ones(d))[n].question.id, decision, values)
    await idle(d)


async def asked_for(d: Deps) -> None:
    """Wait until something waits for a person."""
    async with asyncio.timeout(PATIENCE):
        while not await open_ones(d):
            await asyncio.sleep(0.02)


async def asked_in_log(d: Deps, reply_id: str) -> None:
    """Wait until a reply's log says that a step of it waits."""
    draft = Draft()
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(reply_id) as log:
        while not any(it.waits for it in draft.steps):
            draft = draft.extend(entry.event for entry in await log.next())

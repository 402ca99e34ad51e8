"""Chats in which another model or agent goes on."""

import pytest
from sqlmodel import select

from spacerr.config import Settings
from spacerr.domain.status import SWITCHES
from spacerr.domain.tables import Message
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.chats import threads
from tests.support.people.replies import ADA, answered

ONE, TWO = "scripted/one", "scripted/two"


@pytest.fixture(scope="module")
async def catalog():
    """Two models to switch between."""
    catalog = EnvironmentModels(Settings(models=f"{ONE}, {TWO}", ollama_url=""))
    await catalog.refresh()
    return catalog


async def shown(d, chat_id, **more):
    return [it.content for it in (await threads.get_thread(d, ADA, chat_id, **more)).messages]


async def switched(d, *, one="One?", two="Two?"):
    """A chat of two turns, answered by two models."""
    first = await answered(d, one, model=ONE)
    return first, await answered(d, two, chat=first.chat.id, model=TWO)


async def switch_in(d, chat_id):
    async with d.db.reading() as session:
        query = select(Message).where(Message.chat_id == chat_id)
        return [it for it in await session.exec(query) if it.kind in SWITCHES]

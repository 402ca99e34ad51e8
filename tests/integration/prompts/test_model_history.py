"""What is read of a chat that is longer than what a model is told."""

import pytest

from spacerr.domain.tables import Message
from spacerr.services.chats import threads
from spacerr.services.prompts import history, record
from tests.support.people.long_chats import long_chat
from tests.support.people.replies import ADA, answered, row

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(history, "MAX_MESSAGES", 4)


async def pinned(d, chat, at: int) -> str:
    """Pin one of the messages of a long chat, counted from its beginning."""
    path = await threads.get_path(d, chat.id, chat.leaf_id)
    async with d.db.writing() as session:
        message = await session.get_one(Message, path[at])
        message.pinned = True
    return path[at]


def told(model) -> list[str]:
    """The first words of what a model was told."""
    return [it.text.split()[0] for it in model.asked[-1].messages]


async def test_a_model_is_told_the_newest_messages_and_pinned_ones(d, model):
    chat = await long_chat(d, 20)
    await pinned(d, chat, 3)
    turn = await answered(d, "Hi", chat=chat.id)
    assert told(model) == ["(What", "3", "16", "17", "18", "19", "Hi"]
    noted = (await row(d, turn.reply.id)).meta["history"]
    assert noted == {"sent": 6, "left_out": 15, "pinned": 1, "estimated": False}


async def test_what_is_told_begins_with_a_question(d, model):
    chat = await long_chat(d, 19)
    turn = await answered(d, "Hi", chat=chat.id)
    assert told(model) == ["16", "17", "18"], "questions that follow each other are told as one"
    assert (await row(d, turn.reply.id)).meta["history"]["left_out"] == 16


async def test_a_chat_that_is_no_longer_is_told_as_a_whole(d, model):
    chat = await long_chat(d, 4)
    turn = await answered(d, "Hi", chat=chat.id)
    assert told(model) == ["0", "1", "2", "3", "Hi"]
    assert (await row(d, turn.reply.id)).meta["history"]["left_out"] == 0


async def test_the_details_show_what_was_told_though_it_is_pinned_no_more(d, model):
    chat = await long_chat(d, 20)
    kept = await pinned(d, chat, 3)
    turn = await answered(d, "Hi", chat=chat.id)
    async with d.db.writing() as session:
        (await session.get_one(Message, kept)).pinned = False
    shown = await record.get_prompt(d, ADA, turn.reply.id)
    said = [piece.text.split()[0] for piece in shown.pieces]
    assert [it for it in said if it.isdigit()] == ["3", "16", "17", "18", "19"]
    assert shown.history["left_out"] == 15

"""Opening a chat: at its end, and back page by page."""

import pytest

from spacerr.domain.limits import JUMP_LEAD, THREAD_PAGE
from spacerr.domain.status import Role
from spacerr.domain.tables import Chat, Message
from spacerr.services.chats import threads
from tests.support.people.replies import ADA, answered
from tests.support.stores.databases import on_both_engines
from tests.support.stores.statements import statements

pytestmark = [pytest.mark.anyio, on_both_engines]


async def long_chat(d, messages: int) -> str:
    """A chat whose chosen branch has this many messages, numbered from 0."""
    chat = (await answered(d)).chat
    rows = [
        Message(
            id=f"{chat.id}-{n:04}",
            chat_id=chat.id,
            parent_id=f"{chat.id}-{n - 1:04}" if n else None,
            role=Role.ASSISTANT if n % 2 else Role.USER,
            content=str(n),
        )
        for n in range(messages)
    ]
    async with d.db.writing() as session:
        session.add_all(rows)
        (await session.get_one(Chat, chat.id)).leaf_id = rows[-1].id
    return chat.id


def numbers(thread) -> list[int]:
    return [int(message.content) for message in thread.messages]


async def test_a_long_chat_opens_at_its_end_and_goes_back_page_by_page(d):
    chat = await long_chat(d, 120)
    last = await threads.get_thread(d, ADA, chat)
    assert (numbers(last), last.earlier) == (list(range(70, 120)), True)
    middle = await threads.get_thread(d, ADA, chat, before=last.messages[0].id)
    assert (numbers(middle), middle.earlier) == (list(range(20, 70)), True)
    first = await threads.get_thread(d, ADA, chat, before=middle.messages[0].id)
    assert (numbers(first), first.earlier) == (list(range(20)), False)
    beyond = await threads.get_thread(d, ADA, chat, before=first.messages[0].id)
    assert (numbers(beyond), beyond.earlier) == ([], False)


async def test_what_leads_to_a_message_further_up_comes_in_few_pieces(d):
    chat = await long_chat(d, 1200)
    everything = (await threads.get_thread(d, ADA, chat, limit=None)).messages
    shown = list((await threads.get_thread(d, ADA, chat)).messages)
    wanted, asked = everything[100].id, 0
    while wanted not in {it.id for it in shown}:
        above = await threads.get_thread(d, ADA, chat, before=shown[0].id, until=wanted)
        shown = [*above.messages, *shown]
        asked += 1
    assert [it.id for it in shown] == [it.id for it in everything[-len(shown) :]]
    assert asked == 3 and len(shown) == len(everything) - 100 + JUMP_LEAD
    elsewhere = await threads.get_thread(d, ADA, chat, until="of another branch")
    assert len(elsewhere.messages) == THREAD_PAGE


async def test_exactly_one_page_has_nothing_above_it(d):
    shown = await threads.get_thread(d, ADA, await long_chat(d, THREAD_PAGE))
    assert (len(shown.messages), shown.earlier) == (THREAD_PAGE, False)


async def test_above_a_message_that_is_not_shown_here_lies_nothing(d):
    chat = await long_chat(d, 60)
    shown = await threads.get_thread(d, ADA, chat, before="of another branch")
    assert (numbers(shown), shown.earlier) == ([], False)


async def test_opening_a_page_reads_the_texts_of_that_page_only(d):
    chat = await long_chat(d, 120)
    with statements() as run:
        await threads.get_thread(d, ADA, chat)
    assert len([it for it in run if "content" in it]) == 1

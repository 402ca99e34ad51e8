"""What other ways of looking at a chat make of its switches: exports, links, search, titles."""

import pytest
from sqlmodel import select

from spacerr.domain.errors.data import DamagedExport
from spacerr.domain.tables import Chat, Passage
from spacerr.services.chats import branches, links, threads
from spacerr.services.data import markdown
from tests.support.people.exports import alike, brought, chat_taken, taken
from tests.support.people.replies import ADA, chat_row, edit, idle, person
from tests.support.people.switches import TWO, catalog, switch_in, switched

__all__ = ["catalog"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_exports_hold_switches_and_imports_bring_them_back(d):
    first, second = await switched(d)
    await edit(d, second.question.id, "Zwei?", model=TWO)
    await idle(d)
    await branches.choose(d, ADA, second.question.id)
    eve = await person(d, "Eve")
    before = await taken(d, ADA)
    assert (await brought(d, eve, before)).chats == 1
    mine, theirs = alike(before), alike(await taken(d, eve))
    for chat in (*mine[1], *theirs[1]):
        for message in chat["messages"]:
            message["mine"] = True
    assert theirs == mine
    [chat] = (await chat_taken(d, ADA, first.chat.id))["chats"]
    switches = [it for it in chat["messages"] if it["kind"] == "model-switch"]
    assert {it["origin"]["new"] for it in switches} == {TWO}
    async with d.db.reading() as session:
        [copy] = await session.exec(select(Chat.id).where(Chat.user_id == eve))
    thread = await threads.get_thread(d, eve, copy)
    assert [it.content for it in thread.messages][2:4] == ["Switched to two", "Two?"]
    assert len(thread.versions) == 1


async def test_markdown_tells_of_a_switch_in_a_line(d):
    first, _ = await switched(d)
    assert (
        "\n\n---\n\n*Switched to two*\n\n---\n\n"
        in (await markdown.chat_markdown(d, ADA, first.chat.id))[1]
    )


async def test_a_link_copies_what_was_said(d):
    first, _ = await switched(d)
    made = await links.create(d, ADA, first.chat.id)
    copy = await links.open_link(d, made.token)
    said = [it async for page in copy.messages for it in page]
    assert [it["role"] for it in said] == ["user", "assistant"] * 2


async def test_search_looks_at_what_was_said_only(d):
    first, _ = await switched(d)
    [switch] = await switch_in(d, first.chat.id)
    async with d.db.reading() as session:
        found = select(Passage).where(Passage.message_id == switch.id)
        assert (await session.exec(found)).first() is None


async def test_the_chat_is_named_and_seen_as_without_a_switch(d):
    first, second = await switched(d)
    chat = await chat_row(d, first.chat.id)
    assert (chat.title, chat.leaf_id) == ("A scripted title", second.reply.id)
    assert chat.model == TWO


def spoilt(export, **changes):
    """The same export, with something else said of its switch."""
    [chat] = export["chats"]
    messages = [it | changes if it["kind"] == "model-switch" else it for it in chat["messages"]]
    return export | {"chats": [chat | {"messages": messages}]}


@pytest.mark.parametrize("role", ["user", "assistant"])
async def test_nobody_speaks_as_a_switch(d, role):
    await switched(d)
    eve = await person(d, "Eve")
    with pytest.raises(DamagedExport):
        await brought(d, eve, spoilt(await taken(d, ADA), role=role))


async def test_no_branch_ends_with_a_switch(d):
    first, _ = await switched(d)
    eve, export = await person(d, "Eve"), await taken(d, ADA)
    [switch] = await switch_in(d, first.chat.id)
    export["chats"][0]["leaf_id"] = switch.id
    with pytest.raises(DamagedExport):
        await brought(d, eve, export)

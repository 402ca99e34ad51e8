"""Imports: an export brought to another person or team, and files that are none."""

import asyncio
import codecs
import json
from copy import deepcopy

import pytest
from sqlmodel import select

from spacerr.domain.errors.data import DamagedExport, ExportTooLarge, NotAnExport, OtherVersion
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.limits import IMPORT_BYTES
from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.domain.tables import Chat, Message, Passage, Project
from spacerr.services import stop_replies
from spacerr.services.chats import branches, search, threads
from spacerr.services.chats import edit as chat_edit
from spacerr.services.data import import_rows, imports
from spacerr.services.data.imports import ImportResult
from tests.support.people.exports import alike, brought, taken
from tests.support.people.lists import listed, project, team_of
from tests.support.people.replies import ADA, again, answered, ask, edit, go_on, idle, person, said
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]

TEXT = "Ünïcode 😀 \n\n```py\nprint('hi')\n```"
MESSAGE = {"id": "m1", "role": "user", "text": "Hi", "created_at": 1}
CHAT = {"id": "c1", "title": "One", "created_at": 1, "active_at": 2, "leaf_id": "m1"}
FILE = {"format": "spacerr", "version": 1, "exported_at": 1, "projects": []}


def file_of(*messages, **chat):
    return FILE | {"chats": [CHAT | {"messages": [MESSAGE, *messages]} | chat]}


async def rows(d, table):
    async with d.db.reading() as session:
        return list(await session.exec(select(table)))


async def a_life(d, model):
    """Chats with versions, a failure, thoughts, a project, pins: whatever an export holds."""
    model.says(Reasoning(text="Well."), Delta(text=TEXT))
    turn = await answered(d, TEXT)
    await again(d, turn.reply.id)
    await idle(d)
    await edit(d, turn.question.id, "In other words")
    await idle(d)
    await branches.choose(d, ADA, turn.reply.id)
    await chat_edit.rename(d, ADA, turn.chat.id, "A thesis")
    await chat_edit.move(d, ADA, turn.chat.id, await project(d))
    await chat_edit.set_pinned(d, ADA, turn.chat.id, True)
    model.says("Half", error=TimeoutError())
    failed = await answered(d, "Fail")
    model.says(" and half")
    await go_on(d, failed.reply.id)
    await idle(d)
    await chat_edit.set_archived(d, ADA, failed.chat.id, True)
    return turn.chat.id


async def test_what_is_exported_again_after_an_import_is_the_same(d, model):
    await a_life(d, model)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    assert await brought(d, bob, file) == ImportResult(chats=2, projects=1)
    second = await taken(d, bob)
    assert alike(second) == alike(file)
    assert {it["id"] for it in second["chats"]}.isdisjoint(it["id"] for it in file["chats"])


async def test_an_imported_chat_reads_like_the_one_it_was(d, model):
    chat = await a_life(d, model)
    bob = await person(d, "Bob")
    await brought(d, bob, await taken(d, ADA))
    [imported] = [it.id for it in await rows(d, Chat) if it.user_id == bob and it.pinned_at]
    before, after = (
        await threads.get_thread(d, ADA, chat),
        await threads.get_thread(d, bob, imported),
    )
    assert [it.content for it in after.messages] == [it.content for it in before.messages]
    assert [len(it) for it in after.versions.values()] == [
        len(it) for it in before.versions.values()
    ]
    await answered(d, "And on", chat=imported, user=bob)
    assert len((await threads.get_thread(d, bob, imported)).messages) == len(before.messages) + 2


async def test_importing_twice_adds_nothing(d, model):
    await a_life(d, model)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    await brought(d, bob, file)
    assert await brought(d, bob, file) == ImportResult(skipped=2)
    assert await brought(d, ADA, file) == ImportResult(skipped=2)
    assert await brought(d, bob, await taken(d, bob)) == ImportResult(skipped=2)
    assert len(await rows(d, Project)) == 2


async def test_importing_twice_at_once_adds_it_once(d, elsewhere, model):
    await a_life(d, model)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    done = await asyncio.gather(*(brought(it, bob, file) for it in (d, elsewhere) * 2))
    assert sum(it.chats for it in done) == 2
    assert len((await taken(d, bob))["chats"]) == 2


async def test_what_was_deleted_since_comes_back(d, model):
    await a_life(d, model)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    await brought(d, bob, file)
    for chat in (await taken(d, bob))["chats"]:
        await chat_edit.delete(d, bob, chat["id"])
    assert (await brought(d, bob, file)).chats == 2
    assert alike(await taken(d, bob)) == alike(file)


async def test_an_import_is_found_by_search_and_listed_everywhere(d, model):
    await a_life(d, model)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    after = await position(d, bob)
    await brought(d, bob, file)
    assert [it.title[0].text for it in await search.search(d, bob, "thesis")]
    assert await search.search(d, bob, "ünïcode")
    assert len(await news(d, bob, after)) == 2
    assert len(await listed(d, user=bob)) == 1


async def test_a_reply_that_was_running_is_interrupted(d, model):
    model.says("Half", " a word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half")
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    await brought(d, bob, file)
    [chat] = (await taken(d, bob))["chats"]
    assert chat["messages"][-1]["status"] == "interrupted"
    model.says("Whole.")
    await answered(d, "Go on", chat=chat["id"], user=bob)


async def test_others_messages_stay_others(d):
    bob = await person(d, "Bob")
    other = MESSAGE | {"author": "Eve", "mine": False}
    await brought(d, bob, FILE | {"chats": [CHAT | {"messages": [other]}]})
    assert [it.author_id for it in await rows(d, Message)] == [None]


async def test_an_import_goes_into_a_team_of_the_person_only(d):
    bob = await person(d, "Bob")
    for team in (await team_of(d, ADA), "no such team", "x" * 300, "\0"):
        with pytest.raises(TeamNotFound):
            await brought(d, bob, file_of(), team)
    assert await rows(d, Chat) == []


async def test_an_id_of_somebody_elses_row_leads_nowhere(d):
    """Ids in a file mean parts of that file, whatever else has them."""
    theirs, bob = await answered(d), await person(d, "Bob")
    plans = await project(d)
    part = {"id": plans, "name": "Plans", "created_at": 1}
    message = MESSAGE | {"id": theirs.question.id}
    chat = CHAT | {"id": theirs.chat.id, "leaf_id": message["id"], "project_id": plans}
    file = FILE | {"projects": [part], "chats": [chat | {"messages": [message]}]}
    assert await brought(d, bob, file) == ImportResult(chats=1, projects=1)
    assert len((await threads.get_thread(d, ADA, theirs.chat.id)).messages) == 2
    [row] = [it for it in await rows(d, Chat) if it.user_id == bob]
    assert row.project_id not in (None, plans)


REPLY = {"id": "m2", "parent_id": "m1", "role": "assistant", "created_at": 2}
DAMAGED = {
    "a cycle": file_of(REPLY | {"parent_id": "m3"}, REPLY | {"id": "m3", "parent_id": "m2"}),
    "its own parent": file_of(REPLY | {"parent_id": "m2"}),
    "a parent elsewhere": file_of(REPLY | {"parent_id": "gone"}),
    "one id twice": file_of(REPLY | {"id": "m1"}),
    "a leaf elsewhere": file_of(leaf_id="gone"),
    "no leaf": file_of(leaf_id=None),
    "a choice elsewhere": file_of(REPLY, chosen={"m1": "m1"}),
    "a project elsewhere": file_of(project_id="gone"),
    "one chat twice": FILE | {"chats": [CHAT | {"messages": [MESSAGE]}] * 2},
    "a huge title": file_of(title="x" * 10_000),
    "a huge id": file_of(id="x" * 300),
    "no id": file_of(id=""),
    "a huge message": file_of(REPLY | {"text": "x" * 2_000_001}),
    "a strange role": file_of(REPLY | {"role": "admin"}),
    "a strange status": file_of(REPLY | {"status": "dreaming"}),
    "a number for a text": file_of(REPLY | {"text": 7}),
    "a time beyond time": file_of(created_at=10**30),
    "a time before time": file_of(created_at=-1),
    "a text for a time": file_of(REPLY | {"origin": {"first_token_ms": "soon"}}),
    "chats that are none": FILE | {"chats": "all"},
    "a project without a name": FILE
    | {"chats": [], "projects": [{"id": "p", "name": " ", "created_at": 1}]},
}


@pytest.mark.parametrize("what", DAMAGED)
async def test_a_damaged_file_changes_nothing(d, what):
    good = CHAT | {"id": "good", "messages": [MESSAGE]}
    file = deepcopy(DAMAGED[what])
    if isinstance(file["chats"], list):
        file["chats"].insert(0, good)
    with pytest.raises(DamagedExport):
        await brought(d, ADA, file)
    assert await rows(d, Chat) == await rows(d, Project) == await rows(d, Passage) == []


async def test_an_editor_may_have_put_a_byte_order_mark_before_it(d):
    file = codecs.BOM_UTF8 + json.dumps(file_of()).encode()
    assert await imports.import_chats(d, ADA, "", file) == ImportResult(chats=1)


NONE = [b"", b"\xff\xfe", b"{", b"[]", b"null", b'{"chats": []}', b"[" * 100_000, b"PK\x03\x04"]


@pytest.mark.parametrize("file", NONE, ids=range(len(NONE)))
async def test_what_is_no_export_is_refused(d, file):
    with pytest.raises(NotAnExport):
        await imports.import_chats(d, ADA, "", file)


async def test_an_export_of_another_version_is_refused(d):
    with pytest.raises(OtherVersion):
        await brought(d, ADA, {"format": "spacerr", "version": 2, "exported_at": 1, "people": []})


async def test_a_million_messages_are_too_many(d):
    chat = json.dumps(CHAT | {"messages": []})[:-2].encode()
    messages = b",".join(
        b'{"id":"%d","role":"user","created_at":1}' % number for number in range(1_000_000)
    )
    file = json.dumps(FILE)[:-1].encode() + b',"chats":[' + chat + messages + b"]}]}"
    assert len(file) < IMPORT_BYTES
    with pytest.raises(ExportTooLarge):
        await imports.import_chats(d, ADA, "", file)
    with pytest.raises(ExportTooLarge):
        await imports.import_chats(d, ADA, "", b" " * (IMPORT_BYTES + 1))


async def test_strange_characters_are_stored_as_they_can_be(d):
    await brought(d, ADA, file_of(REPLY | {"text": "a\0b", "leaf_id": "m2"}, title="T\n\0wo"))
    [chat] = (await taken(d, ADA))["chats"]
    assert (chat["title"], chat["messages"][1]["text"]) == ("T wo", "ab")


async def test_a_long_chat_that_was_cut_short_is_nowhere_and_can_be_brought_again(d, monkeypatch):
    monkeypatch.setattr(import_rows, "AT_ONCE", 10)
    more = [
        MESSAGE | {"id": f"n{at:03}", "parent_id": f"n{at - 1:03}" if at else "m1"}
        for at in range(400)
    ]
    file = file_of(*more, leaf_id="n399")
    bringing = asyncio.create_task(brought(d, ADA, file))
    while not await rows(d, Message):
        await asyncio.sleep(0)
    async with d.db.writing():  # it waits for its next turn
        bringing.cancel()
        await asyncio.wait({bringing})
    assert 0 < len(await rows(d, Message)) < 401
    assert await listed(d) == []
    assert (await brought(d, ADA, file)).chats == 1
    assert (len(await listed(d)), len(await rows(d, Message))) == (1, 401)
    assert (await brought(d, ADA, file)).skipped == 1


async def test_whoever_brings_the_same_long_chat_twice_at_once_has_it_once(d, monkeypatch):
    monkeypatch.setattr(import_rows, "AT_ONCE", 10)
    more = [MESSAGE | {"id": f"n{at:03}", "parent_id": "m1"} for at in range(200)]
    both = await asyncio.gather(*(brought(d, ADA, file_of(*more)) for _ in range(2)))
    assert sum(it.chats for it in both) == 1
    assert (len(await listed(d)), len(await rows(d, Message))) == (1, 201)

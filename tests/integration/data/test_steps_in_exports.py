"""The steps of replies in exports, imports and Markdown, and what is left of them: nothing."""

import json

import pytest
from sqlmodel import select, update

from spacerr.domain.data.exports import STEPS
from spacerr.domain.errors.data import DamagedExport, ExportTooLarge
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.events import Delta
from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Message, ReplyStep
from spacerr.domain.tools.limits import CALL_ARGUMENT_BYTES, CALL_NAME_CHARS, TOOL_RESULT_BYTES
from spacerr.services.accounts import deletion
from spacerr.services.chats import edit
from spacerr.services.data import exports, import_file, import_rows, markdown
from spacerr.services.data.imports import ImportResult
from spacerr.timings import UNDO
from tests.support.models.calling import call
from tests.support.models.priced import PRICED, catalog
from tests.support.people.erasing import soon
from tests.support.people.exports import alike, brought, chat_taken, taken
from tests.support.people.replies import ADA, answered, idle, person, row
from tests.support.stores.databases import on_both_engines
from tests.support.stores.remains import remains
from tests.support.stores.statements import statements
from tests.support.tools.steps import CALCULATED, put_steps, steps_of

__all__ = ["catalog", "soon"]
pytestmark = [pytest.mark.anyio, on_both_engines]

TEXT = "Ein 😀.\n\nZwei."
FAILED = CALCULATED.changed(
    round=2, call="call_2", at=8, state=StepState.FAILED, arguments="{", result="That is no JSON."
)
STEP = {"round": 1, "call": "call_1", "name": "calculator", "at": 0, "state": "succeeded"}
DECIDED = {"kind": "form", "decision": "accept", "asked_at": 1, "decided_at": 2}
QUESTION = {"id": "m1", "role": "user", "text": "Hi", "created_at": 1}
REPLY = {"id": "m2", "parent_id": "m1", "role": "assistant", "text": TEXT, "created_at": 2}
CHAT = {"id": "c1", "title": "One", "created_at": 1, "active_at": 2, "leaf_id": "m2"}


def file_of(*steps, **reply):
    messages = [QUESTION, {**REPLY, "steps": [*steps]} | reply]
    chats = [CHAT | {"messages": messages}]
    return {"format": "spacerr", "version": 1, "exported_at": 1, "chats": chats}


async def all_rows(d, table):
    async with d.db.reading() as session:
        return list(await session.exec(select(table)))


async def reply_with_steps(d, model, *steps, user=ADA, text=TEXT):
    model.says(Delta(text=text))
    turn = await answered(d, user=user)
    await put_steps(d, turn.reply.id, *steps)
    return turn


async def imported_reply(d, user):
    """The reply of a person's only chat."""
    [chat] = [it for it in await all_rows(d, Chat) if it.user_id == user]
    [reply] = [
        it for it in await all_rows(d, Message) if it.chat_id == chat.id and it.role == "assistant"
    ]
    return reply


async def test_steps_are_the_same_after_an_export_and_an_import(d, model):
    signed = CALCULATED.changed(extra={"reasoning_details": "secret"})
    turn = await reply_with_steps(d, model, signed, FAILED)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    [_, reply] = file["chats"][0]["messages"]
    assert list(reply["steps"][0]) == [
        "round",
        "call",
        "name",
        "title",
        "at",
        "state",
        "arguments",
        "result",
        "started_at",
        "ended_at",
        "questions",
    ]
    assert file["version"] == 1
    assert "secret" not in json.dumps(file)
    assert await brought(d, bob, file) == ImportResult(chats=1)
    copy = await imported_reply(d, bob)
    assert await steps_of(d, copy.id) == [CALCULATED, FAILED]
    assert copy.meta["steps"] == 2
    assert alike(await taken(d, bob)) == alike(file)
    ids = [it.id for it in await all_rows(d, ReplyStep)]
    assert len(ids) == len(set(ids)) == 4
    assert await steps_of(d, turn.reply.id) == [signed, FAILED]


async def test_a_reply_that_called_a_tool_is_imported_with_its_calls(d, model):
    model.says("Let me see.", *call("calculator", {"expression": "17 * 23"}))
    model.then("391.")
    turn = await answered(d, model=PRICED)
    bob, file = await person(d, "Bob"), await chat_taken(d, ADA, turn.chat.id)
    await brought(d, bob, file)
    copy = await imported_reply(d, bob)
    [step] = await steps_of(d, copy.id)
    assert [step] == await steps_of(d, turn.reply.id)
    assert (step.state, step.result, copy.meta["rounds"]) == (StepState.SUCCEEDED, "391", 2)
    model.then("Yes.")
    await answered(d, "Sure?", chat=copy.chat_id, user=bob, model=PRICED)
    told = model.asked[-1].messages
    assert [it.text for it in told] == ["Hi", "Let me see.", "391", "391.", "Sure?"]
    assert told[1].calls[0].arguments == '{"expression": "17 * 23"}'


async def test_a_running_reply_is_exported_with_its_steps_as_they_are(d, model):
    running = CALCULATED.changed(state=StepState.RUNNING, result="", ended_at=None)
    turn = await reply_with_steps(d, model, running)
    async with d.db.writing() as session:  # without a writer, which would store steps of its own
        reply = update(Message).where(Message.id == turn.reply.id)
        await session.exec(reply.values(status=Status.TOOL_CALLING, ended_at=None))
    bob, file = await person(d, "Bob"), await chat_taken(d, ADA, turn.chat.id)
    [step] = file["chats"][0]["messages"][1]["steps"]
    assert (step["state"], step["ended_at"]) == ("running", None)
    await brought(d, bob, file)
    copy = await imported_reply(d, bob)
    assert copy.status == Status.INTERRUPTED
    assert await steps_of(d, copy.id) == [running.changed(state=StepState.CANCELLED)]


async def test_replies_without_steps_cost_no_query_and_those_of_a_page_one(d, model, monkeypatch):
    monkeypatch.setattr(exports, "MESSAGES_AT_ONCE", 4)
    chat = (await answered(d)).chat.id
    for _ in range(2):
        await answered(d, chat=chat)
    with statements() as run:
        [exported] = (await chat_taken(d, ADA, chat))["chats"]
    assert not [it for it in run if "reply_step" in it]
    assert [it["steps"] for it in exported["messages"]] == [[]] * 6
    for message in exported["messages"][1::2]:
        await put_steps(d, message["id"], CALCULATED, FAILED)
    with statements() as run:
        [exported] = (await chat_taken(d, ADA, chat))["chats"]
    assert len([it for it in run if "reply_step" in it]) == 2
    assert [len(it["steps"]) for it in exported["messages"]] == [0, 2] * 3


async def test_a_file_without_steps_makes_replies_without(d):
    for number, steps in enumerate(({}, {"steps": []})):
        file = file_of()
        file["chats"][0]["id"] = f"c{number}"
        reply = file["chats"][0]["messages"][1]
        del reply["steps"]
        reply |= steps
        assert (await brought(d, ADA, file)).chats == 1
    assert await all_rows(d, ReplyStep) == []
    assert all("steps" not in it.meta for it in await all_rows(d, Message))


async def test_a_step_stands_within_the_text_and_after_those_before_it(d):
    places = [2, 7, 3, 10**12]
    steps = [{**STEP, "call": f"call_{number}", "at": at} for number, at in enumerate(places)]
    await brought(d, ADA, file_of(*steps))
    reply = await imported_reply(d, ADA)
    assert [it.at for it in await steps_of(d, reply.id)] == [2, 7, 7, 14]


async def test_what_the_database_cannot_store_is_left_out_of_steps(d):
    step = STEP | {"title": "", "arguments": "a\0b", "result": "\ud83d", "call": "c\0"}
    await brought(d, ADA, file_of(step))
    [stored] = await steps_of(d, (await imported_reply(d, ADA)).id)
    assert (stored.arguments, stored.result, stored.call) == ("ab", "�", "c")
    assert stored.title == "calculator"


async def test_a_chat_with_many_steps_is_stored_in_pieces_each_with_its_own(d, monkeypatch):
    monkeypatch.setattr(import_rows, "AT_ONCE", 10)
    file = file_of()
    steps = [{**STEP, "call": f"call_{number}", "result": "x" * 3000} for number in range(8)]
    replies = [{**REPLY, "id": f"r{number}", "steps": steps} for number in range(6)]
    file["chats"][0]["messages"][1:] = replies
    file["chats"][0]["leaf_id"] = "r0"
    with statements() as run:
        assert (await brought(d, ADA, file)).chats == 1
    assert len([it for it in run if it.startswith("insert into reply_step")]) >= 6
    assert len(await all_rows(d, ReplyStep)) == 48


DAMAGED = {
    "no state": file_of({name: it for name, it in STEP.items() if name != "state"}),
    "no call": file_of(STEP | {"call": ""}),
    "no name": file_of(STEP | {"name": "\0"}),
    "a strange state": file_of(STEP | {"state": "done"}),
    "a strange decision": file_of(STEP | {"questions": [DECIDED | {"decision": "perhaps"}]}),
    "a question without a time": file_of(
        STEP | {"questions": [{"kind": "form", "decision": "accept"}]}
    ),
    "a place before the text": file_of(STEP | {"at": -1}),
    "a place that is no number": file_of(STEP | {"at": "x"}),
    "a round before the first": file_of(STEP | {"round": 0}),
    "a round beyond all rounds": file_of(STEP | {"round": 10**9}),
    "rounds out of order": file_of(STEP | {"round": 2}, STEP),
    "one call twice": file_of(STEP, STEP),
    "a huge name": file_of(STEP | {"name": "x" * (CALL_NAME_CHARS + 1)}),
    "a huge title": file_of(STEP | {"title": "x" * 300}),
    "a huge call": file_of(STEP | {"call": "x" * 100_000}),
    "huge arguments": file_of(STEP | {"arguments": "x" * (CALL_ARGUMENT_BYTES + 2)}),
    "a huge result": file_of(STEP | {"result": "é" * (TOOL_RESULT_BYTES // 2 + 1)}),
    "arguments that are values": file_of(STEP | {"arguments": {"expression": "1+1"}}),
    "a time before time": file_of(STEP | {"started_at": -1}),
    "a time beyond time": file_of(STEP | {"ended_at": 10**30}),
    "steps that are none": file_of(steps="all"),
    "a step that is none": file_of("calculator"),
    "a question with steps": file_of(STEP, role="user"),
}


@pytest.mark.parametrize("what", DAMAGED)
async def test_a_file_with_damaged_steps_changes_nothing(d, what):
    with pytest.raises(DamagedExport):
        await brought(d, ADA, DAMAGED[what])
    assert await all_rows(d, Chat) == await all_rows(d, ReplyStep) == []


async def test_too_many_steps_are_too_many(d, monkeypatch):
    many = [STEP | {"call": f"call_{number}"} for number in range(STEPS + 1)]
    with pytest.raises(ExportTooLarge):
        await brought(d, ADA, file_of(*many))
    monkeypatch.setattr(import_file, "IMPORT_MESSAGES", STEPS - 1)
    with pytest.raises(ExportTooLarge):
        await brought(d, ADA, file_of(*many[:-1]))
    assert await all_rows(d, Chat) == []


async def test_the_longest_steps_that_are_stored_can_be_imported(d, model):
    long = CALCULATED.changed(
        arguments="é" * (CALL_ARGUMENT_BYTES + 1),
        result="x" * TOOL_RESULT_BYTES,
        name="x" * CALL_NAME_CHARS,
        call="call_1__thought__" + "x" * 20_000,
    )
    await reply_with_steps(d, model, long)
    bob = await person(d, "Bob")
    await brought(d, bob, await taken(d, ADA))
    assert await steps_of(d, (await imported_reply(d, bob)).id) == [long]


async def test_markdown_shows_steps_where_they_stand(d, model):
    turn = await reply_with_steps(d, model, CALCULATED, FAILED.changed(arguments="{}"))
    _, text = await markdown.chat_markdown(d, ADA, turn.chat.id)
    assert (
        "**Reply**\n\n> Calculator: 17 * 23 → 391\n\nEin 😀.\n\n"
        "> Calculator (failed: That is no JSON.)\n\nZwei.\n"
    ) in text


async def test_a_deleted_chat_takes_its_steps_along_and_no_others(d, model):
    gone = await reply_with_steps(d, model, CALCULATED)
    kept = await reply_with_steps(d, model, FAILED)
    await edit.delete(d, ADA, gone.chat.id)
    long_ago = now_ms() - int(UNDO * 1000) - 1
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == gone.chat.id).values(deleted_at=long_ago))
    await edit.purge(d)
    assert {it.message_id for it in await all_rows(d, ReplyStep)} == {kept.reply.id}


@pytest.mark.usefixtures("soon")
async def test_a_deleted_account_leaves_nothing_of_its_steps(d, model, redis):
    cyrano = await person(d, "Cyrano")
    step = CALCULATED.changed(arguments='{"expression": "Roxane"}', result="Panache")
    turn = await reply_with_steps(d, model, step, user=cyrano)
    assert (await row(d, turn.reply.id)).meta["steps"] == 1
    assert set(await remains(d, redis, ["Roxane", "Panache"])) == {"Roxane", "Panache"}
    await deletion.delete_user(d, cyrano)
    await idle(d)
    assert await remains(d, redis, ["Roxane", "Panache"]) == {}
    assert await all_rows(d, ReplyStep) == []

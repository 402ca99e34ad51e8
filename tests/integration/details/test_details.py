"""How a reply came about: all that is kept of it, and never a key."""

import json

import pytest
from sqlmodel import col, delete, select, update

from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.tables import Connection, Message, ModelOption, Prompt
from spacerr.services.replies import details
from spacerr.services.replies.details import Key, Whose
from tests.support.people.door import BOB, Browser, owner
from tests.support.people.exports import brought, taken
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, person, row
from tests.support.people.teammates import share, teammate

pytestmark = pytest.mark.anyio

KEPT = {
    "requested_model": "openai/gpt-5",
    "actual_model": "gpt-5-2026-08-01",
    "provider": "OpenAI",
    "connection": "",
    "agent": {"id": "a1", "name": "Poet", "version": 3},
    "levels": ["team", "agent"],
    "instructions_cut": True,
    "adjusted": ["temperature", "max_completion_tokens"],
    "brought": ["a picture"],
    "tools": ["calculator", "weather"],
    "history": {"sent": 12, "left_out": 30, "pinned": 2, "estimated": True},
    "usage": {"prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020},
    "usage_estimated": False,
    "cost": 1234,
    "finish_reason": "stop",
    "limit": "team",
    "started_at": 1_795_280_542_330,
    "first_token_ms": 410,
    "reasoned_until_ms": 300,
    "total_ms": 5_200,
    "tokens_per_s": 25.5,
    "retried": [{"category": "rate-limit", "sentence": "Too many requests.", "at": 5}],
    "fallback": {"from": "openai/gpt-5", "to": "openai/mini", "sentence": "Away."},
    "adopted": True,
    "continues": None,
    "provider_request_id": "req-1",
}


async def replied(d, meta, **more):
    """A reply that remembers this."""
    turn = await answered(d, **more)
    async with d.db.writing() as session:
        await session.exec(update(Message).where(Message.id == turn.reply.id).values(meta=meta))
    return turn


async def key_of(d, turn, user=ADA):
    return (await details.of_reply(d, user, turn.reply.id)).key


async def connection(d, user=None):
    row = Connection(
        team_id=await team_of(d, ADA),
        user_id=user,
        provider="openai",
        slug="openai",
        name="Work",
        key_sealed="sealed",
        key_tail="wxyz",
    )
    async with d.db.writing() as session:
        session.add(row)
    return row.id


async def test_everything_kept_of_a_reply_is_told(d):
    turn = await replied(d, KEPT)
    found = await details.of_reply(d, ADA, turn.reply.id)
    told = details.shown(found.origin)
    assert told["fallback"]["to"] == "openai/mini"
    simple = KEPT.keys() - {"agent", "usage", "retried", "fallback", "connection", "continues"}
    simple -= {"tools"}
    assert found.tools == ["Calculator", "weather"]
    assert {it: told[it] for it in simple} == {it: KEPT[it] for it in simple}
    assert told["agent"] == {"name": "Poet", "version": 3}
    assert told["retried"] == [{"sentence": "Too many requests.", "at": 5}]
    assert (found.status, found.priced, found.chat_id) == ("complete", True, turn.chat.id)


async def test_tools_that_the_models_server_refused_are_not_said_to_be_offered(d):
    turn = await replied(d, KEPT | {"adjusted": ["tools"]})
    found = await details.of_reply(d, ADA, turn.reply.id)
    assert (found.tools, found.origin.adjusted) == ([], ["tools"])


async def test_a_reply_just_given_remembers_what_the_studio_decided(d):
    turn = await answered(d, model="scripted/one")
    found = await details.of_reply(d, ADA, turn.reply.id)
    assert (found.model, found.names) == ("scripted/one", {"scripted/one": "one"})
    assert found.origin.actual_model == "scripted-1"
    assert found.origin.finish_reason == "stop"
    assert found.prompt
    assert found.origin.started_at and found.origin.total_ms is not None


async def test_models_are_called_as_the_team_calls_them(d):
    async with d.db.writing() as session:
        team = await team_of(d, ADA)
        session.add(ModelOption(team_id=team, model="openai/mini", nickname="Small"))
    turn = await replied(d, KEPT)
    names = (await details.of_reply(d, ADA, turn.reply.id)).names
    assert names == {"openai/gpt-5": "gpt-5", "openai/mini": "Small"}


async def test_an_older_reply_tells_what_it_has(d):
    turn = await replied(d, {})
    found = await details.of_reply(d, ADA, turn.reply.id)
    assert (found.key, found.priced) == (None, False)
    async with d.db.writing() as session:
        await session.exec(delete(Prompt))
    assert (await details.of_reply(d, ADA, turn.reply.id)).prompt is False
    assert found.origin.model_dump(exclude_none=True) == {}


async def test_details_travel_with_an_export_but_for_whose_key_it_was(d):
    turn, eve = await replied(d, KEPT), await person(d, "Eve")
    await brought(d, eve, await taken(d, ADA))
    async with d.db.reading() as session:
        mine = col(Message.role) == "assistant", col(Message.id) != turn.reply.id
        [copy] = await session.exec(select(Message.id).where(*mine))
    before = details.shown((await details.of_reply(d, ADA, turn.reply.id)).origin)
    after = await details.of_reply(d, eve, copy)
    home = {"continues", "provider_request_id"}
    assert after.key is None
    assert after.tools == ["Calculator", "weather"]
    told = details.shown(after.origin)
    assert {it: told[it] for it in told.keys() - home} == {
        it: before[it] for it in before.keys() - home
    }


@pytest.mark.parametrize("wrong", [7, "x", [], {}, {"sentence": 7}, [{"sentence": 7}], -1, True])
async def test_whatever_an_import_brought_along_breaks_nothing(d, wrong):
    turn = await replied(d, dict.fromkeys(KEPT, wrong) | {"agent": None, "fallback": None})
    assert (await details.of_reply(d, ADA, turn.reply.id)).status == "complete"


async def test_whose_key_it_was_is_told_and_to_others_no_more_than_that(d):
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id)

    async def asked_with(connection_id):
        meta = {"connection": connection_id}
        change = update(Message).where(Message.id == turn.reply.id).values(meta=meta)
        async with d.db.writing() as session:
            await session.exec(change)
        return [await key_of(d, turn, it) for it in (ADA, bob)]

    d.settings.auth_mode = "accounts"
    assert await asked_with("") == [Key(Whose.SERVER)] * 2
    assert await asked_with(await connection(d)) == [Key(Whose.TEAM, "Work")] * 2
    mine, theirs = await asked_with(await connection(d, bob))
    assert (mine, theirs) == (Key(Whose.SOMEBODY, "Bob"), Key(Whose.YOURS, "Work"))
    assert await asked_with("gone") == [Key(Whose.GONE)] * 2


async def test_who_works_alone_has_all_keys(d):
    turn = await replied(d, {"connection": await connection(d)})
    assert await key_of(d, turn) == Key(Whose.YOURS, "Work")


async def test_a_key_of_another_team_is_not_looked_at(d):
    eve = await person(d, "Eve")
    turn = await replied(d, {"connection": await connection(d)}, user=eve)
    assert await key_of(d, turn, eve) == Key(Whose.GONE)


async def test_only_a_reply_has_details(d):
    turn = await answered(d)
    with pytest.raises(MessageNotFound):
        await details.of_reply(d, ADA, turn.question.id)


async def test_a_browser_gets_them_in_the_reply_s_own_chat(people_d):
    d = people_d
    ada = await owner(d)
    bob = Browser(d.settings)
    await bob.sign_up(BOB, name="Bob")
    me = (await ada.get("me")).json()["id"]
    turn, other = await replied(d, KEPT, user=me), await answered(d, user=me)
    place = f"chats/{turn.chat.id}/replies/{turn.reply.id}"
    answer = await ada.get(place)
    told = answer.json()
    assert told["origin"]["cost"] == 1234 and told["key"] == {"whose": "server", "name": ""}
    assert "connection" not in json.dumps(told)
    for refused in (
        await bob.get(place),
        await ada.get(f"chats/{other.chat.id}/replies/{turn.reply.id}"),
        await ada.get(f"chats/{turn.chat.id}/replies/{turn.question.id}"),
        await ada.get(f"chats/{turn.chat.id}/replies/{'x' * 300}"),
    ):
        assert (refused.status_code, refused.json()["kind"]) == (404, "MessageNotFound")
    assert (await Browser(d.settings).get(place)).status_code == 401
    assert (await row(d, turn.reply.id)).meta == KEPT

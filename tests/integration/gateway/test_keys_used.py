"""Replies asked for with an entered key: it goes to its server, and how it fares is noted."""

import asyncio

import pytest

from spacerr.domain.errors.keys import KeyChanged
from spacerr.domain.errors.models import QuotaUsedUp, WrongKey
from spacerr.domain.errors.team_models import ModelGone
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.replies.events import Retrying
from spacerr.domain.status import Status
from spacerr.services.keys import keys, views
from spacerr.services.replies import turns
from tests.provider import Script, quota_used_up, rate_limited, wrong_key
from tests.support.models.adapter import provider
from tests.support.models.offers import decide, key
from tests.support.people.replies import ADA, PATIENCE, idle, row
from tests.support.people.teams import joined, team

__all__ = ["provider"]
pytestmark = pytest.mark.anyio
KEY, OWN = "sk-of-the-whole-team", "sk-of-bob-himself"


async def add(d, provider, user, made, key=KEY, **more):
    return await keys.add(d, user, made, KeyInput("compatible", key, "Lab", provider.url, **more))


async def asked(d, user, made, model="lab-server/scripted-1"):
    """A reply in a new chat of a team, once it has ended."""
    place = turns.Place(team_id=made)
    turn = await turns.send(d, turns.Request(user, new_id(), model=model), "", "Hi", place)
    await idle(d)
    return await row(d, turn.reply.id)


async def state(d, made, user=ADA):
    seen = await views.list_keys(d, user, made)
    return [it.state for it in (*seen.team, *seen.own)]


async def test_a_reply_is_asked_for_with_the_team_s_key(d, provider):
    made = await team(d)
    await add(d, provider, ADA, made, untested=True)
    assert await state(d, made) == ["untried"]
    reply = await asked(d, ADA, made)
    assert (reply.status, reply.content) == (Status.COMPLETE, "Hello.")
    [seen] = provider.requests
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert await state(d, made) == ["works"]


async def test_a_refused_key_is_noted_and_no_other_is_tried(d, provider, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-operator")
    made = await team(d)
    await add(d, provider, ADA, made)
    provider.script = Script(fault=wrong_key())
    reply = await asked(d, ADA, made)
    assert reply.error["sentence"] == str(WrongKey())
    assert [it.headers["authorization"] for it in provider.requests] == [f"Bearer {KEY}"]
    assert await state(d, made) == ["refused"]


async def test_a_key_that_was_removed_meanwhile_is_used_to_the_end(d, provider):
    made = await team(d)
    added = await add(d, provider, ADA, made)
    provider.script = Script(("A", " longer", " reply", "."), rate=8)
    place = turns.Place(team_id=made)
    request = turns.Request(ADA, new_id(), model="lab-server/scripted-1")
    turn = await turns.send(d, request, "", "Hi", place)
    await provider.wait_for_request()
    await keys.remove(d, ADA, made, added)
    await idle(d)
    reply = await row(d, turn.reply.id)
    assert (reply.status, reply.content) == (Status.COMPLETE, "A longer reply.")
    with pytest.raises(ModelGone):
        await asked(d, ADA, made)
    assert len(provider.requests) == 1


async def test_a_key_removed_between_two_attempts_is_followed_by_no_other(d, provider):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await decide(d, made, own_keys=True)
    await key(d, made, provider.url, secret=KEY)
    own = (await key(d, made, provider.url, secret=OWN, user=bob)).id
    d.settings.retries = 1
    provider.script = Script(fault=rate_limited(retry_after=1))
    place = turns.Place(team_id=made)
    request = turns.Request(bob, new_id(), model="own-server/scripted-1")
    turn = await turns.send(d, request, "", "Hi", place)
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(turn.reply.id) as log:
        while not any(isinstance(it.event, Retrying) for it in await log.next()):
            pass
    await keys.remove(d, bob, made, own)
    await idle(d)
    reply = await row(d, turn.reply.id)
    assert reply.error["sentence"] == str(KeyChanged())
    assert [it.headers["authorization"] for it in provider.requests] == [f"Bearer {OWN}"]
    provider.script = Script(("Now", "."))
    assert (await asked(d, bob, made, "own-server/scripted-1")).content == "Now."


async def test_a_model_that_stands_in_is_asked_with_the_same_key_or_not_at_all(d, provider):
    made = await team(d)
    await add(d, provider, ADA, made)
    other = KeyInput("compatible", "sk-other", "Elsewhere", provider.url)
    await keys.add(d, ADA, made, other)
    provider.models = ("scripted-1", "scripted-2")
    provider.answer = lambda body: Script(
        ("Two", "."), fault=None if body["model"] == "scripted-2" else quota_used_up()
    )
    await decide(d, made, fallback_model="elsewhere/scripted-2")
    assert (await asked(d, ADA, made)).error["sentence"] == str(QuotaUsedUp())
    await decide(d, made, fallback_model="lab-server/scripted-2")
    assert (await asked(d, ADA, made)).content == "Two."
    assert {it.headers["authorization"] for it in provider.requests} == {f"Bearer {KEY}"}


async def test_a_server_that_went_away_is_noted(d, provider):
    made = await team(d)
    nowhere = KeyInput("compatible", KEY, "Lab", "http://127.0.0.1:9/v1", untested=True)
    await keys.add(d, ADA, made, nowhere)
    reply = await asked(d, ADA, made)
    assert reply.status == Status.FAILED
    assert await state(d, made) == ["unreachable"]


async def test_ones_own_key_comes_first_and_is_nobody_else_s(d, provider):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await add(d, provider, bob, made, OWN, own=True)
    assert (await asked(d, bob, made)).status == Status.COMPLETE
    with pytest.raises(ModelGone):
        await asked(d, ADA, made)
    assert [it.headers["authorization"] for it in provider.requests] == [f"Bearer {OWN}"]


async def test_a_private_address_is_not_asked_once_that_is_no_longer_allowed(d, provider):
    made = await team(d)
    await add(d, provider, ADA, made)
    d.settings.private_model_servers = False
    reply = await asked(d, ADA, made)
    assert reply.status == Status.FAILED and provider.requests == []

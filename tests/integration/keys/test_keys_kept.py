"""What becomes of keys: how they fare, who sees and uses them, and when they go."""

import pytest

from spacerr.domain.bus_events import SettingsChanged
from spacerr.domain.errors.keys import (
    ConnectionNotFound,
    KeyRefused,
    KeyUnreadable,
    OwnKeysNotAllowed,
    ServerUnreachable,
)
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.tables import Connection, User
from spacerr.domain.teams.audit import ACTION_LABELS
from spacerr.infra.security.vault import Vault
from spacerr.services.accounts import deletion
from spacerr.services.keys import connections, keys, probe, views
from spacerr.services.models import policy
from spacerr.services.teams import members
from tests.support.models.key_server import GOOD_KEY, Answer, key_server
from tests.support.models.keyring import HOSTED, entered, lines, rows
from tests.support.people.replies import ADA, person
from tests.support.people.teams import joined, noted, team
from tests.support.stores.news import news, position

pytestmark = pytest.mark.anyio


async def test_testing_tells_how_it_is_and_since_when(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        assert (await probe.test(d, ADA, made, key)).models == 2
        [works] = await lines(d, made)
        server.key = "another"
        refused = await probe.test(d, ADA, made, key)
        [line] = await lines(d, made)
        assert (line.state, refused.models) == ("refused", 0)
        assert refused.sentence == str(KeyRefused()) and line.since >= works.since
    gone = await probe.test(d, ADA, made, key)
    assert gone.sentence == str(ServerUnreachable())
    [line] = await lines(d, made)
    assert line.state == "unreachable"
    await probe.test(d, ADA, made, key)
    assert await lines(d, made) == [line]


async def test_being_asked_to_slow_down_says_nothing_about_a_key(d):
    made = await team(d)
    async with key_server() as server:
        key = await keys.add(d, ADA, made, entered(server))
        server.answers[""] = Answer(429)
        assert "slow down" in (await probe.test(d, ADA, made, key)).sentence
    assert [it.state for it in await lines(d, made)] == ["works"]


async def test_how_replies_fare_is_noted_where_it_is_news(d):
    made = await team(d)
    await keys.add(d, ADA, made, HOSTED)
    [row] = await rows(d)
    await connections.record_state(d, row, "works")
    [works] = await rows(d)
    await connections.record_state(d, row, "works")
    assert await rows(d) == [works] and works.state == "works"
    await connections.record_state(d, row, "refused")
    assert [it.state for it in await rows(d)] == ["refused"]
    await connections.record_state(d, Connection(team_id=made, provider="openai"), "works")


async def test_what_becomes_of_an_old_key_says_nothing_of_the_new_one(d):
    """A reply, or a test, that went on while somebody replaced it."""
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        [old] = await rows(d)
        await keys.replace(d, ADA, made, key, entered(server), 0)
        await connections.record_state(d, old, "refused")
        assert [it.state for it in await lines(d, made)] == ["works"]
        [new] = await rows(d)
        await connections.record_state(d, new, "refused")
    assert [it.state for it in await lines(d, made)] == ["refused"]


async def test_keys_go_with_their_team_and_their_person(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await keys.add(d, ADA, made, HOSTED)
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await keys.add(d, bob, made, KeyInput("openai", GOOD_KEY, own=True, untested=True))
    async with d.db.writing() as session:
        await session.delete(await session.get_one(User, bob))
    assert [it.user_id for it in await rows(d)] == [None]
    await deletion.delete_team(d, ADA, made, "Boats")
    assert await rows(d) == []


async def test_a_key_is_renamed_and_removed_and_its_models_keep_their_ids(d):
    made = await team(d)
    key = await keys.add(d, ADA, made, HOSTED)
    await keys.rename(d, ADA, made, key, "  Our\naccount ")
    assert [(it.name, it.slug) for it in await rows(d)] == [("Our account", "openai")]
    await keys.rename(d, ADA, made, key, "")
    assert [it.name for it in await lines(d, made)] == ["OpenAI"]
    await keys.remove(d, ADA, made, key)
    assert await rows(d) == []
    with pytest.raises(ConnectionNotFound):
        await keys.remove(d, ADA, made, key)


async def test_what_was_done_is_noted_without_a_letter_of_the_key(d):
    made = await team(d)
    key = await keys.add(d, ADA, made, HOSTED)
    await keys.replace(d, ADA, made, key, HOSTED, 0)
    await keys.rename(d, ADA, made, key, "Ours")
    await keys.remove(d, ADA, made, key)
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await keys.set_own_keys_allowed(d, ADA, made, False)
    entries = await noted(d, made)
    assert [it.action for it in reversed(entries)] == [
        "key-added",
        "key-changed",
        "key-renamed",
        "key-removed",
        "own-keys-allowed",
        "own-keys-ended",
    ]
    assert all(ACTION_LABELS[it.action] for it in entries)
    assert entries[-1].detail == {"provider": "OpenAI", "name": "OpenAI"}
    assert GOOD_KEY[-4:] not in repr([it.model_dump() for it in entries])


async def test_members_see_which_keys_there_are_and_nothing_of_them(d):
    made = await team(d)
    member = await joined(d, made, "Mo")
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
    seen = await views.list_keys(d, member, made)
    [line] = seen.team
    assert (line.name, line.tail, line.base_url) == ("Lab", "", "") and not seen.manages
    for doing in (
        keys.add(d, member, made, HOSTED),
        keys.replace(d, member, made, key, HOSTED, 0),
        keys.remove(d, member, made, key),
        probe.test(d, member, made, key),
    ):
        with pytest.raises(OnlyManagers):
            await doing


async def test_ones_own_keys_are_ones_own_and_only_where_the_team_allows_them(d):
    made = await team(d)
    bob, eve = await joined(d, made, "Bob"), await joined(d, made, "Eve", "admin")
    mine = KeyInput("openai", GOOD_KEY, "Mine", own=True, untested=True)
    with pytest.raises(OwnKeysNotAllowed):
        await keys.add(d, bob, made, mine)
    await keys.set_own_keys_allowed(d, ADA, made, True)
    own = await keys.add(d, bob, made, mine)
    teams = await keys.add(d, ADA, made, HOSTED)
    assert [it.id for it in await connections.list_usable(d, made, bob)] == [own, teams]
    assert [it.id for it in await connections.list_usable(d, made, eve)] == [teams]
    assert (await views.list_keys(d, eve, made)).own == []
    for stranger in (eve, ADA):
        with pytest.raises(ConnectionNotFound):
            await keys.remove(d, stranger, made, own)
    await keys.set_own_keys_allowed(d, ADA, made, False)
    assert [it.id for it in await connections.list_usable(d, made, bob)] == [teams]
    assert [it.name for it in (await views.list_keys(d, bob, made)).own] == ["Mine"]
    with pytest.raises(OwnKeysNotAllowed):
        await keys.replace(d, bob, made, own, mine, 0)
    await keys.remove(d, bob, made, own)


@pytest.mark.parametrize("how", ["leaves", "is removed"])
async def test_whoever_is_no_longer_in_a_team_leaves_no_key_there(d, how):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await keys.add(d, bob, made, KeyInput("openai", GOOD_KEY, own=True, untested=True))
    assert [it.id for it in (await policy.get_policy(d, bob, made)).connections.values()] != []
    if how == "leaves":
        await members.leave(d, bob, made)
    else:
        await members.remove(d, ADA, made, bob)
    assert await rows(d) == []
    assert (await policy.get_policy(d, bob, made)).connections == {}


async def test_a_key_is_found_in_its_own_team_only(d):
    mine, other = await team(d), await team(d, "Ships")
    key = await keys.add(d, ADA, mine, HOSTED)
    for doing in (
        keys.rename(d, ADA, other, key, "Mine now"),
        keys.replace(d, ADA, other, key, HOSTED, 0),
        keys.remove(d, ADA, other, key),
        probe.test(d, ADA, other, key),
    ):
        with pytest.raises(ConnectionNotFound):
            await doing
    assert await connections.list_usable(d, other, ADA) == []


async def test_nobody_outside_a_team_can_use_what_was_their_own_there(d):
    made, eve = await team(d), await person(d, "Eve")
    await keys.set_own_keys_allowed(d, ADA, made, True)
    async with d.db.writing() as session:
        left = Connection(team_id=made, user_id=eve, provider="openai", slug="openai", name="x")
        session.add(left)
    assert await connections.list_usable(d, made, eve) == []


async def test_keys_sealed_with_another_secret_are_unreadable_and_can_be_entered_anew(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        [row] = await rows(d)
        connections.seal_key(Vault(lambda: "another secret" * 4), row, GOOD_KEY)
        async with d.db.writing() as session:
            session.add(row)
        assert [it.state for it in await lines(d, made)] == ["unreadable"]
        tested = await probe.test(d, ADA, made, key)
        assert tested.sentence == str(KeyUnreadable())
        with pytest.raises(KeyUnreadable):
            connections.get_key(d, row)
        assert [it.id for it in await connections.list_usable(d, made, ADA)] == [key]
        await keys.replace(d, ADA, made, key, entered(server), 0)
    assert [it.state for it in await lines(d, made)] == ["works"]


async def test_the_team_s_tabs_hear_of_every_change(d):
    made = await team(d)
    after = await position(d, made)
    key = await keys.add(d, ADA, made, HOSTED)
    await keys.rename(d, ADA, made, key, "Ours")
    [row] = await rows(d)
    await connections.record_state(d, row, "works")
    await keys.set_own_keys_allowed(d, ADA, made, True)
    await keys.remove(d, ADA, made, key)
    assert await news(d, made, after) == [SettingsChanged(team_id=made)] * 5

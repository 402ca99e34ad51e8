"""Keys: kept sealed for one team, person, provider and address, tested, shown by their end only."""

import pytest
from sqlmodel import select

from spacerr.domain.audit import WORDS
from spacerr.domain.bridge import StudioChanged
from spacerr.domain.errors import BadRequest
from spacerr.domain.key_errors import (
    AddressIncomplete,
    ConnectionNotFound,
    KeyChangedMeanwhile,
    KeyMalformed,
    KeyMissing,
    KeyNameTooLong,
    KeyRefused,
    KeyThereAlready,
    KeyTooLong,
    KeyUnreadable,
    NoModelServer,
    OwnKeysNotAllowed,
    PrivateAddress,
    ServerUnreachable,
    TooManyKeys,
    VersionMalformed,
)
from spacerr.domain.keys import Entered
from spacerr.domain.limits import KEYS
from spacerr.domain.models import Connection, User
from spacerr.domain.team_errors import OnlyManagers
from spacerr.infra.vault import Vault
from spacerr.services import (
    connections,
    decisions,
    deleting,
    key_tests,
    key_views,
    keys,
    membership,
)
from tests.integration.databases import on_sqlite
from tests.integration.key_server import GOOD_KEY, Answer, key_server
from tests.integration.news import news
from tests.integration.replies import ADA, person
from tests.integration.teams import joined, noted, team

pytestmark = pytest.mark.anyio
HOSTED = Entered("openai", GOOD_KEY, untested=True)


def entered(server, key=GOOD_KEY, **more) -> Entered:
    return Entered("compatible", key, "Lab", f"{server.url}/v1", **more)


async def rows(d) -> list[Connection]:
    async with d.db.reading() as session:
        return list(await session.exec(select(Connection).order_by(Connection.id)))


async def lines(d, team_id, user=ADA):
    return (await key_views.view(d, user, team_id)).team


async def test_a_key_that_works_is_kept_sealed_and_shown_by_its_end(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        await keys.add(d, ADA, made, entered(server))
        [row] = await rows(d)
        [line] = await lines(d, made)
    assert GOOD_KEY not in repr(row.model_dump()) and GOOD_KEY[-5:] not in repr(line)
    assert (line.name, line.state, line.tail) == ("Lab", "works", "abcd")
    assert (row.slug, row.base_url) == ("lab-server", f"{server.url}/v1")
    assert connections.key_of(d, row) == GOOD_KEY


async def test_a_key_that_is_refused_is_not_kept_unless_somebody_insists(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        with pytest.raises(KeyRefused):
            await keys.add(d, ADA, made, entered(server, "sk-wrong-000000000"))
        assert await rows(d) == []
        await keys.add(d, ADA, made, entered(server, "sk-wrong-000000000", untested=True))
    assert [it.state for it in await lines(d, made)] == ["untried"]


@pytest.mark.parametrize("moved", ["team_id", "user_id", "provider", "base_url"])
async def test_a_sealed_key_opens_nowhere_else(d, moved):
    async with key_server(key=GOOD_KEY) as server:
        await keys.add(d, ADA, await team(d), entered(server))
    [row] = await rows(d)
    setattr(row, moved, "somewhere else")
    with pytest.raises(KeyUnreadable):
        connections.key_of(d, row)


async def test_nothing_is_said_to_a_server_that_needs_no_key_that_could_be_the_operators(d):
    made = await team(d)
    async with key_server() as server:
        await keys.add(d, ADA, made, entered(server, ""))
    [row] = await rows(d)
    assert (row.key_sealed, connections.key_of(d, row)) == ("", "none")
    assert "none" in server.asked[0][1]["authorization"]


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Entered("openai", "  "), KeyMissing),
        (Entered("openai", "sk-one\nsk-two"), KeyMalformed),
        (Entered("openai", "sk-ключ"), KeyMalformed),
        (Entered("openai", "\udcff"), KeyMalformed),
        (Entered("openai", "x" * 5_000), KeyTooLong),
        (Entered("openai", GOOD_KEY, "n" * 81), KeyNameTooLong),
        (Entered("nobody", GOOD_KEY), BadRequest),
        (Entered("compatible", GOOD_KEY, "", "models.example.org"), AddressIncomplete),
        *[
            (Entered("compatible", GOOD_KEY, "", it, untested=untested), AddressIncomplete)
            for it in ("http://☃.example/v1", "http://😀.example", "http://٣.com", "http://[v1.a]/")
            for untested in (False, True)
        ],
        (
            Entered("azure", GOOD_KEY, "", "https://a.example.org", "2024&x=1"),
            VersionMalformed,
        ),
    ],
)
async def test_what_cannot_be_a_key_is_refused_in_a_sentence(d, wrong, error):
    with pytest.raises(error) as refused:
        await keys.add(d, ADA, await team(d), wrong)
    assert str(refused.value).endswith(".") and GOOD_KEY not in str(refused.value)
    assert await rows(d) == []


@on_sqlite
async def test_space_around_a_key_is_nobody_s_mistake(d):
    await keys.add(d, ADA, await team(d), Entered("openai", f" {GOOD_KEY}\n", untested=True))
    [row] = await rows(d)
    assert connections.key_of(d, row) == GOOD_KEY and row.name == "OpenAI"


@on_sqlite
async def test_a_short_key_is_shown_nothing_of(d):
    made = await team(d)
    await keys.add(d, ADA, made, Entered("openai", "secret", untested=True))
    assert [it.tail for it in await lines(d, made)] == [""]


async def test_a_provider_has_one_key_and_servers_have_as_many_as_there_are(d):
    made = await team(d)
    await keys.add(d, ADA, made, HOSTED)
    with pytest.raises(KeyThereAlready):
        await keys.add(d, ADA, made, HOSTED)
    server = Entered("compatible", "", "Lab", "http://127.0.0.1:9/v1", untested=True)
    await keys.add(d, ADA, made, server)
    await keys.add(d, ADA, made, server)
    assert [it.slug for it in await rows(d)] == ["openai", "lab-server", "lab-server-2"]


@on_sqlite
async def test_there_are_only_so_many_keys(d):
    made = await team(d)
    async with d.db.writing() as session:
        server = {"provider": "compatible", "slug": "x", "name": "x"}
        session.add_all([Connection(team_id=made, **server) for _ in range(KEYS)])
    with pytest.raises(TooManyKeys):
        await keys.add(d, ADA, made, HOSTED)


async def test_a_new_key_takes_the_old_one_s_place_and_address(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as old, key_server(key="sk-new-00000000wxyz") as new:
        key = await keys.add(d, ADA, made, entered(old))
        changed = entered(new, "sk-new-00000000wxyz")
        await keys.replace(d, ADA, made, key, changed, 0)
    [row] = await rows(d)
    assert connections.key_of(d, row) == "sk-new-00000000wxyz"
    assert (row.id, row.slug, row.name) == (key, "lab-server", "Lab")
    assert (row.base_url, row.key_tail) == (f"{new.url}/v1", "wxyz")


async def test_a_new_key_that_is_refused_leaves_the_old_one(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        with pytest.raises(KeyRefused):
            await keys.replace(d, ADA, made, key, entered(server, "sk-wrong-000000000"), 0)
    [row] = await rows(d)
    assert (connections.key_of(d, row), row.state) == (GOOD_KEY, "works")


async def test_a_key_never_follows_to_another_address(d):
    """Whoever may change the address would otherwise have it sent to themselves."""
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server, key_server() as theirs:
        key = await keys.add(d, ADA, made, entered(server))
        await keys.replace(d, ADA, made, key, entered(theirs, ""), 0)
    assert all(GOOD_KEY not in str(headers) for _, headers in theirs.asked)
    [row] = await rows(d)
    assert connections.key_of(d, row) == connections.NO_KEY


async def test_testing_tells_how_it_is_and_since_when(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        assert (await key_tests.test(d, ADA, made, key)).models == 2
        [works] = await lines(d, made)
        server.key = "another"
        refused = await key_tests.test(d, ADA, made, key)
        [line] = await lines(d, made)
        assert (line.state, refused.models) == ("refused", 0)
        assert refused.sentence == str(KeyRefused()) and line.since >= works.since
    gone = await key_tests.test(d, ADA, made, key)
    assert gone.sentence == str(ServerUnreachable())
    [line] = await lines(d, made)
    assert line.state == "unreachable"
    await key_tests.test(d, ADA, made, key)
    assert await lines(d, made) == [line]


async def test_being_asked_to_slow_down_says_nothing_about_a_key(d):
    made = await team(d)
    async with key_server() as server:
        key = await keys.add(d, ADA, made, entered(server))
        server.answers[""] = Answer(429)
        assert "slow down" in (await key_tests.test(d, ADA, made, key)).sentence
    assert [it.state for it in await lines(d, made)] == ["works"]


async def test_how_replies_fare_is_noted_where_it_is_news(d):
    made = await team(d)
    await keys.add(d, ADA, made, HOSTED)
    [row] = await rows(d)
    await connections.noted(d, row, "works")
    [works] = await rows(d)
    await connections.noted(d, row, "works")
    assert await rows(d) == [works] and works.state == "works"
    await connections.noted(d, row, "refused")
    assert [it.state for it in await rows(d)] == ["refused"]
    await connections.noted(d, Connection(team_id=made, provider="openai"), "works")


async def test_what_becomes_of_an_old_key_says_nothing_of_the_new_one(d):
    """A reply, or a test, that went on while somebody replaced it."""
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        [old] = await rows(d)
        await keys.replace(d, ADA, made, key, entered(server), 0)
        await connections.noted(d, old, "refused")
        assert [it.state for it in await lines(d, made)] == ["works"]
        [new] = await rows(d)
        await connections.noted(d, new, "refused")
    assert [it.state for it in await lines(d, made)] == ["refused"]


async def test_of_two_who_replace_a_key_the_second_is_told(d):
    made = await team(d)
    async with key_server() as server:
        key = await keys.add(d, ADA, made, entered(server))
        [seen] = await lines(d, made)
        await keys.replace(d, ADA, made, key, entered(server, "sk-first-00000000"), seen.revision)
        second = entered(server, "sk-second-0000000")
        with pytest.raises(KeyChangedMeanwhile):
            await keys.replace(d, ADA, made, key, second, seen.revision)
        [row] = await rows(d)
        assert connections.key_of(d, row) == "sk-first-00000000"
        await keys.replace(d, ADA, made, key, second, row.revision)
    [row] = await rows(d)
    assert connections.key_of(d, row) == "sk-second-0000000"


async def test_keys_go_with_their_team_and_their_person(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await keys.add(d, ADA, made, HOSTED)
    await keys.allow_own(d, ADA, made, True)
    await keys.add(d, bob, made, Entered("openai", GOOD_KEY, own=True, untested=True))
    async with d.db.writing() as session:
        await session.delete(await session.get_one(User, bob))
    assert [it.user_id for it in await rows(d)] == [None]
    await deleting.team(d, ADA, made, "Boats")
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
    await keys.allow_own(d, ADA, made, True)
    await keys.allow_own(d, ADA, made, True)
    await keys.allow_own(d, ADA, made, False)
    entries = await noted(d, made)
    assert [it.action for it in reversed(entries)] == [
        "key-added",
        "key-changed",
        "key-renamed",
        "key-removed",
        "own-keys-allowed",
        "own-keys-ended",
    ]
    assert all(WORDS[it.action] for it in entries)
    assert entries[-1].detail == {"provider": "OpenAI", "name": "OpenAI"}
    assert GOOD_KEY[-4:] not in repr([it.model_dump() for it in entries])


async def test_members_see_which_keys_there_are_and_nothing_of_them(d):
    made = await team(d)
    member = await joined(d, made, "Mo")
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
    seen = await key_views.view(d, member, made)
    [line] = seen.team
    assert (line.name, line.tail, line.base_url) == ("Lab", "", "") and not seen.manages
    for doing in (
        keys.add(d, member, made, HOSTED),
        keys.replace(d, member, made, key, HOSTED, 0),
        keys.remove(d, member, made, key),
        key_tests.test(d, member, made, key),
    ):
        with pytest.raises(OnlyManagers):
            await doing


async def test_ones_own_keys_are_ones_own_and_only_where_the_team_allows_them(d):
    made = await team(d)
    bob, eve = await joined(d, made, "Bob"), await joined(d, made, "Eve", "admin")
    mine = Entered("openai", GOOD_KEY, "Mine", own=True, untested=True)
    with pytest.raises(OwnKeysNotAllowed):
        await keys.add(d, bob, made, mine)
    await keys.allow_own(d, ADA, made, True)
    own = await keys.add(d, bob, made, mine)
    teams = await keys.add(d, ADA, made, HOSTED)
    assert [it.id for it in await connections.usable(d, made, bob)] == [own, teams]
    assert [it.id for it in await connections.usable(d, made, eve)] == [teams]
    assert (await key_views.view(d, eve, made)).own == []
    for stranger in (eve, ADA):
        with pytest.raises(ConnectionNotFound):
            await keys.remove(d, stranger, made, own)
    await keys.allow_own(d, ADA, made, False)
    assert [it.id for it in await connections.usable(d, made, bob)] == [teams]
    assert [it.name for it in (await key_views.view(d, bob, made)).own] == ["Mine"]
    with pytest.raises(OwnKeysNotAllowed):
        await keys.replace(d, bob, made, own, mine, 0)
    await keys.remove(d, bob, made, own)


@pytest.mark.parametrize("how", ["leaves", "is removed"])
async def test_whoever_is_no_longer_in_a_team_leaves_no_key_there(d, how):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await keys.allow_own(d, ADA, made, True)
    await keys.add(d, bob, made, Entered("openai", GOOD_KEY, own=True, untested=True))
    assert [it.id for it in (await decisions.of(d, bob, made)).connections.values()] != []
    if how == "leaves":
        await membership.leave(d, bob, made)
    else:
        await membership.remove(d, ADA, made, bob)
    assert await rows(d) == []
    assert (await decisions.of(d, bob, made)).connections == {}


async def test_a_key_is_found_in_its_own_team_only(d):
    mine, other = await team(d), await team(d, "Ships")
    key = await keys.add(d, ADA, mine, HOSTED)
    for doing in (
        keys.rename(d, ADA, other, key, "Mine now"),
        keys.replace(d, ADA, other, key, HOSTED, 0),
        keys.remove(d, ADA, other, key),
        key_tests.test(d, ADA, other, key),
    ):
        with pytest.raises(ConnectionNotFound):
            await doing
    assert await connections.usable(d, other, ADA) == []


async def test_nobody_outside_a_team_can_use_what_was_their_own_there(d):
    made, eve = await team(d), await person(d, "Eve")
    await keys.allow_own(d, ADA, made, True)
    async with d.db.writing() as session:
        left = Connection(team_id=made, user_id=eve, provider="openai", slug="openai", name="x")
        session.add(left)
    assert await connections.usable(d, made, eve) == []


async def test_a_private_address_is_refused_where_the_operator_has_not_allowed_it(people_d):
    ada = await person(people_d, "Ada")
    made = await team(people_d, owner=ada)
    async with key_server() as server:
        for untested in (False, True):
            with pytest.raises(PrivateAddress):
                await keys.add(people_d, ada, made, entered(server, untested=untested))
    assert server.asked == [] and await rows(people_d) == []


async def test_keys_sealed_with_another_secret_are_unreadable_and_can_be_entered_anew(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        [row] = await rows(d)
        connections.seal(Vault(lambda: "another secret" * 4), row, GOOD_KEY)
        async with d.db.writing() as session:
            session.add(row)
        assert [it.state for it in await lines(d, made)] == ["unreadable"]
        tested = await key_tests.test(d, ADA, made, key)
        assert tested.sentence == str(KeyUnreadable())
        with pytest.raises(KeyUnreadable):
            connections.key_of(d, row)
        assert [it.id for it in await connections.usable(d, made, ADA)] == [key]
        await keys.replace(d, ADA, made, key, entered(server), 0)
    assert [it.state for it in await lines(d, made)] == ["works"]


async def test_the_team_s_tabs_hear_of_every_change(d):
    made = await team(d)
    after = await d.bridge.position(made)
    key = await keys.add(d, ADA, made, HOSTED)
    await keys.rename(d, ADA, made, key, "Ours")
    [row] = await rows(d)
    await connections.noted(d, row, "works")
    await keys.allow_own(d, ADA, made, True)
    await keys.remove(d, ADA, made, key)
    assert await news(d, made, after) == [StudioChanged(team_id=made)] * 5


async def test_a_server_that_is_no_model_server_is_said_to_be_none(d):
    async with key_server(Answer(200, b"<html>")) as server:
        with pytest.raises(NoModelServer):
            await keys.add(d, ADA, await team(d), entered(server))

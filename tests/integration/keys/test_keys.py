"""Keys: kept sealed for one team, person, provider and address, tested, shown by their end only."""

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.keys import (
    AddressIncomplete,
    KeyChangedMeanwhile,
    KeyMalformed,
    KeyMissing,
    KeyNameTooLong,
    KeyRefused,
    KeyThereAlready,
    KeyTooLong,
    KeyUnreadable,
    NoModelServer,
    PrivateAddress,
    TooManyKeys,
    VersionMalformed,
)
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.limits import KEYS
from spacerr.domain.tables import Connection
from spacerr.services.keys import connections, keys
from tests.support.models.key_server import GOOD_KEY, Answer, key_server
from tests.support.models.keyring import HOSTED, entered, lines, rows
from tests.support.people.replies import ADA, person
from tests.support.people.teams import team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_a_key_that_works_is_kept_sealed_and_shown_by_its_end(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        await keys.add(d, ADA, made, entered(server))
        [row] = await rows(d)
        [line] = await lines(d, made)
    assert GOOD_KEY not in repr(row.model_dump()) and GOOD_KEY[-5:] not in repr(line)
    assert (line.name, line.state, line.tail) == ("Lab", "works", "abcd")
    assert (row.slug, row.base_url) == ("lab-server", f"{server.url}/v1")
    assert connections.get_key(d, row) == GOOD_KEY


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
        connections.get_key(d, row)


async def test_nothing_is_said_to_a_server_that_needs_no_key_that_could_be_the_operators(d):
    made = await team(d)
    async with key_server() as server:
        await keys.add(d, ADA, made, entered(server, ""))
    [row] = await rows(d)
    assert (row.key_sealed, connections.get_key(d, row)) == ("", "none")
    assert "none" in server.asked[0][1]["authorization"]


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (KeyInput("openai", "  "), KeyMissing),
        (KeyInput("openai", "sk-one\nsk-two"), KeyMalformed),
        (KeyInput("openai", "sk-ключ"), KeyMalformed),
        (KeyInput("openai", "\udcff"), KeyMalformed),
        (KeyInput("openai", "x" * 5_000), KeyTooLong),
        (KeyInput("openai", GOOD_KEY, "n" * 81), KeyNameTooLong),
        (KeyInput("nobody", GOOD_KEY), BadRequest),
        (KeyInput("compatible", GOOD_KEY, "", "models.example.org"), AddressIncomplete),
        *[
            (KeyInput("compatible", GOOD_KEY, "", it, untested=untested), AddressIncomplete)
            for it in ("http://☃.example/v1", "http://😀.example", "http://٣.com", "http://[v1.a]/")
            for untested in (False, True)
        ],
        (
            KeyInput("azure", GOOD_KEY, "", "https://a.example.org", "2024&x=1"),
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
    await keys.add(d, ADA, await team(d), KeyInput("openai", f" {GOOD_KEY}\n", untested=True))
    [row] = await rows(d)
    assert connections.get_key(d, row) == GOOD_KEY and row.name == "OpenAI"


@on_sqlite
async def test_a_short_key_is_shown_nothing_of(d):
    made = await team(d)
    await keys.add(d, ADA, made, KeyInput("openai", "secret", untested=True))
    await keys.add(d, ADA, made, KeyInput("ollama", base_url="http://lab:11434", untested=True))
    shown = {(it.provider, it.tail, it.has_key) for it in await lines(d, made)}
    assert shown == {("openai", "", True), ("ollama", "", False)}


async def test_a_provider_has_one_key_and_servers_have_as_many_as_there_are(d):
    made = await team(d)
    await keys.add(d, ADA, made, HOSTED)
    with pytest.raises(KeyThereAlready):
        await keys.add(d, ADA, made, HOSTED)
    server = KeyInput("compatible", "", "Lab", "http://127.0.0.1:9/v1", untested=True)
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
    assert connections.get_key(d, row) == "sk-new-00000000wxyz"
    assert (row.id, row.slug, row.name) == (key, "lab-server", "Lab")
    assert (row.base_url, row.key_tail) == (f"{new.url}/v1", "wxyz")


async def test_a_new_key_that_is_refused_leaves_the_old_one(d):
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server:
        key = await keys.add(d, ADA, made, entered(server))
        with pytest.raises(KeyRefused):
            await keys.replace(d, ADA, made, key, entered(server, "sk-wrong-000000000"), 0)
    [row] = await rows(d)
    assert (connections.get_key(d, row), row.state) == (GOOD_KEY, "works")


async def test_a_key_never_follows_to_another_address(d):
    """Whoever may change the address would otherwise have it sent to themselves."""
    made = await team(d)
    async with key_server(key=GOOD_KEY) as server, key_server() as theirs:
        key = await keys.add(d, ADA, made, entered(server))
        await keys.replace(d, ADA, made, key, entered(theirs, ""), 0)
    assert all(GOOD_KEY not in str(headers) for _, headers in theirs.asked)
    [row] = await rows(d)
    assert connections.get_key(d, row) == connections.NO_KEY


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
        assert connections.get_key(d, row) == "sk-first-00000000"
        await keys.replace(d, ADA, made, key, second, row.revision)
    [row] = await rows(d)
    assert connections.get_key(d, row) == "sk-second-0000000"


async def test_a_private_address_is_refused_where_the_operator_has_not_allowed_it(people_d):
    ada = await person(people_d, "Ada")
    made = await team(people_d, owner=ada)
    async with key_server() as server:
        for untested in (False, True):
            with pytest.raises(PrivateAddress):
                await keys.add(people_d, ada, made, entered(server, untested=untested))
    assert server.asked == [] and await rows(people_d) == []


async def test_a_server_that_is_no_model_server_is_said_to_be_none(d):
    async with key_server(Answer(200, b"<html>")) as server:
        with pytest.raises(NoModelServer):
            await keys.add(d, ADA, await team(d), entered(server))

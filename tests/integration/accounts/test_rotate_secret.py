"""Another secret: all that was sealed opens with it afterwards, however often that is begun."""

import asyncio
import secrets
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlmodel import select

from spacerr.config import ROOT, Settings
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.errors.keys import KeyUnreadable
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.tables import Connection, Team, ToolServer, User
from spacerr.infra.security import vault
from spacerr.infra.security.vault import Vault, WrongSecret
from spacerr.services.accounts import people, secret_rotation
from spacerr.services.keys import connections, keys, server_secrets
from spacerr.services.keys.server_secrets import Sealed
from tests.server import free_port
from tests.support.people.door import ADA, store_owner
from tests.support.people.replies import person
from tests.support.people.teams import team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]
KEY = "sk-to-be-sealed-anew"
NEW = Vault(lambda: "a new secret " * 4)


@pytest.fixture
async def stored(people_d):
    """Two people with addresses, and a key that both secrets shall open in turn."""
    await store_owner(people_d)
    ada = await person(people_d, "Ada")
    async with people_d.db.writing() as session:
        user = await session.get_one(User, ada)
        people.set_email(people_d, user, parse_email(ADA))
    made = await team(people_d, owner=ada)
    await keys.add(people_d, ada, made, KeyInput("openai", KEY, untested=True))
    return people_d


async def state(d):
    async with d.db.reading() as session:
        users = list(await session.exec(select(User).order_by(User.id)))
        [row] = await session.exec(select(Connection))
    return [it.model_dump() for it in users if it.email_sealed], row


async def test_everything_opens_with_the_new_secret_and_no_longer_with_the_old(stored):
    later = stored_with(stored, NEW)
    assert await secret_rotation.rotate(stored, NEW) == secret_rotation.Rotated(2, 1, 0)
    _, row = await state(stored)
    assert connections.get_key(later, row) == KEY
    with pytest.raises(KeyUnreadable):
        connections.get_key(stored, row)
    async with stored.db.reading() as session:
        ada = await people.find_by_index(session, people.email_index(later, parse_email(ADA)))
        gone = await people.find_by_index(session, people.email_index(stored, parse_email(ADA)))
    assert ada and people.read_email(later, ada) == ADA and gone is None
    with pytest.raises(WrongSecret):
        await people.check_secret(stored)


async def test_what_was_sealed_anew_before_stays_as_it_is(stored):
    await secret_rotation.rotate(stored, NEW)
    before = await state(stored)
    assert await secret_rotation.rotate(stored, NEW) == secret_rotation.Rotated(0, 0, 0)
    assert await state(stored) == before


async def test_what_is_sealed_of_servers_of_tools_opens_with_the_new_secret(stored):
    async with stored.db.writing() as session:
        [made] = await session.exec(select(Team.id).where(Team.name == "Boats"))
        server = ToolServer(team_id=made, name="wiki", title="Wiki", url="https://example.org/mcp")
        for column in Sealed:
            server_secrets.seal(stored.vault, server, column, f"{column} {KEY}")
        session.add_all([server, ToolServer(name="of-the-file", title="Of the file")])
    assert await secret_rotation.rotate(stored, NEW) == secret_rotation.Rotated(2, 4, 0)
    async with stored.db.reading() as session:
        row = await session.get_one(ToolServer, server.id)
    opened = [server_secrets.unseal(NEW, row, column) for column in Sealed]
    assert opened == [f"{column} {KEY}" for column in Sealed]
    assert await secret_rotation.rotate(stored, NEW) == secret_rotation.Rotated(0, 0, 0)


async def test_a_key_that_nobody_can_read_is_left_and_counted(stored):
    _, row = await state(stored)
    connections.seal_key(Vault(lambda: "somebody else's" * 4), row, KEY)
    async with stored.db.writing() as session:
        session.add(row)
    assert await secret_rotation.rotate(stored, NEW) == secret_rotation.Rotated(2, 0, 1)
    assert (await state(stored))[1].key_sealed == row.key_sealed


async def test_an_address_that_nobody_can_read_stops_it_and_nothing_is_changed(stored):
    eve = await person(stored, "Eve")
    async with stored.db.writing() as session:
        user = await session.get_one(User, eve)
        other = stored_with(stored, Vault(lambda: "somebody else's" * 4))
        people.set_email(other, user, parse_email("eve@example.org"))
    before = await state(stored)
    with pytest.raises(WrongSecret):
        await secret_rotation.rotate(stored, NEW)
    assert await state(stored) == before


def stored_with(d, other: Vault):
    return replace(d, vault=other)


def rotated(settings: Settings, **more: str) -> subprocess.CompletedProcess[str]:
    """What an operator sees who gives the command."""
    port = str(free_port())
    env = {
        "SPACERR_DATA_DIR": str(settings.data_dir),
        "SPACERR_DATABASE_URL": settings.database_url,
        "SPACERR_REDIS_URL": settings.redis_url,
        "SPACERR_ENV_FILE": "/dev/null",
        "SPACERR_PORT": port,
        "SPACERR_BACKEND_PORT": port,
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-m", "spacerr", "rotate-secret"]
    return subprocess.run(
        command, env=env | more, cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@on_sqlite
async def test_the_command_changes_the_file_and_may_be_given_again(stored):
    folder = stored.settings.data_dir
    old = (folder / "secret").read_text()
    done = rotated(stored.settings)
    assert done.returncode == 0, done.stderr
    assert "2 e-mail addresses and 1 keys" in done.stdout
    new = (folder / "secret").read_text()
    assert new != old and len(new) >= 32 and new not in done.stdout + done.stderr
    assert [it.name for it in folder.iterdir() if it.name.startswith("secret")] == ["secret"]
    _, row = await state(stored)
    assert connections.get_key(stored_with(stored, Vault(lambda: new)), row) == KEY
    assert "2 e-mail addresses and 1 keys" in rotated(stored.settings).stdout


@on_sqlite
async def test_the_command_ends_what_an_interrupted_one_began(stored):
    folder = stored.settings.data_dir
    begun = vault.get_next_secret(folder)
    await secret_rotation.rotate(stored, Vault(lambda: begun))
    done = rotated(stored.settings)
    assert "0 e-mail addresses and 0 keys" in done.stdout, done.stderr
    assert (folder / "secret").read_text() == begun
    await people.check_secret(stored_with(stored, Vault(lambda: begun)))


@on_sqlite
async def test_a_secret_in_the_environment_is_replaced_by_another_one_there(stored):
    old, new = (stored.settings.data_dir / "secret").read_text(), secrets.token_urlsafe(32)
    refused = rotated(stored.settings, SPACERR_SECRET=old)
    assert refused.returncode == 1 and "SPACERR_NEW_SECRET" in refused.stderr
    before = await state(stored)
    short = rotated(stored.settings, SPACERR_SECRET=old, SPACERR_NEW_SECRET="short-and-bad")
    assert "32 characters" in short.stderr and "short-and-bad" not in short.stderr
    assert await state(stored) == before
    done = rotated(stored.settings, SPACERR_SECRET=old, SPACERR_NEW_SECRET=new)
    assert done.returncode == 0 and new not in done.stdout + done.stderr
    _, row = await state(stored)
    assert connections.get_key(stored_with(stored, Vault(lambda: new)), row) == KEY


@on_sqlite
async def test_nothing_is_changed_while_spacerr_runs(stored):
    async def healthy(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    before = await state(stored)
    server = await asyncio.start_server(healthy, "127.0.0.1", 0)
    port = str(server.sockets[0].getsockname()[1])
    async with server:
        refused = await asyncio.to_thread(rotated, stored.settings, SPACERR_PORT=port)
    assert refused.returncode == 1 and "Stop it first" in refused.stderr
    assert await state(stored) == before

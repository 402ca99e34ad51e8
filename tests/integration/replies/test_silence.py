"""A Redis that takes connections and answers nothing: every wait for it ends, and is told."""

import asyncio
import time

import pytest
from sqlalchemy import make_url
from sqlmodel import select

from spacerr import deps
from spacerr.api import health
from spacerr.domain.ids import new_id
from spacerr.domain.replies.events import Delta
from spacerr.domain.tables import Message
from spacerr.infra import valkey
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.accounts import people
from spacerr.services.chats import edit
from spacerr.timings import REDIS_DEADLINE
from tests.chaos.proxy import Proxy
from tests.support.people.replies import ADA, ask, chat_row, idle
from tests.support.stores.databases import on_both_engines, on_postgres, on_sqlite
from tests.support.stores.logs import logs_at
from tests.support.stores.private_valkey import PrivateValkey
from tests.support.stores.processes import a_process
from tests.support.stores.silences import SILENCES, that_can_fall_silent

pytestmark = [pytest.mark.anyio, on_both_engines]
TOLD = 5.0  # seconds until a person who waits is told
CURRENT = 3.0  # seconds after the silence until everything is current
IDLE = 5  # connections in the pool that aren't in use


@pytest.fixture(params=SILENCES)
def server(request, tmp_path):
    with that_can_fall_silent(request.param, tmp_path / "valkey") as server:
        yield server


@pytest.fixture
async def logs(server):
    async with logs_at(server.url) as logs:
        yield logs


@pytest.fixture
async def quiet_d(settings, model, catalog, server):
    """A process on the server that can fall silent."""
    own = settings.model_copy(update={"redis_url": server.url})
    async with a_process(own, model, catalog) as d:
        await people.ensure_local_user(d)
        deps.install(d)
        yield d
        deps.install(None)


async def used(redis, logs):
    """Every way in which we ask: a command, a pipeline, a script."""

    async def pipeline():
        async with redis.pipeline() as pipe:
            pipe.get("word")
            await pipe.execute()

    async def script():
        await logs.streams.append(new_id(), "writer", 1, [Delta(text="a")])

    return await asyncio.gather(redis.get("word"), pipeline(), script(), return_exceptions=True)


async def appended(logs):
    """Append to several logs at once."""
    event = Delta(text="a")
    appends = (logs.streams.append(new_id(), "writer", 1, [event]) for _ in range(IDLE))
    return await asyncio.gather(*appends)


async def test_every_command_ends_and_works_again_as_soon_as_the_server_answers(server, logs):
    await asyncio.gather(*(logs.redis.get("word") for _ in range(IDLE)))  # as many connections
    for _ in range(2):  # at first the server doesn't know the script
        await appended(logs)
    server.silence()
    began = time.monotonic()
    assert all(isinstance(it, REDIS_ERRORS) for it in await used(logs.redis, logs))
    assert time.monotonic() - began < TOLD
    server.resume()
    assert await asyncio.gather(*(logs.redis.get("word") for _ in range(IDLE))) == [None] * IDLE
    assert await appended(logs) == [True] * IDLE


@on_sqlite
async def test_an_append_has_one_deadline_also_where_its_connection_breaks_late(tmp_path):
    server = PrivateValkey(tmp_path / "valkey")
    with Proxy(str(valkey.socket_path(tmp_path / "valkey"))) as proxy:
        async with logs_at(f"redis://127.0.0.1:{proxy.port}") as logs:
            await appended(logs)
            proxy.silence()
            asyncio.get_running_loop().call_later(0.75 * REDIS_DEADLINE, proxy.reset)
            began = time.monotonic()
            with pytest.raises(REDIS_ERRORS):
                await logs.streams.append(new_id(), "writer", 1, [Delta(text="a")])
            assert time.monotonic() - began < 1.5 * REDIS_DEADLINE
    server.end()


async def test_a_reader_reads_on_after_the_silence(server, logs):
    reply = new_id()
    async with logs_at(server.direct) as elsewhere, logs.streams.subscribe(reply) as reading:
        await elsewhere.streams.append(reply, "writer", 1, [Delta(text="before")])
        assert [it.seq for it in await reading.next(TOLD)] == [1]
        server.silence()
        async with asyncio.timeout(TOLD):
            while not logs.tail.outages:
                await asyncio.sleep(0.05)
        server.resume()
        began = time.monotonic()
        await elsewhere.streams.append(reply, "writer", 2, [Delta(text="after")])
        while not (found := await reading.next(CURRENT)):  # empty when it is roused
            pass
        assert [it.seq for it in found] == [2]
        assert time.monotonic() - began < CURRENT


async def test_a_cancelled_command_never_swallows_its_cancellation(logs):
    async def forever():
        while True:
            await logs.redis.get("word")

    for passes in range(100):
        task = asyncio.create_task(forever())
        for _ in range(passes):
            await asyncio.sleep(0)
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=TOLD)
        assert done


@on_sqlite
async def test_readiness_says_what_is_missing_in_time(server, quiet_d):
    assert (await health.readyz(None)).status_code == 200
    server.silence()
    began = time.monotonic()
    answer = await health.readyz(None)
    assert time.monotonic() - began < TOLD
    assert (answer.status_code, answer.body) == (503, b'{"missing":["redis"]}')
    server.resume()
    began = time.monotonic()
    while (await health.readyz(None)).status_code != 200:
        assert time.monotonic() - began < CURRENT


async def test_a_send_is_refused_in_time_and_holds_up_no_other_writer(server, quiet_d):
    d, turn = quiet_d, await ask(quiet_d)
    await idle(d)
    server.silence()
    began = time.monotonic()
    sending = [asyncio.create_task(ask(d, chat=turn.chat.id)) for _ in range(3)]
    await asyncio.sleep(0.1)
    renaming = asyncio.create_task(edit.rename(d, ADA, turn.chat.id, "Meanwhile"))
    while (await chat_row(d, turn.chat.id)).title != "Meanwhile":
        assert time.monotonic() - began < REDIS_DEADLINE / 2
        await asyncio.sleep(0.01)
    done, _ = await asyncio.wait(sending, timeout=TOLD)
    assert [isinstance(it.exception(), REDIS_ERRORS) for it in done] == [True] * 3
    assert time.monotonic() - began < TOLD
    server.resume()
    await renaming
    await idle(d)
    async with d.db.reading() as session:
        assert len((await session.exec(select(Message))).all()) == 2  # nothing without a writer


@on_postgres
async def test_readiness_names_a_silent_database_in_time(settings, model, catalog):
    address = make_url(settings.database_url)
    with Proxy(f"{address.query['host']}/.s.PGSQL.5432") as proxy:
        through = address.set(host="127.0.0.1", port=proxy.port, query={})
        own = settings.model_copy(
            update={"database_url": through.render_as_string(hide_password=False)}
        )
        async with a_process(own, model, catalog) as d:
            deps.install(d)
            assert (await health.readyz(None)).status_code == 200
            proxy.silence()
            began = time.monotonic()
            answer = await health.readyz(None)
            assert time.monotonic() - began < TOLD
            assert (answer.status_code, answer.body) == (503, b'{"missing":["database"]}')
            proxy.resume()
            assert (await health.readyz(None)).status_code == 200
            deps.install(None)

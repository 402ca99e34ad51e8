"""Many may write at once; nobody is told that the database is locked."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlmodel import func, select, text

from spacerr.domain.ids import new_id
from spacerr.domain.tables import Chat, Team, User
from spacerr.infra.database import database, postgres
from spacerr.infra.database.database import Database
from tests.chaos.proxy import Proxy
from tests.support.people.replies import PATIENCE
from tests.support.stores.databases import on_both_engines, on_postgres, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]


@pytest.fixture
async def db(database_url):
    db = Database(database_url)
    yield db
    await db.close()


@pytest.fixture
async def another(database_url):
    """The same database, as another process holds it."""
    db = Database(database_url)
    yield db
    await db.close()


async def count(db) -> int:
    async with db.reading() as session:
        return (await session.exec(select(func.count()).select_from(User))).one()


async def add(db, name) -> None:
    async with db.writing() as session:
        session.add(User(name=name))


async def read_and_add(db, name) -> None:
    async with db.writing() as session:
        await session.exec(select(User).limit(3))
        session.add(User(name=name))
        await session.flush()
        await session.exec(select(User).limit(3))


async def test_fifty_concurrent_writers_all_succeed(db):
    await asyncio.gather(*(read_and_add(db, str(n)) for n in range(50)))
    assert await count(db) == 50


async def test_writers_in_two_processes_all_succeed(db, another):
    await asyncio.gather(*(read_and_add((db, another)[n % 2], str(n)) for n in range(50)))
    assert await count(db) == 50


@on_sqlite
async def test_what_a_writer_has_read_no_other_process_changes_until_it_ends(db, another):
    async def rename_after_reading(mine):
        async with mine.writing() as session:
            user = (await session.exec(select(User))).one()
            user.name += "x"

    await add(db, "")
    await asyncio.gather(*(rename_after_reading((db, another)[n % 2]) for n in range(50)))
    async with db.reading() as session:
        assert (await session.exec(select(User.name))).one() == "x" * 50


@on_sqlite
async def test_on_sqlite_writers_are_served_in_the_order_they_came(db):
    await asyncio.gather(*(read_and_add(db, f"{n:02}") for n in range(50)))
    async with db.reading() as session:
        names = (await session.exec(text("SELECT name FROM user_account ORDER BY rowid"))).all()
    assert [name for (name,) in names] == [f"{n:02}" for n in range(50)]


async def test_readers_do_not_wait_for_a_writer(db):
    async with db.writing() as session:
        session.add(User(name="unfinished"))
        await session.flush()
        async with asyncio.timeout(PATIENCE):
            assert await asyncio.gather(*(count(db) for _ in range(8))) == [0] * 8
    assert await count(db) == 1


async def test_what_raises_is_undone_as_a_whole(db):
    async def fail():
        async with db.writing() as session:
            session.add(User(name="half"))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(db) == 0
    await add(db, "next")
    assert await count(db) == 1


async def test_a_writer_cancelled_while_it_connects_keeps_nobody_waiting(db):
    writers = [asyncio.create_task(read_and_add(db, str(n))) for n in range(4)]
    await asyncio.sleep(0)
    writers[0].cancel()
    _, waiting = await asyncio.wait(writers, timeout=2)
    assert not waiting
    assert await count(db) == 3


async def test_rows_cannot_point_to_nowhere(db):
    with pytest.raises(IntegrityError):
        async with db.writing() as session:
            session.add(Chat(user_id=new_id(), team_id=new_id()))


async def test_rows_go_with_what_they_belong_to(db):
    user, team = User(name="Ada"), Team(name="Ada")
    async with db.writing() as session:
        session.add_all([user, team])
        await session.flush()
        session.add(Chat(user_id=user.id, team_id=team.id))
    async with db.writing() as session:
        await session.delete(await session.get_one(User, user.id))
    async with db.reading() as session:
        assert (await session.exec(select(Chat))).all() == []


@on_sqlite
async def test_sqlite_is_set_up_for_many_readers_and_no_orphans(db):
    for name, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 20000)):
        async with db.reading() as session:
            assert (await session.exec(text(f"PRAGMA {name}"))).scalar() == value


@on_postgres
async def test_no_statement_runs_for_ever(database_url, monkeypatch):
    monkeypatch.setattr(postgres, "STATEMENT_LIMIT", 0.2)
    db = Database(database_url)
    with pytest.raises(SQLAlchemyError):
        async with asyncio.timeout(5), db.writing() as session:
            await session.exec(text("SELECT pg_sleep(60)"))
    assert await count(db) == 0
    await db.close()


@on_postgres
async def test_who_stops_inside_a_transaction_loses_it(database_url, another, monkeypatch):
    await add(another, "Ada")  # on a connection that may wait for longer
    monkeypatch.setattr(postgres, "STATEMENT_LIMIT", 0.5)
    db = Database(database_url)

    async def stop_in_it():
        async with db.writing() as session:
            await session.exec(text("UPDATE user_account SET name = 'Bob'"))
            async with asyncio.timeout(5), another.writing() as other:
                await other.exec(text("UPDATE user_account SET name = 'Eve'"))

    with pytest.raises(SQLAlchemyError):
        await stop_in_it()
    async with another.reading() as session:
        assert (await session.exec(select(User.name))).all() == ["Eve"]
    await db.close()


@on_postgres
async def test_a_database_that_is_silent_is_given_up_and_used_again(database_url, monkeypatch):
    monkeypatch.setattr(postgres, "DATABASE_ANSWERS", 1.0)
    address = make_url(database_url)
    with Proxy(f"{address.query['host']}/.s.PGSQL.5432") as proxy:
        through = address.set(host="127.0.0.1", port=proxy.port, query={})
        db = Database(through.render_as_string(hide_password=False))
        assert await count(db) == 0
        proxy.silence()
        with pytest.raises(SQLAlchemyError):
            async with asyncio.timeout(10):
                await count(db)
        proxy.resume()
        assert await count(db) == 0
        await db.close()


async def test_no_turn_to_write_is_waited_for_without_end(db, monkeypatch):
    monkeypatch.setattr(database, "DATABASE_WAITS", 0.2)

    async def all_write():
        async with asyncio.timeout(5), AsyncExitStack() as stack:
            for _ in range(11):  # more than any engine lets write at once
                await stack.enter_async_context(db.writing())

    with pytest.raises(SQLAlchemyError):
        await all_write()
    await add(db, "Ada")
    assert await count(db) == 1

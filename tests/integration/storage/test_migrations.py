"""Migrations lead to exactly the tables in the code, and back, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import URL, create_engine, inspect, make_url, text

from spacerr.domain.chats.search_terms import query_terms
from spacerr.domain.tables import SQLModel
from spacerr.infra.database import migrations
from spacerr.infra.database.migrations import alembic_config
from spacerr.services.chats.search_sql import select_matching
from tests import earlier

ROOT = Path(__file__).resolve().parents[3]
INDEX = {"passage_index" + end for end in ("", "_config", "_data", "_idx")}
"""What SQLite's full-text search keeps in tables of its own."""
UPGRADE = """
import sys
from pathlib import Path
from spacerr.infra.database import migrations
migrations.upgrade(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """A database without a single table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    return request.getfixturevalue("postgres").create(f"empty-{tmp_path.name}")


def plain(url) -> URL:
    """A URL with a driver that works without an event loop."""
    parsed = make_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def tables(url) -> set[str]:
    engine = create_engine(plain(url))
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_down_and_up_again(empty_url, tmp_path):
    lock = tmp_path / "lock"
    migrations.upgrade(empty_url, lock)
    assert tables(empty_url) - INDEX == set(SQLModel.metadata.tables)
    command.downgrade(alembic_config(empty_url), "base")
    assert tables(empty_url) == set()
    migrations.upgrade(empty_url, lock)
    assert tables(empty_url) - INDEX == set(SQLModel.metadata.tables)


def test_the_tables_in_the_code_are_the_tables_in_the_database(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock")
    command.check(alembic_config(empty_url))


def test_migrating_twice_changes_nothing(empty_url, tmp_path):
    for _ in range(2):
        migrations.upgrade(empty_url, tmp_path / "lock")
    assert tables(empty_url) - INDEX == set(SQLModel.metadata.tables)


def columns(url):
    """Every column by its table and name."""
    engine = create_engine(plain(url))
    try:
        found = inspect(engine).get_multi_columns()
        return {(table, it["name"]): it for (_, table), of in found.items() for it in of}
    finally:
        engine.dispose()


def unique(url):
    """What has to be unique, by tables."""
    engine = create_engine(plain(url))
    try:
        found = inspect(engine).get_multi_indexes()
        return {
            (table, it["name"]) for (_, table), of in found.items() for it in of if it["unique"]
        }
    finally:
        engine.dispose()


def test_the_version_before_works_on_the_newest_tables(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock", earlier.REVISION)
    before, distinct = columns(empty_url), unique(empty_url)
    migrations.upgrade(empty_url, tmp_path / "lock")
    after = columns(empty_url)
    known = {table for table, _ in before}
    for at, column in before.items():
        assert at in after, "what it reads is there"
        assert str(after[at]["type"]) == str(column["type"]), at
        assert after[at]["nullable"] >= column["nullable"], "what it leaves out may be left out"
    for at, column in after.items():
        if at[0] in known and at not in before:
            assert column["nullable"] or column["default"] is not None, "it doesn't fill it in"
    assert [it for it in unique(empty_url) - distinct if it[0] in known] == []


def newer(url, *statements):
    """What a newer version has made of a database."""
    engine = create_engine(plain(url))
    with engine.begin() as connection:
        for statement in ("UPDATE alembic_version SET version_num = 'newer'", *statements):
            connection.execute(text(statement))
    engine.dispose()


def test_a_version_starts_again_on_what_a_newer_one_has_added(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock")
    newer(
        empty_url,
        "CREATE TABLE of_the_future (id integer)",
        "ALTER TABLE chat ADD COLUMN mood text",
        "ALTER TABLE chat ADD COLUMN depth integer DEFAULT 1 NOT NULL",
    )
    before = columns(empty_url)
    migrations.upgrade(empty_url, tmp_path / "lock")
    assert columns(empty_url).keys() == before.keys()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE chat DROP COLUMN title", "chat.title"),
        ("ALTER TABLE prompt RENAME TO prompts", "prompt"),
    ],
)
def test_a_version_does_not_start_where_a_newer_one_took_what_it_needs(
    empty_url, tmp_path, change, named
):
    migrations.upgrade(empty_url, tmp_path / "lock")
    newer(empty_url, change)
    with pytest.raises(migrations.DatabaseTooNew, match=named):
        migrations.upgrade(empty_url, tmp_path / "lock")


BEFORE_SEARCH = """
INSERT INTO user_account VALUES ('u', 'Ada', true, 0);
INSERT INTO team VALUES ('t', 'Team', 0);
INSERT INTO chat (id, user_id, team_id, title, title_source, model, created_at, active_at)
VALUES ('c', 'u', 't', 'A zebra', 'words', '', 0, 0);
INSERT INTO message
(id, chat_id, role, status, content, kind, reasoning, model, meta, seq, fence, created_at) VALUES
('1', 'c', 'user', 'complete', 'Zebras?', 'text', '', '', '{}', 0, 0, 0),
('2', 'c', 'assistant', 'failed', '', 'error', '', '', '{}', 0, 0, 0),
('3', 'c', 'assistant', 'stopped', 'The zebra', 'text', '', '', '{}', 0, 0, 0),
('4', 'c', 'assistant', 'streaming', 'A zebra i', 'text', '', '', '{}', 0, 0, 0)
"""


def test_the_command_makes_the_folder_of_data(tmp_path):
    chosen = {"SPACERR_DATA_DIR": str(tmp_path / "new" / "data")}
    alembic = [sys.executable, "-m", "alembic", "upgrade", "head"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPACERR_")}
    ran = subprocess.run(alembic, cwd=ROOT, env=kept | chosen, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert (tmp_path / "new" / "data" / "spacerr.db").exists()


def test_what_was_said_before_there_was_search_is_found(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock", "0003")
    engine = create_engine(plain(empty_url))
    with engine.begin() as connection:
        for statement in BEFORE_SEARCH.split(";"):
            connection.execute(text(statement))
    migrations.upgrade(empty_url, tmp_path / "lock")
    with engine.begin() as connection:
        rows = connection.execute(select_matching(engine.dialect.name, ["zebra"])).all()
    engine.dispose()
    assert [row.message_id for row in rows] == ["3", "1", None]


def test_processes_that_start_together_migrate_once(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/raced.db"
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, url, str(tmp_path / "lock")],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate()[1] for process in racing]
    assert [process.returncode for process in racing] == [0, 0, 0], said
    assert tables(url) - INDEX == set(SQLModel.metadata.tables)


BEFORE_OPERATORS = """
INSERT INTO user_account (id, name, is_local, email_mark, email_sealed, password_hash, created_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'Ada', false, 'mark', 'sealed', 'hash', 0),
('other', 'Bob', false, 'another', 'sealed', 'hash', 0)
"""


def test_whoever_set_the_server_up_runs_it(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock", "0005")
    engine = create_engine(plain(empty_url))
    with engine.begin() as connection:
        connection.execute(text(BEFORE_OPERATORS))
    migrations.upgrade(empty_url, tmp_path / "lock")
    with engine.begin() as connection:
        found = connection.execute(text("SELECT name FROM user_account WHERE operator")).all()
    engine.dispose()
    assert [row.name for row in found] == ["Ada"]


BEFORE_MARKS = """
INSERT INTO user_account (id, name, is_local, created_at) VALUES ('u', 'Ada', true, 0);
INSERT INTO team (id, name, created_at) VALUES ('t', 'Team', 0);
INSERT INTO chat (id, user_id, team_id, title, title_source, model, created_at, active_at)
VALUES ('c', 'u', 't', 'Café', 'words', '', 0, 0);
INSERT INTO message
(id, chat_id, role, status, content, kind, reasoning, model, meta, seq, fence, created_at) VALUES
('1', 'c', 'user', 'complete', 'दिन', 'text', '', '', '{}', 0, 0, 0);
INSERT INTO passage (id, chat_id, message_id, words) VALUES (1, 'c', NULL, 'cafe');
INSERT INTO passage (id, chat_id, message_id, words) VALUES (2, 'c', '1', 'दन')
"""


def test_words_with_marks_that_were_stored_without_are_found(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock", "0007")
    engine = create_engine(plain(empty_url))
    with engine.begin() as connection:
        for statement in BEFORE_MARKS.split(";"):
            connection.execute(text(statement))
    migrations.upgrade(empty_url, tmp_path / "lock")
    found = {}
    with engine.begin() as connection:
        for query in ("दिन", "दन", "cafe"):
            rows = connection.execute(select_matching(engine.dialect.name, query_terms(query)))
            found[query] = [row.message_id for row in rows]
    engine.dispose()
    assert found == {"दिन": ["1"], "दन": [], "cafe": [None]}

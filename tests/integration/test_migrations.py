"""Migrations lead to exactly the tables in the code, and back, on both databases."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, make_url

from spacerr.domain.models import SQLModel
from spacerr.infra import migrations
from spacerr.infra.migrations import alembic_config

ROOT = Path(__file__).resolve().parents[2]
UPGRADE = """
import sys
from pathlib import Path
from spacerr.infra import migrations
migrations.upgrade(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """A database without a single table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/empty.db"
    return request.getfixturevalue("postgres").create(f"empty-{tmp_path.name}")


def tables(url) -> set[str]:
    plain = make_url(url)
    if plain.get_backend_name() == "sqlite":
        plain = plain.set(drivername="sqlite")
    engine = create_engine(plain)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_up_down_and_up_again(empty_url, tmp_path):
    lock = tmp_path / "lock"
    migrations.upgrade(empty_url, lock)
    assert tables(empty_url) == set(SQLModel.metadata.tables)
    command.downgrade(alembic_config(empty_url), "base")
    assert tables(empty_url) == set()
    migrations.upgrade(empty_url, lock)
    assert tables(empty_url) == set(SQLModel.metadata.tables)


def test_the_tables_in_the_code_are_the_tables_in_the_database(empty_url, tmp_path):
    migrations.upgrade(empty_url, tmp_path / "lock")
    command.check(alembic_config(empty_url))


def test_migrating_twice_changes_nothing(empty_url, tmp_path):
    for _ in range(2):
        migrations.upgrade(empty_url, tmp_path / "lock")
    assert tables(empty_url) == set(SQLModel.metadata.tables)


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
    assert tables(url) == set(SQLModel.metadata.tables)

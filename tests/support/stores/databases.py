"""Empty databases with all tables, on each engine that Spacerr runs on."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from spacerr.infra.database import migrations
from tests.support.stores.postgres import NoPostgres, Postgres

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests in which the database plays no part of its own: once is enough."""
on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def migrated(short_folder: Path) -> Path:
    """A SQLite file with all tables and no rows, to be copied."""
    file = short_folder / "template.db"
    migrations.upgrade(f"sqlite+aiosqlite:///{file}", short_folder / "migrate.lock")
    return file


@pytest.fixture(scope="session")
def postgres(short_folder: Path) -> Iterator[Postgres]:
    # Each folder of tests that imports this has a server of its own.
    servers = len(list(short_folder.glob("postgres-*")))
    with ExitStack() as stack:
        try:
            server = stack.enter_context(Postgres(short_folder / f"postgres-{servers}"))
        except NoPostgres as reason:
            pytest.skip(str(reason))
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, short_folder: Path) -> str:
    """A PostgreSQL database with all tables; its user must empty it."""
    url = postgres.create("spacerr")
    migrations.upgrade(url, short_folder / "migrate.lock")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with all tables, on each engine that Spacerr runs on."""
    if request.param == "sqlite":
        file = tmp_path / "spacerr.db"
        shutil.copy(request.getfixturevalue("migrated"), file)
        return f"sqlite+aiosqlite:///{file}"
    url = request.getfixturevalue("migrated_postgres")
    request.getfixturevalue("postgres").empty("spacerr")
    return url

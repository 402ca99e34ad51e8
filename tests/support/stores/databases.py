"""Empty databases with all tables, on each engine that Spacerr runs on."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from spacerr.infra.database import migrations
from tests.support.stores.postgres import NoPostgres, Postgres

on_both_engines = pytest.mark.engines("sqlite", "postgresql")
"""For files about what engines do differently: locks, transactions, searching, sorting, dates."""
on_postgres = pytest.mark.engines("postgresql")
on_sqlite = pytest.mark.engines("sqlite")
"""What tests have by default; for those in a file that has both."""


def engines_of(test: pytest.Metafunc) -> list[str]:
    """The engines that a test runs on; none if it says so itself, or has no database."""
    named = [marker.args[0] for marker in test.definition.iter_markers("parametrize")]
    if "database_url" not in test.fixturenames or any("database_url" in it for it in named):
        return []
    marker = test.definition.get_closest_marker("engines")
    return list(marker.args) if marker else ["sqlite"]


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


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database with all tables, on an engine that `engines_of` names."""
    if request.param == "sqlite":
        file = tmp_path / "spacerr.db"
        shutil.copy(request.getfixturevalue("migrated"), file)
        return f"sqlite+aiosqlite:///{file}"
    url = request.getfixturevalue("migrated_postgres")
    request.getfixturevalue("postgres").empty("spacerr")
    return url

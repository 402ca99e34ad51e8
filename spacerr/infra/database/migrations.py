"""Migrates the embedded database to the newest schema; the process that starts first does it."""

import fcntl
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from spacerr.config import ROOT
from spacerr.domain.tables import SQLModel

log = structlog.get_logger(__name__)


class DatabaseTooNew(SystemExit):
    """A newer version has changed the database so that this one can't work with it. Says how."""


def upgrade(url: str, lock: Path, target: str = "head") -> None:
    """Run all missing migrations. Blocks; racing processes wait for each other on `lock`.

    A database that a newer version has migrated stays as it is. Raises DatabaseTooNew where what
    this version needs is no longer there.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        config = alembic_config(url)
        engine = create_engine(sync_url(url), poolclass=NullPool)
        with engine.connect() as connection:
            newer = _newer(config, connection)
            missing = _missing(connection) if newer else []
        if missing:
            raise DatabaseTooNew(
                "Spacerr can't start: a newer version has changed the database, where "
                f"{', '.join(missing[:3])} can't be found. Start that version, or restore a backup."
            )
        if newer:
            log.warning("database.newer", revision=newer)
            return
        command.upgrade(config, target)


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database URL of ours."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def sync_url(url: str) -> URL:
    """A URL with a driver that works without an event loop; psycopg is both."""
    parsed = make_url(url)
    return parsed.set(drivername="sqlite") if parsed.get_backend_name() == "sqlite" else parsed


def _newer(config: Config, connection: Connection) -> str:
    """The revision that the database is at, where this version doesn't know it; else ""."""
    known = {it.revision for it in ScriptDirectory.from_config(config).walk_revisions()}
    at = MigrationContext.configure(connection).get_current_heads()
    return ", ".join(it for it in at if it not in known)


def _missing(connection: Connection) -> list[str]:
    """Tables and columns of this version that the database doesn't have."""
    existing = {
        (table, column["name"])
        for (_, table), columns in inspect(connection).get_multi_columns().items()
        for column in columns
    }
    needed = [(it.name, column.name) for it in SQLModel.metadata.sorted_tables for column in it.c]
    return [f"{table}.{column}" for table, column in needed if (table, column) not in existing]

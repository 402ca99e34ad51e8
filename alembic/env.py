"""Runs migrations on the database of Spacerr's settings, or on the one a caller names."""

from alembic import context
from sqlalchemy import create_engine, pool
from sqlalchemy.engine import URL

from spacerr.config import settings
from spacerr.domain import tables
from spacerr.infra.database.migrations import sync_url

TARGET = tables.SQLModel.metadata
SEARCH = {"lexemes", "ix_passage_lexemes"}


def database_url() -> URL:
    if url := context.config.attributes.get("url"):
        return sync_url(url)
    settings().data_dir.mkdir(parents=True, exist_ok=True)
    return sync_url(settings().database)


def include_object(
    _object: object, name: str | None, kind: str, reflected: bool, same: object
) -> bool:
    """What the database has for full-text search, beside our tables, is none of our business."""
    return not reflected or same is not None or (kind != "table" and name not in SEARCH)


def run_offline() -> None:
    context.configure(url=database_url(), target_metadata=TARGET, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    engine = create_engine(database_url(), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=TARGET,
            include_object=include_object,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()

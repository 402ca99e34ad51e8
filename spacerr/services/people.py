"""Who is here: in local mode, the one person at this machine, and their team."""

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from spacerr.deps import Deps
from spacerr.domain.models import Membership, Team, User

LOCAL_USER = "00000000-0000-7000-8000-000000000001"
LOCAL_TEAM = "00000000-0000-7000-8000-000000000002"


async def ensure_local(d: Deps) -> None:
    """Store the local person and their team unless they are there; safe in racing processes."""
    rows: list[SQLModel] = [
        User(id=LOCAL_USER, name="You", is_local=True),
        Team(id=LOCAL_TEAM, name="Personal"),
        Membership(user_id=LOCAL_USER, team_id=LOCAL_TEAM),
    ]
    async with d.db.writing() as session:
        dialect = session.get_bind().dialect.name
        for row in rows:
            await session.exec(_unless_there(dialect, row))


def _unless_there(dialect: str, row: SQLModel) -> Insert:
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing()


async def present(d: Deps) -> bool:
    """Whether the local person is stored: the smallest question the database can answer."""
    async with d.db.reading() as session:
        return await session.get(User, LOCAL_USER) is not None

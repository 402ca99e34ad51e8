"""Columns that several tables have."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import now_ms

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

Json = JSON().with_variant(JSONB(), "postgresql")


def timestamp() -> Any:
    """When a row was created, in milliseconds since 1970."""
    return Field(default_factory=now_ms, sa_type=BigInteger)


def parent_key(
    table: str, *, nullable: bool = False, ondelete: str = "CASCADE", index: bool = True
) -> Column[str]:
    """A foreign key to the row that this one belongs to, and is deleted with. Without an `index` of
    its own where another one begins with it.
    """
    return Column(ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable, index=index)


def user_key() -> Any:
    """The user who did it; NULL once their account is deleted."""
    return Field(
        default=None, sa_column=parent_key("user_account", nullable=True, ondelete="SET NULL")
    )

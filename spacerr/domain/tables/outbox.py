"""The outbox: a row for each event that is still to be published."""

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, timestamp


class OutboxRow(SQLModel, table=True):
    """One event for an `audience`, stored with its change, deleted once published.

    An event about a chat (`chat_id`) goes to all users who can see it, or to the audience alone,
    with the chat's line as it is when it is published. `once` is its deduplication key: however
    often it is published, it arrives once. The `number` is the order in which rows were stored.
    """

    __tablename__ = "outbox"  # pyright: ignore[reportAssignmentType]

    number: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),  # pyright: ignore[reportArgumentType]
    )
    once: str = Field(default_factory=new_id, unique=True)
    audience: str = ""
    chat_id: str = ""
    event: dict[str, Any] = Field(sa_type=Json)  # pyright: ignore[reportArgumentType]
    created_at: int = timestamp()

"""The table of the steps of replies."""

from typing import Any

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

from spacerr.domain.tables.columns import Json, parent_key


class ReplyStep(SQLModel, table=True):
    """A step of a reply, in the order of `position`. The other columns are the fields of Step."""

    __tablename__ = "reply_step"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_reply_step_message", "message_id", "position"),)

    id: str = Field(primary_key=True)
    message_id: str = Field(sa_column=parent_key("message", index=False))
    position: int
    round: int = 1
    call: str = ""
    name: str = ""
    title: str = ""
    at: int = 0
    state: str
    arguments: str = Field(default="", sa_type=Text)
    result: str = Field(default="", sa_type=Text)
    started_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    questions: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=Json,  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={"server_default": text("'[]'")},
    )
    paused: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=Json,  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={"server_default": text("'{}'")},
    )
    images: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=Json,  # pyright: ignore[reportArgumentType]
        sa_column_kwargs={"server_default": text("'[]'")},
    )
    for_people: str = Field(
        default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")}
    )

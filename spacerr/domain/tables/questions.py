"""The table of questions that wait for a person."""

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key


class OpenQuestion(SQLModel, table=True):
    """A question that waits for a person, or whose answer its reply has not taken up yet: then the
    row is deleted, and the step keeps what was decided. `asked` is the Question of the step
    `step_id`, `tool` the tool's name, `title` that for people. A `decision` is made once.
    `answer`, `decided_by` and `decided_at` as in Question. Times are milliseconds since 1970.
    """

    __tablename__ = "open_question"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_open_question_until", "until"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    chat_id: str = Field(sa_column=parent_key("chat"))
    message_id: str = Field(sa_column=parent_key("message"))
    step_id: str
    tool: str
    title: str
    asked: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    until: int = Field(sa_type=BigInteger)
    decision: str | None = None
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    decided_by: str | None = user_key()
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    created_at: int = timestamp()

"""The tables of what is kept of tools' results beside their steps: long texts, and images."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from spacerr.domain.tables.columns import parent_key


class LongResult(SQLModel, table=True):
    """What is kept of a tool's result that is too long for the step `step_id`, as far as there is
    room: `text` is compressed (zlib), `size` are its bytes before that. The whole result had so
    many `chars`.
    """

    __tablename__ = "tool_result"  # pyright: ignore[reportAssignmentType]

    step_id: str = Field(primary_key=True)
    message_id: str = Field(sa_column=parent_key("message"))
    size: int
    chars: int
    text: bytes = Field(sa_type=LargeBinary)


class ToolImage(SQLModel, table=True):
    """An image that a tool has shown in a step, as it was sent: `size` are its bytes."""

    __tablename__ = "tool_image"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    message_id: str = Field(sa_column=parent_key("message"))
    media_type: str
    size: int
    data: bytes = Field(sa_type=LargeBinary)

"""The table of long results of tools."""

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

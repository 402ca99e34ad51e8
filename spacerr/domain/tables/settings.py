"""The tables of settings: of a team, a user and the platform."""

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from spacerr.domain.tables.columns import Json, timestamp, user_key

PLATFORM = "platform"
"""The id of the only row of PlatformSettings."""


class TeamSettings(SQLModel, table=True):
    """A team's settings for all of its replies. `max_cost` is in millionths of a dollar. `tools`
    says of some tools, by name, whether they are on where a chat doesn't say: all others are.
    `asking` says of some, by name, when a person is asked before they run (see Asking).
    """

    __tablename__ = "team_studio"  # pyright: ignore[reportAssignmentType]

    team_id: str = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE")
    default_model: str = ""
    fallback_model: str = ""
    own_keys: bool = False
    instructions: str = Field(default="", sa_type=Text)
    max_tokens: int | None = None
    max_cost: int | None = Field(default=None, sa_type=BigInteger)
    tools: dict[str, bool] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    asking: dict[str, str] | None = Field(default=None, sa_type=Json)  # pyright: ignore[reportArgumentType]
    revision: int = 0


class UserSettings(SQLModel, table=True):
    """A user's settings for their replies. The lists hold ids of models; `time_zone` (an IANA name)
    and `language` (a BCP 47 tag) are those their browser sent last.
    """

    __tablename__ = "person_studio"  # pyright: ignore[reportAssignmentType]

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    time_zone: str = ""
    language: str = ""
    instructions: str = Field(default="", sa_type=Text)
    favourites: list[str] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    recent: list[str] = Field(default_factory=list, sa_type=Json)  # pyright: ignore[reportArgumentType]
    revision: int = 0


class PlatformSettings(SQLModel, table=True):
    """The operator's settings for every reply on the server: one row."""

    __tablename__ = "platform_studio"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default=PLATFORM, primary_key=True)
    instructions: str = Field(default="", sa_type=Text)
    revision: int = 0
    changed_by: str | None = user_key()
    changed_at: int = timestamp()

"""The tables of users, sessions, teams, memberships, invitations and the audit.

Passwords and tokens are stored as hashes, e-mail addresses sealed.
"""

from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from spacerr.domain.ids import new_id
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables.columns import Json, parent_key, timestamp, user_key


class User(SQLModel, table=True):
    """A user. `email_mark` is the blind index of their address, `email_sealed` the address; both
    are empty, as is `password_hash`, for the local user without an account. An `operator` runs the
    server, and may change settings for all its users.
    """

    __tablename__ = "user_account"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("uq_user_account_email_mark", "email_mark", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    is_local: bool = False
    operator: bool = False
    email_mark: str | None = None
    email_sealed: str = ""
    password_hash: str = ""
    created_at: int = timestamp()


class SignIn(SQLModel, table=True):
    """A session of a browser. It ends when its row is deleted."""

    __table_args__ = (Index("uq_sign_in_token_hash", "token_hash", unique=True),)
    __tablename__ = "sign_in"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(sa_column=parent_key("user_account"))
    token_hash: str
    browser: str = ""
    created_at: int = timestamp()
    seen_at: int = timestamp()
    expires_at: int = Field(sa_type=BigInteger)


class Team(SQLModel, table=True):
    """People who share chats, keys and models. Each user is in at least one."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    revision: int = 0
    created_at: int = timestamp()


class Membership(SQLModel, table=True):
    """A user in a team."""

    user_id: str = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    team_id: str = Field(foreign_key="team.id", primary_key=True, ondelete="CASCADE", index=True)
    role: str = TeamRole.OWNER
    created_at: int = timestamp()


class Invitation(SQLModel, table=True):
    """A link with which one user can join a team; `used_by` is that user."""

    __table_args__ = (Index("uq_invitation_token_hash", "token_hash", unique=True),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    role: str = TeamRole.MEMBER
    token_hash: str
    made_by: str | None = user_key()
    created_at: int = timestamp()
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)
    used_by: str | None = user_key()


class AuditEntry(SQLModel, table=True):
    """A change of a team's membership, sharing or data, and who made it; never what was said.

    Names are kept as they were, because what they name may be gone. `detail` holds small facts.
    """

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_audit_entry_recent", "team_id", "id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(sa_column=parent_key("team"))
    actor_id: str | None = user_key()
    actor: str = ""
    action: str
    subject_id: str = ""
    subject: str = ""
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # pyright: ignore[reportArgumentType]
    created_at: int = timestamp()

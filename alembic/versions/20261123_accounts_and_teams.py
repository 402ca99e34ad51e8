"""Accounts and what they are signed in with, teams' invitations and audit, shared chats, links."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

USER = ("email_mark", "email_sealed", "password_hash")
AUTHORS = """
UPDATE message SET author_id = (SELECT user_id FROM chat WHERE chat.id = message.chat_id)
"""


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("email_mark", sa.String(), nullable=True))
        batch.add_column(_text("email_sealed", server_default=""))
        batch.add_column(_text("password_hash", server_default=""))
    op.create_index("uq_user_account_email_mark", "user_account", ["email_mark"], unique=True)
    for table in ("team", "sight"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("revision", sa.Integer(), nullable=False, server_default="0")
            )
    with op.batch_alter_table("chat") as batch:
        batch.add_column(_text("shared", server_default="private"))
    op.create_index("ix_chat_team_recent", "chat", ["team_id", "active_at"])
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("author_id", sa.String(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_message_author_id"), "user_account", ["author_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_message_author_id", "message", ["author_id"])
    op.execute(AUTHORS)
    _create_tables()


def downgrade() -> None:
    for table in ("link", "audit_entry", "invitation", "sign_in"):
        op.drop_table(table)
    op.drop_index("ix_message_author_id", "message")
    with op.batch_alter_table("message") as batch:
        batch.drop_constraint(op.f("fk_message_author_id"), type_="foreignkey")
        batch.drop_column("author_id")
    op.drop_index("ix_chat_team_recent", "chat")
    op.drop_index("uq_user_account_email_mark", "user_account")
    columns = {"chat": ["shared"], "sight": ["revision"], "team": ["revision"]}
    for table, names in (columns | {"user_account": USER}).items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)


def _create_tables() -> None:
    _create(
        "sign_in",
        _owner("sign_in", "user_id", "user_account"),
        _text("token_hash"),
        _text("browser"),
        _time("created_at"),
        _time("seen_at"),
        _time("expires_at"),
    )
    _create(
        "invitation",
        _owner("invitation", "team_id", "team"),
        _text("role"),
        _text("token_hash"),
        _author("invitation", "made_by"),
        _time("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
        _author("invitation", "used_by"),
    )
    _create(
        "audit_entry",
        _owner("audit_entry", "team_id", "team"),
        _author("audit_entry", "actor_id"),
        _text("actor"),
        _text("action"),
        _text("subject_id"),
        _text("subject"),
        _json("detail"),
        _time("created_at"),
    )
    _create(
        "link",
        _owner("link", "chat_id", "chat"),
        _author("link", "made_by"),
        _text("token_hash"),
        _text("title"),
        _json("messages"),
        _time("created_at"),
        _time("expires_at", nullable=True),
    )
    for table in ("sign_in", "invitation", "link"):
        op.create_index(f"uq_{table}_token_hash", table, ["token_hash"], unique=True)
    op.create_index("ix_audit_entry_recent", "audit_entry", ["team_id", "id"])


def _create(table: str, *columns: sa.Column[Any]) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    op.create_table(table, _text("id"), *columns, key)


def _owner(table: str, name: str, target: str) -> sa.Column[Any]:
    return sa.Column(
        name, sa.String(), _key(table, name, target, "CASCADE"), nullable=False, index=True
    )


def _author(table: str, name: str) -> sa.Column[Any]:
    key = _key(table, name, "user_account", "SET NULL")
    return sa.Column(name, sa.String(), key, nullable=True, index=True)


def _key(table: str, name: str, target: str, ondelete: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, **options)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)

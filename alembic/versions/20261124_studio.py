"""The studio: keys, what teams and people decided about models, agents, prompts, usage."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LOCAL_USER = "00000000-0000-7000-8000-000000000001"


def upgrade() -> None:
    _create_agents()
    _create_choices()
    _create_records()
    with op.batch_alter_table("chat") as batch:
        batch.add_column(sa.Column("agent_id", sa.String(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_chat_agent_id"), "agent", ["agent_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_chat_agent_id", "chat", ["agent_id"])
    with op.batch_alter_table("message") as batch:
        batch.add_column(
            sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _add_operators()


def downgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("operator")
    with op.batch_alter_table("message") as batch:
        batch.drop_column("pinned")
    op.drop_index("ix_chat_agent_id", "chat")
    with op.batch_alter_table("chat") as batch:
        batch.drop_constraint(op.f("fk_chat_agent_id"), type_="foreignkey")
        batch.drop_column("agent_id")
    choices = ("platform_studio", "person_studio", "team_studio", "model_option", "connection")
    for table in ("usage", "prompt", *choices, "agent_version", "agent"):
        op.drop_table(table)


def _add_operators() -> None:
    """Whoever set the server up runs it: their account is that of the local person."""
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(
            sa.Column("operator", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    user = sa.table("user_account", *[sa.column(name) for name in ("id", "email_mark", "operator")])
    first = (user.c.id == LOCAL_USER) & user.c.email_mark.is_not(None)
    op.execute(user.update().where(first).values(operator=sa.true()))


def _create_agents() -> None:
    op.create_table(
        "agent",
        _text("id", key=True),
        _owner("agent", "team_id", "team"),
        _author("agent", "user_id"),
        _flag("shared"),
        _number("version"),
        _json("settings"),
        _text("client_request_id", nullable=True),
        _time("created_at"),
        _time("changed_at"),
        _time("deleted_at", nullable=True),
    )
    op.create_index("uq_agent_request", "agent", ["user_id", "client_request_id"], unique=True)
    op.create_table(
        "agent_version",
        _part_of_key("agent_version", "agent_id", "agent"),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        _json("settings"),
        _author("agent_version", "made_by"),
        _time("created_at"),
    )


def _create_choices() -> None:
    op.create_table(
        "connection",
        _text("id", key=True),
        _owner("connection", "team_id", "team"),
        _owner("connection", "user_id", "user_account", nullable=True),
        *[_text(name) for name in ("provider", "slug", "name", "base_url", "api_version")],
        _long("key_sealed"),
        _text("key_tail"),
        _text("state"),
        _time("state_since"),
        _time("tried_at", nullable=True),
        _author("connection", "made_by"),
        _number("revision"),
        _time("created_at"),
    )
    op.create_index("ix_connection_place", "connection", ["team_id", "slug"])
    op.create_table(
        "model_option",
        _part_of_key("model_option", "team_id", "team"),
        _text("model", key=True),
        _flag("enabled"),
        _flag("added"),
        _number("position", nullable=True),
        _text("nickname"),
        sa.Column("temperature", sa.Float(), nullable=True),
        _number("max_tokens", nullable=True),
        _text("effort"),
        _number("revision"),
    )
    op.create_table(
        "team_studio",
        _part_of_key("team_studio", "team_id", "team"),
        _text("default_model"),
        _text("fallback_model"),
        _flag("own_keys"),
        _long("instructions"),
        _number("max_tokens", nullable=True),
        _time("max_cost", nullable=True),
        _number("revision"),
    )
    op.create_table(
        "person_studio",
        _part_of_key("person_studio", "user_id", "user_account"),
        _text("time_zone"),
        _text("language"),
        _long("instructions"),
        _json("favourites"),
        _json("recent"),
        _number("revision"),
    )
    op.create_table(
        "platform_studio",
        _text("id", key=True),
        _long("instructions"),
        _number("revision"),
        _author("platform_studio", "changed_by"),
        _time("changed_at"),
    )


def _create_records() -> None:
    op.create_table(
        "prompt",
        _part_of_key("prompt", "message_id", "message"),
        _json("parts"),
        _json("history"),
        _json("parameters"),
        _time("created_at"),
    )
    chat = _key("usage", "chat_id", "chat", "SET NULL")
    op.create_table(
        "usage",
        _text("id", key=True),
        _owner("usage", "team_id", "team"),
        _author("usage", "user_id"),
        sa.Column("chat_id", sa.String(), chat, nullable=True, index=True),
        _text("model"),
        _text("purpose"),
        _number("prompt_tokens", nullable=True),
        _number("completion_tokens", nullable=True),
        _time("cost", nullable=True),
        _flag("estimated"),
        _time("created_at"),
    )
    op.create_index("ix_usage_team_time", "usage", ["team_id", "created_at"])


def _part_of_key(table: str, name: str, target: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), _key(table, name, target, "CASCADE"), primary_key=True)


def _owner(table: str, name: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    key = _key(table, name, target, "CASCADE")
    return sa.Column(name, sa.String(), key, nullable=nullable, index=True)


def _author(table: str, name: str) -> sa.Column[Any]:
    key = _key(table, name, "user_account", "SET NULL")
    return sa.Column(name, sa.String(), key, nullable=True, index=True)


def _key(table: str, name: str, target: str, ondelete: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)


def _text(name: str, *, key: bool = False, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), primary_key=key, nullable=nullable)


def _long(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False)

"""Questions to people: replies that wait for an answer, and what was decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_RUNNING = "role = 'assistant' AND status IN ({})"
_BEFORE = sa.text(_RUNNING.format("'building', 'pending', 'streaming', 'thinking', 'tool-calling'"))
_NOW = sa.text(
    _RUNNING.format("'building', 'pending', 'streaming', 'thinking', 'tool-calling', 'waiting'")
)


def upgrade() -> None:
    op.create_table(
        "open_question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("asked", _JSON, nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("answer", _JSON, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_open_question_chat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_open_question_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["user_account.id"],
            name=op.f("fk_open_question_decided_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_question")),
    )
    op.create_index("ix_open_question_chat_id", "open_question", ["chat_id"])
    op.create_index("ix_open_question_message_id", "open_question", ["message_id"])
    op.create_index("ix_open_question_decided_by", "open_question", ["decided_by"])
    op.create_index("ix_open_question_until", "open_question", ["until"])
    op.add_column(
        "chat", sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("chat", sa.Column("allowed_tools", _JSON, nullable=True))
    op.add_column("team_studio", sa.Column("asking", _JSON, nullable=True))
    for name, empty in (("questions", "[]"), ("paused", "{}")):
        op.add_column(
            "reply_step",
            sa.Column(name, _JSON, nullable=False, server_default=sa.text(f"'{empty}'")),
        )
    _index(_NOW, _BEFORE)


def downgrade() -> None:
    op.execute("UPDATE message SET status = 'interrupted' WHERE status = 'waiting'")
    _index(_BEFORE, _NOW)
    for table, name in (
        ("reply_step", "paused"),
        ("reply_step", "questions"),
        ("team_studio", "asking"),
        ("chat", "allowed_tools"),
        ("chat", "waiting"),
    ):
        op.drop_column(table, name)
    op.drop_table("open_question")


def _index(wanted: sa.TextClause, before: sa.TextClause) -> None:
    """A chat has one reply that has not ended."""
    op.drop_index(
        "uq_message_running", table_name="message", sqlite_where=before, postgresql_where=before
    )
    op.create_index(
        "uq_message_running",
        "message",
        ["chat_id"],
        unique=True,
        sqlite_where=wanted,
        postgresql_where=wanted,
    )

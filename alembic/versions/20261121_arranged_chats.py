"""What the sidebar shows: pins, archive, deletion, what is running and unseen; fuller projects."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHAT = (
    sa.Column("running_id", sa.String(), nullable=True),
    sa.Column("replied_at", sa.BigInteger(), nullable=False, server_default="0"),
    sa.Column("pinned_at", sa.BigInteger(), nullable=True),
    sa.Column("archived_at", sa.BigInteger(), nullable=True),
    sa.Column("deleted_at", sa.BigInteger(), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False, server_default="0"),
)
PROJECT = (
    sa.Column("colour", sa.String(), nullable=False, server_default="grey"),
    sa.Column("instructions", sa.Text(), nullable=False, server_default=""),
    sa.Column("archived_at", sa.BigInteger(), nullable=True),
    sa.Column("client_request_id", sa.String(), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False, server_default="0"),
)
RUNNING = """
UPDATE chat SET running_id = (
    SELECT id FROM message WHERE message.chat_id = chat.id AND role = 'assistant'
    AND status IN ('building', 'pending', 'streaming', 'thinking', 'tool-calling')
)
"""


def upgrade() -> None:
    for table, columns in (("chat", CHAT), ("project", PROJECT)):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.add_column(column.copy())
    op.create_index("ix_chat_deleted_at", "chat", ["deleted_at"])
    op.create_index("uq_project_client_request_id", "project", ["client_request_id"], unique=True)
    op.execute(RUNNING)
    op.create_table(
        "sight",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_sight_chat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_sight_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "chat_id", name=op.f("pk_sight")),
    )
    op.create_index("ix_sight_chat_id", "sight", ["chat_id"])


def downgrade() -> None:
    op.drop_table("sight")
    op.drop_index("uq_project_client_request_id", "project")
    op.drop_index("ix_chat_deleted_at", "chat")
    for table, columns in (("project", PROJECT), ("chat", CHAT)):
        with op.batch_alter_table(table) as batch:
            for column in reversed(columns):
                batch.drop_column(column.name)

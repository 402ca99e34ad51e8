"""Links that say where a branch ended instead of copying it; an index of what is kept in mind."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PINNED = sa.text("pinned")


def upgrade() -> None:
    op.add_column("link", sa.Column("leaf_id", sa.String(), nullable=True))
    op.create_index(
        "ix_message_pinned",
        "message",
        ["chat_id"],
        sqlite_where=PINNED,
        postgresql_where=PINNED,
    )


def downgrade() -> None:
    op.drop_index("ix_message_pinned", "message")
    op.execute("DELETE FROM link WHERE leaf_id IS NOT NULL")
    op.drop_column("link", "leaf_id")

"""Indexes of what is shared with a team, and of the requests that messages were sent with."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SHARED = sa.text("shared <> 'private'")
ASKED = sa.text("client_request_id IS NOT NULL")


def upgrade() -> None:
    # ix_chat_team_recent begins with it, and SQLite takes the narrower of two.
    op.drop_index("ix_chat_team_id", "chat")
    op.create_index("ix_chat_own_recent", "chat", ["user_id", "team_id", "active_at"])
    op.create_index(
        "ix_chat_shared_recent",
        "chat",
        ["team_id", "active_at"],
        sqlite_where=SHARED,
        postgresql_where=SHARED,
    )
    op.create_index(
        "ix_message_client_request_id",
        "message",
        ["client_request_id"],
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    op.drop_index("ix_message_client_request_id", "message")
    op.drop_index("ix_chat_shared_recent", "chat")
    op.drop_index("ix_chat_own_recent", "chat")
    op.create_index("ix_chat_team_id", "chat", ["team_id"])

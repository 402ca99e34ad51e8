"""Indexes that add up what a person or a team has spent without reading a row."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_usage_team_spend", "usage", ["team_id", "created_at", "cost"])
    op.create_index("ix_usage_person_spend", "usage", ["user_id", "created_at", "cost"])
    op.drop_index("ix_usage_team_time", "usage")


def downgrade() -> None:
    op.create_index("ix_usage_team_time", "usage", ["team_id", "created_at"])
    op.drop_index("ix_usage_person_spend", "usage")
    op.drop_index("ix_usage_team_spend", "usage")

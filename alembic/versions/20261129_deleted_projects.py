"""Projects that were deleted, until they are gone for good."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project", sa.Column("deleted_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM project WHERE deleted_at IS NOT NULL")
    op.drop_column("project", "deleted_at")

"""Which version of a message was chosen last, where a chat forks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("chat", sa.Column("chosen", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("chat", "chosen")

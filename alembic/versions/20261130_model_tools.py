"""Whether a team's models take tools, where its managers know better."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model_option", sa.Column("tools", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("model_option", "tools")

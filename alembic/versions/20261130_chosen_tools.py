"""Which tools are on, in a chat and in a team."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("chat", sa.Column("tools", _JSON, nullable=True))
    op.add_column("team_studio", sa.Column("tools", _JSON, nullable=True))


def downgrade() -> None:
    op.drop_column("team_studio", "tools")
    op.drop_column("chat", "tools")

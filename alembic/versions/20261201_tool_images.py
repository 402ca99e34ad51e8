"""Images that tools show, and their texts for people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column(
        "reply_step",
        sa.Column("images", _JSON, nullable=False, server_default=sa.text("'[]'")),
    )
    op.add_column(
        "reply_step",
        sa.Column("for_people", sa.Text(), nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        "tool_image",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_tool_image_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_image")),
    )
    op.create_index("ix_tool_image_message_id", "tool_image", ["message_id"])


def downgrade() -> None:
    op.drop_table("tool_image")
    op.drop_column("reply_step", "for_people")
    op.drop_column("reply_step", "images")

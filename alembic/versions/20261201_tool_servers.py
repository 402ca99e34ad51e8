"""MCP servers of teams, and how the tools of all servers were described when they were seen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_CONFIGURED = sa.text("team_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "mcp_server",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("auth", sa.String(), nullable=False),
        sa.Column("header", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("tokens_sealed", sa.Text(), nullable=False),
        sa.Column("sign_in_sealed", sa.Text(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.BigInteger(), nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_mcp_server_team_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["user_account.id"],
            name=op.f("fk_mcp_server_made_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mcp_server")),
    )
    op.create_index("ix_mcp_server_made_by", "mcp_server", ["made_by"])
    op.create_index("uq_mcp_server_name", "mcp_server", ["team_id", "name"], unique=True)
    op.create_index(
        "uq_mcp_server_configured",
        "mcp_server",
        ["name"],
        unique=True,
        sqlite_where=_CONFIGURED,
        postgresql_where=_CONFIGURED,
    )
    op.create_table(
        "mcp_tool",
        sa.Column("server_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("definition", _JSON, nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("proposed", _JSON, nullable=True),
        sa.Column("kept_off", sa.String(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["server_id"],
            ["mcp_server.id"],
            name=op.f("fk_mcp_tool_server_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("server_id", "name", name=op.f("pk_mcp_tool")),
    )


def downgrade() -> None:
    op.drop_table("mcp_tool")
    op.drop_table("mcp_server")

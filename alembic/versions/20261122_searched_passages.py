"""What search looks through: the words of titles and messages, and an index on them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from spacerr.domain.chats.search_terms import index_words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 1000
TITLES = "SELECT id, id AS chat_id, NULL AS message_id, title AS text FROM chat WHERE id > :after"
MESSAGES = """
SELECT id, chat_id, id AS message_id, content AS text FROM message
WHERE id > :after AND content <> '' AND role IN ('user', 'assistant')
AND status NOT IN ('building', 'pending', 'streaming', 'thinking', 'tool-calling')
"""
SQLITE = (
    """
    CREATE VIRTUAL TABLE passage_index USING fts5(
        words, content = 'passage', content_rowid = 'id', tokenize = 'ascii',
        detail = 'none', columnsize = 0, prefix = '1 2 3'
    )
    """,
    """
    CREATE TRIGGER passage_inserted AFTER INSERT ON passage BEGIN
        INSERT INTO passage_index (rowid, words) VALUES (new.id, new.words);
    END
    """,
    """
    CREATE TRIGGER passage_deleted AFTER DELETE ON passage BEGIN
        INSERT INTO passage_index (passage_index, rowid, words)
        VALUES ('delete', old.id, old.words);
    END
    """,
    """
    CREATE TRIGGER passage_updated AFTER UPDATE ON passage BEGIN
        INSERT INTO passage_index (passage_index, rowid, words)
        VALUES ('delete', old.id, old.words);
        INSERT INTO passage_index (rowid, words) VALUES (new.id, new.words);
    END
    """,
    "INSERT INTO passage_index (passage_index) VALUES ('rebuild')",
)
POSTGRESQL = (
    """
    ALTER TABLE passage ADD COLUMN lexemes tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
    """,
    "CREATE INDEX ix_passage_lexemes ON passage USING gin (lexemes)",
    "ANALYZE passage",
)


def upgrade() -> None:
    passage = op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_passage_chat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_passage_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
    )
    for query in (TITLES, MESSAGES):
        for rows in _batches(query):
            op.bulk_insert(passage, rows)
    title = sa.text("message_id IS NULL")
    op.create_index("ix_passage_chat_id", "passage", ["chat_id"])
    op.create_index("uq_passage_message_id", "passage", ["message_id"], unique=True)
    op.create_index(
        "uq_passage_title",
        "passage",
        ["chat_id"],
        unique=True,
        sqlite_where=title,
        postgresql_where=title,
    )
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE passage_index")
    op.drop_table("passage")


def _batches(query: str) -> Iterator[list[dict[str, Any]]]:
    """Passages in the order of what they were made of, which is the order it was said in."""
    after, limited = "", sa.text(f"{query} ORDER BY id LIMIT {BATCH}")
    while rows := op.get_bind().execute(limited, {"after": after}).all():
        after = rows[-1].id
        yield [
            {"chat_id": row.chat_id, "message_id": row.message_id, "words": index_words(row.text)}
            for row in rows
        ]

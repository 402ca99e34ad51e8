"""Search knows words with marks that make other words of them: those found before are cut anew."""

import sqlalchemy as sa
from alembic import op

from spacerr.domain.chats.search_terms import index_words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BATCH = 1000
PASSAGES = sa.text(
    """
    SELECT passage.id, passage.words, coalesce(message.content, chat.title) AS text
    FROM passage JOIN chat ON chat.id = passage.chat_id
    LEFT JOIN message ON message.id = passage.message_id
    WHERE passage.id > :after ORDER BY passage.id LIMIT :batch
    """
)
CHANGE = sa.text("UPDATE passage SET words = :words WHERE id = :id")


def upgrade() -> None:
    after, connection = 0, op.get_bind()
    while rows := connection.execute(PASSAGES, {"after": after, "batch": BATCH}).all():
        after = rows[-1].id
        others = [row for row in rows if not row.text.isascii()]
        anew = [{"id": row.id, "words": index_words(row.text), "old": row.words} for row in others]
        if changed := [it for it in anew if it.pop("old") != it["words"]]:
            connection.execute(CHANGE, changed)


def downgrade() -> None:
    """What is stored is of no harm: earlier versions find all but words with such marks."""

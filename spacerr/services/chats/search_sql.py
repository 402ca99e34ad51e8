"""SQL for matching passages, with each database's own index."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import column, table, text
from sqlmodel import col, select

from spacerr.domain.tables import Chat, Passage

_INDEX = table("passage_index", column("rowid"))


def select_matching(dialect: str, terms: Sequence[str]) -> Any:
    """Passages that have a word for each term, the newest first, and when their chat was active.

    Terms are letters and digits, so that quoting them is enough.
    """
    query = select(Passage.id, Passage.chat_id, Passage.message_id, Chat.active_at).join(
        Chat, col(Chat.id) == Passage.chat_id
    )
    if dialect == "sqlite":
        sought = " ".join(f'"{term}"*' for term in terms)
        return (
            query.join(_INDEX, _INDEX.c.rowid == Passage.id)
            .where(text("passage_index MATCH :sought").bindparams(sought=sought))
            .order_by(_INDEX.c.rowid.desc())
        )
    sought = " & ".join(f"'{term}':*" for term in terms)
    return query.where(
        text("lexemes @@ CAST(:sought AS tsquery)").bindparams(sought=sought)
    ).order_by(col(Passage.id).desc())

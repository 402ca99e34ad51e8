"""What the database holds, read behind the app's back."""

import sqlite3
from pathlib import Path


def messages(data: Path, chat_id: str) -> list[sqlite3.Row]:
    """A chat's messages, oldest first."""
    with sqlite3.connect(f"file:{data / 'spacerr.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        query = "SELECT * FROM message WHERE chat_id = ? ORDER BY id"
        return database.execute(query, (chat_id,)).fetchall()


def last_reply(data: Path, chat_id: str) -> sqlite3.Row:
    return messages(data, chat_id)[-1]

"""What the database holds, read and written behind the app's back."""

import sqlite3
from pathlib import Path

from sqlmodel import Session, create_engine

from spacerr.domain.chats.search_terms import index_words
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import Chat, Connection, Message, Passage
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER


def messages(data: Path, chat_id: str) -> list[sqlite3.Row]:
    """A chat's messages, oldest first."""
    with sqlite3.connect(f"file:{data / 'spacerr.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        query = "SELECT * FROM message WHERE chat_id = ? ORDER BY id"
        return database.execute(query, (chat_id,)).fetchall()


def last_reply(data: Path, chat_id: str) -> sqlite3.Row:
    return messages(data, chat_id)[-1]


def listed_chat(data: Path, title: str, days: int = 0) -> str:
    """Store an empty chat that was last active so many days ago. Returns its id."""
    with Session(create_engine(f"sqlite:///{data / 'spacerr.db'}")) as session:
        at = now_ms() - days * 24 * 60 * 60 * 1000
        owner = {"user_id": LOCAL_USER, "team_id": LOCAL_TEAM}
        chat = Chat(**owner, title=title, title_source="person", active_at=at)
        session.add(chat)
        session.commit()
        return chat.id


def forget(data: Path, chat_id: str) -> None:
    """Remove a chat without telling anybody."""
    with sqlite3.connect(data / "spacerr.db") as database:
        database.execute("DELETE FROM chat WHERE id = ?", (chat_id,))


def long_chat(
    data: Path, turns: int, title: str = "A long chat", asked: dict[int, str] | None = None
) -> str:
    """Store a finished chat of so many turns, numbered from 1; what is `asked` in some of them, by
    their numbers, can be found. Returns its id.
    """
    asked = asked or {}
    with Session(create_engine(f"sqlite:///{data / 'spacerr.db'}")) as session:
        chat = Chat(user_id=LOCAL_USER, team_id=LOCAL_TEAM, title=title, title_source="person")
        session.add(chat)
        session.flush()
        session.add(Passage(chat_id=chat.id, words=index_words(title)))
        passages: list[Passage] = []
        for number in range(1, turns + 1):
            for role, text in (("user", "Question"), ("assistant", "Answer")):
                message = Message(
                    chat_id=chat.id,
                    parent_id=chat.leaf_id,
                    role=role,
                    content=f"{text} {number}\n\nSome **Markdown** with `code`.",
                )
                if role == "user" and number in asked:
                    message.content = asked[number]
                    found = Passage(
                        chat_id=chat.id, message_id=message.id, words=index_words(message.content)
                    )
                    passages.append(found)
                session.add(message)
                chat.leaf_id = message.id
        session.flush()
        session.add_all(passages)
        session.commit()
        return chat.id


def empty(data: Path) -> None:
    """Remove all chats and projects."""
    with sqlite3.connect(data / "spacerr.db", timeout=30) as database:
        database.execute("PRAGMA foreign_keys=ON")
        database.execute("DELETE FROM chat")
        database.execute("DELETE FROM project")


def archive(data: Path, title: str) -> None:
    """Archive the chats of a title."""
    with sqlite3.connect(data / "spacerr.db") as database:
        database.execute("UPDATE chat SET archived_at = active_at WHERE title = ?", (title,))


def server(data: Path, team_id: str, url: str, name: str = "Many") -> None:
    """Give a team a model server that needs no key."""
    with Session(create_engine(f"sqlite:///{data / 'spacerr.db'}")) as session:
        place = {"team_id": team_id, "provider": "compatible", "slug": f"{name.lower()}-server"}
        session.add(Connection(**place, name=name, base_url=url))
        session.commit()

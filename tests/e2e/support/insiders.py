"""People whose things strangers are after, written straight into the database."""

from sqlalchemy import select

from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.tables import (
    Agent,
    AgentVersion,
    Chat,
    Invitation,
    Membership,
    Message,
    Project,
    Prompt,
    ShareLink,
    SignIn,
    SQLModel,
    Team,
    TeamSettings,
    User,
    UserSettings,
)
from spacerr.infra.database.database import Database
from spacerr.infra.security import cookies

IDS = (
    *("chat", "reply", "question", "project", "team"),
    *("user", "sign-in", "invitation", "link", "agent"),
)


class Person:
    """Somebody with a team, a project, an agent and a chat of their own, signed in."""

    def __init__(self, port: int) -> None:
        self._token = new_id() + new_id()
        self.cookie = f"{cookies.sign_in_cookie(port)}={self._token}"
        self.ids: dict[str, str] = {}

    async def store(self, db: Database, word: str) -> "Person":
        async with db.writing() as session:
            user, team = User(name=word), Team(name=word)
            session.add_all([user, team])
            await session.flush()
            project = Project(team_id=team.id, name=word, instructions=word)
            chat = Chat(user_id=user.id, team_id=team.id, project_id=project.id, title=word)
            session.add_all([Membership(user_id=user.id, team_id=team.id), project])
            await session.flush()
            question = Message(chat_id=chat.id, content=word, author_id=user.id)
            reply = Message(
                chat_id=chat.id,
                parent_id=question.id,
                role="assistant",
                content=word,
                reasoning=word,
                author_id=user.id,
            )
            session.add(chat)
            await session.flush()
            session.add(question)
            await session.flush()
            chat.leaf_id = reply.id
            digest, month = tokens.digest(self._token), now_ms() + 30 * 86_400_000
            sign_in = SignIn(user_id=user.id, token_hash=digest, expires_at=month)
            invited = Invitation(team_id=team.id, token_hash=new_id(), expires_at=month)
            link = ShareLink(chat_id=chat.id, token_hash=new_id(), title=word)
            told = {"name": word, "instructions": word}
            agent = Agent(team_id=team.id, user_id=user.id, shared=True, settings=told)
            session.add_all([reply, chat, sign_in, invited, link, agent])
            session.add(TeamSettings(team_id=team.id, instructions=word))
            session.add(UserSettings(user_id=user.id, instructions=word))
            await session.flush()
            session.add(AgentVersion(agent_id=agent.id, version=1, settings=told))
            part = {"level": "team", "lines": [{"text": word, "state": "told", "by": ""}]}
            session.add(Prompt(message_id=reply.id, parts=[part]))
        rows = (chat, reply, question, project, team, user, sign_in, invited, link, agent)
        self.ids = dict(zip(IDS, [row.id for row in rows], strict=True))
        return self


async def all_but(db: Database, *mine: str) -> list[str]:
    """Every row of every table that names none of these ids."""
    async with db.reading() as session:
        inside = await session.connection()
        tables = SQLModel.metadata.sorted_tables
        rows = [repr(row) for table in tables for row in await inside.execute(select(table))]
    return sorted(row for row in rows if not any(it in row for it in mine))

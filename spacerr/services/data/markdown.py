"""A chat in Markdown: the branch that it shows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.data.step_lines import with_steps
from spacerr.domain.ids import now_ms
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import ACTIVE, SWITCHES, UNKNOWN_STATUS_AS, Role, Status, enum_or_default
from spacerr.domain.tables import Message, User
from spacerr.infra.cpu_work import in_thread_if_long, no_full_collection
from spacerr.services.chats import threads
from spacerr.services.chats.threads import Thread

_ENDS = {
    Status.STOPPED: "Stopped",
    Status.INTERRUPTED: "Interrupted",
    Status.FAILED: "Not answered",
}


async def chat_markdown(d: Deps, user_id: str, chat_id: str) -> tuple[str, str]:
    """A chat's title and its text in Markdown. Raises ChatNotFound."""
    with no_full_collection():
        return await _chat(d, user_id, chat_id)


async def _chat(d: Deps, user_id: str, chat_id: str) -> tuple[str, str]:
    shown = await threads.get_thread(d, user_id, chat_id, limit=None)
    authors = {message.author_id for message in shown.messages if message.author_id}
    async with d.db.reading() as session:
        rows = await session.exec(select(User.id, User.name).where(col(User.id).in_(authors)))
        names = dict(rows.all())
    title = shown.chat.title or "New chat"
    return title, await in_thread_if_long(len(shown.messages), lambda: _text(title, shown, names))


def _text(title: str, shown: Thread, names: Mapping[str, str]) -> str:
    parts = [_message_text(it, names, shown.steps.get(it.id, ())) for it in shown.messages]
    return "\n\n".join([f"# {title}", f"*Spacerr, {_day(now_ms())}*", *parts]) + "\n"


def _message_text(message: Message, names: Mapping[str, str], steps: Sequence[Step]) -> str:
    if message.kind in SWITCHES:
        return f"---\n\n*{message.content}*"
    if message.role == Role.USER:
        who = names.get(message.author_id or "", FORMER_MEMBER)
    else:
        who = message.model.rsplit("/", 1)[-1] or "Reply"
    said = with_steps(message.content, steps) if steps else message.content
    parts = ["---", f"**{who}**", said, _end(message)]
    return "\n\n".join(part for part in parts if part)


def _end(message: Message) -> str:
    if message.status in ACTIVE:
        return "*(Still being written)*"
    reason = str((message.error or {}).get("sentence", ""))
    words = reason or _ENDS.get(enum_or_default(Status, message.status, UNKNOWN_STATUS_AS), "")
    return f"*({words})*" if words else ""


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%d %B %Y").lstrip("0")

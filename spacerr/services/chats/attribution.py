"""Who answered each question of a branch, as its replies remember it, and where that changed.

Replies can be written anew, by somebody else: what stands between two turns is told by the replies
around it, not by what was stored when the second question was asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from spacerr.domain.chats.transitions import ANOTHER_AGENT
from spacerr.domain.replies.meta import ByAgent, ReplyMeta
from spacerr.domain.status import SWITCHES, Kind, Role
from spacerr.domain.tables import Message

NO_AGENT = ByAgent()


class Turned(NamedTuple):
    """A question, the last reply before it, and the reply to it, as far as there are."""

    question: Message
    before: Message | None
    reply: Message | None


def agent_of(reply: Message, reader: str) -> ByAgent:
    """The agent that wrote a reply, as a reader may see it: the name of a private agent is only for
    the person whose it is. NO_AGENT for none.
    """
    agent = ReplyMeta.read(reply.meta, "agent").agent or NO_AGENT
    if agent.shared or reply.author_id == reader:
        return agent
    return agent.model_copy(update={"name": ANOTHER_AGENT})


def same(one: ByAgent, other: ByAgent) -> bool:
    """Whether two are one agent, or both none; agents from elsewhere have a name only."""
    if one.id or other.id:
        return one.id == other.id
    return one.name == other.name


def model_of(reply: Message) -> str:
    """The model that was asked for."""
    return reply.model or ReplyMeta.read(reply.meta, "requested_model").requested_model or ""


def turns(branch: Sequence[Message]) -> Iterator[Turned]:
    """The questions of a branch."""
    said = [it for it in branch if it.kind not in SWITCHES]
    before: Message | None = None
    for it, after in zip(said, [*said[1:], None], strict=False):
        if it.role == Role.USER:
            yield Turned(it, before, after if after and after.role == Role.ASSISTANT else None)
        elif it.role == Role.ASSISTANT:
            before = it


def with_lines(
    branch: Sequence[Message], reader: str, called: Callable[[str], str]
) -> list[Message]:
    """A branch with a switch before each question that another agent or model answered than the
    last one, for somebody who reads it. `called`: what a model is called. Where a question or the
    one before it has no reply, what is stored there stays.
    """
    turned = {it.question.id: it for it in turns(branch)}
    stored: list[Message] = []
    found: list[Message] = []
    for it in branch:
        if it.kind in SWITCHES:
            stored.append(it)
            continue
        if at := turned.get(it.id):
            found += _lines(at, stored, reader, called)
        found.append(it)
        stored = []
    return found


def _lines(
    at: Turned, stored: Sequence[Message], reader: str, called: Callable[[str], str]
) -> list[Message]:
    if at.before is None or at.reply is None:
        return list(stored)
    known = {it.kind: it for it in stored}
    lines: list[Message] = []
    agents = agent_of(at.before, reader), agent_of(at.reply, reader)
    if not same(*agents):
        lines.append(_line(at, known, agent_switch(*(it.name for it in agents))))
    models = model_of(at.before), model_of(at.reply)
    if all(models) and models[0] != models[1]:
        lines.append(_line(at, known, model_switch(*models, called(models[1]))))
    return lines


def _line(at: Turned, known: Mapping[str, Message], line: Message) -> Message:
    """What is stored, where it says so already."""
    there = known.get(line.kind)
    if there and names_of(there)[1] == names_of(line)[1]:
        return there
    line.id = there.id if there else f"{at.question.id}~{line.kind}"
    line.parent_id = at.before.id if at.before else None
    return line


def agent_switch(previous: str, new: str) -> Message:
    """`previous` and `new` are names, "" for none."""
    words = f"Switched to {new}" if new else "Agent removed"
    return _switch(Kind.AGENT_SWITCH, words, previous, new)


def model_switch(previous: str, new: str, called: str) -> Message:
    """`previous` and `new` are ids, `called` what the new one is called."""
    return _switch(Kind.MODEL_SWITCH, f"Switched to {called}", previous, new)


def _switch(kind: Kind, words: str, previous: str, new: str) -> Message:
    meta = ReplyMeta(previous=previous, new=new).stored()
    return Message(chat_id="", role=Role.SYSTEM, kind=kind, content=words, meta=meta)


def names_of(switch: Message) -> tuple[str, str]:
    """What answered before a switch and what answers after it, "" for none."""
    meta = ReplyMeta.read(switch.meta, "previous", "new")
    return meta.previous or "", meta.new or ""

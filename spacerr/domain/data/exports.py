"""The format of exports, in its version 1; docs/export.md describes it.

An imported file is not trusted: every field has a type, a length and a range.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from spacerr.domain.agents.agents import AgentSettings, validate_agent
from spacerr.domain.chats.tree import ROOT, MessageNode, without_switches
from spacerr.domain.data.exported_steps import STEPS, ExportedStep
from spacerr.domain.data.fields import (
    CallName,
    Counts,
    ExportPart,
    Id,
    Name,
    Text,
    Time,
    Words,
)
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.limits import (
    IMPORT_AGENTS,
    IMPORT_MESSAGES,
    INSTRUCTIONS_CHARS,
    PINNED,
    PROJECT_NAME_CHARS,
    TITLE_CHARS,
)
from spacerr.domain.status import SWITCHES, Category, Colour, Kind, Role, Status, TitleSource
from spacerr.domain.text import clean, one_line

FORMAT = "spacerr"
VERSION = 1
TOOLS_CHOSEN = 1_000
"""Most tools that a chat says something of."""


def _agent(settings: AgentSettings) -> AgentSettings:
    try:
        return validate_agent(settings)
    except SpacerrError:
        raise ValueError("no agent") from None


class ExportedAgent(ExportPart):
    """The agent that wrote a reply, as it was then, and whether it was shared in the team. Its id
    has a meaning only on the server it comes from.
    """

    id: Name = ""
    name: Name = ""
    version: Time = 0
    shared: bool = True


class ExportedAttempt(ExportPart):
    """A failed attempt."""

    category: Name = ""
    sentence: Words = ""
    at: Time = 0


class ExportedOrigin(ExportPart):
    """How a message came about: the message it was made from, model and agent, the levels of its
    instructions, times and usage. A switch has what answered before it, `previous`, and what
    answers after it, `new`. It doesn't say whose key was used.
    """

    edit_of: Id | None = None
    version_of: Id | None = None
    continues: Id | None = None
    previous: Name | None = None
    new: Name | None = None
    agent: ExportedAgent | None = None
    adopted: bool | None = None
    seams: Annotated[list[Time], Field(max_length=1000)] | None = None
    started_at: Time | None = None
    first_token_ms: Time | None = None
    reasoned_until_ms: Time | None = None
    total_ms: Time | None = None
    rounds: Time | None = None
    finish_reason: Name | None = None
    limit: Name | None = None
    requested_model: Name | None = None
    actual_model: Name | None = None
    provider: Name | None = None
    levels: Annotated[list[Name], Field(max_length=20)] | None = None
    adjusted: Annotated[list[Name], Field(max_length=20)] | None = None
    brought: Annotated[list[Name], Field(max_length=20)] | None = None
    tools: Annotated[list[Name], Field(max_length=1000)] | None = None
    instructions_cut: bool | None = None
    history: dict[Literal["sent", "left_out", "pinned", "estimated"], bool | Time] | None = None
    usage: Counts | None = None
    usage_estimated: bool | None = None
    cost: Time | None = None
    tokens_per_s: Annotated[float, Field(ge=0)] | None = None
    retried: Annotated[list[ExportedAttempt], Field(max_length=100)] | None = None
    fallback: dict[Literal["from", "to", "reason", "sentence"], Words] | None = None


class ExportedError(ExportPart):
    """Why a reply failed."""

    category: Category
    sentence: Words = ""
    request_id: Name = ""


class MessagePart(ExportPart):
    """`author` is the asker's name; `mine`: whether that is the user whose export it is."""

    id: Id
    parent_id: Id | None = None
    role: Role
    kind: Kind = Kind.TEXT
    status: Status = Status.COMPLETE
    text: Text = ""
    reasoning: Text = ""
    steps: Annotated[list[ExportedStep], Field(max_length=STEPS)] = []
    model: Name = ""
    error: ExportedError | None = None
    origin: ExportedOrigin = ExportedOrigin()
    author: Name = ""
    mine: bool = False
    pinned: bool = False
    created_at: Time
    ended_at: Time | None = None

    @property
    def is_switch(self) -> bool:
        return self.kind in SWITCHES

    def has_consistent_steps(self) -> bool:
        """Whether only a reply has steps, its rounds follow each other, and the calls of a round
        can be told apart.
        """
        rounds = [it.round for it in self.steps]
        calls = {(it.round, it.call) for it in self.steps if it.call and it.name}
        return not self.steps or (
            self.role == Role.ASSISTANT and rounds == sorted(rounds) and len(calls) == len(rounds)
        )


class ChatPart(ExportPart):
    id: Id
    title: Annotated[str, Field(max_length=TITLE_CHARS), AfterValidator(one_line)]
    title_source: TitleSource = TitleSource.NONE
    project_id: Id | None = None
    agent_id: Id | None = None
    model: Name = ""
    tools: Annotated[dict[CallName, bool], Field(max_length=TOOLS_CHOSEN)] | None = None
    leaf_id: Id | None = None
    chosen: Annotated[dict[str, Id], Field(max_length=IMPORT_MESSAGES)] = {}
    pinned_at: Time | None = None
    archived_at: Time | None = None
    created_at: Time
    active_at: Time
    messages: Annotated[list[MessagePart], Field(max_length=IMPORT_MESSAGES)] = []

    def is_consistent(self) -> bool:
        """Whether its messages form a tree, and its fields name messages of it."""
        parents = {message.id: message.parent_id for message in self.messages}
        if len(parents) < len(self.messages) or not _rooted(parents):
            return False
        links = (MessageNode(it.id, it.parent_id, is_switch=it.is_switch) for it in self.messages)
        parent_of = {link.id: link.parent_id or ROOT for link in without_switches(links)}
        led = self.leaf_id is None if not parents else self.leaf_id in parent_of
        return (
            led
            and all(it.role == Role.SYSTEM for it in self.messages if it.is_switch)
            and all(it.has_consistent_steps() for it in self.messages)
            and sum(it.pinned for it in self.messages) <= PINNED
            and all(parent_of.get(child) == parent for parent, child in self.chosen.items())
        )


class ProjectPart(ExportPart):
    id: Id
    name: Annotated[
        str, Field(max_length=PROJECT_NAME_CHARS), AfterValidator(one_line), Field(min_length=1)
    ]
    colour: Colour = Colour.GREY
    instructions: Annotated[str, Field(max_length=INSTRUCTIONS_CHARS), AfterValidator(clean)] = ""
    archived_at: Time | None = None
    created_at: Time


class AgentPart(ExportPart):
    """An agent as it is now. `settings` have the same limits as typed input."""

    id: Id
    settings: Annotated[AgentSettings, AfterValidator(_agent)]
    created_at: Time


class TeamPart(ExportPart):
    name: str
    role: str


class ProfilePart(ExportPart):
    name: str
    email: str = ""
    instructions: str = ""
    favourites: list[str] = []


class ExportHead(ExportPart):
    """The head of the file, which identifies the format."""

    format: Literal["spacerr"] = FORMAT
    version: int = VERSION
    exported_at: Time


class Export(ExportHead):
    """A whole file, with the parts that an import reads."""

    projects: Annotated[list[ProjectPart], Field(max_length=IMPORT_MESSAGES)] = []
    agents: Annotated[list[AgentPart], Field(max_length=IMPORT_AGENTS)] = []
    chats: Annotated[list[ChatPart], Field(max_length=IMPORT_MESSAGES)]

    def is_consistent(self) -> bool:
        """Whether its parts belong together."""
        projects = {project.id for project in self.projects}
        agents = {agent.id for agent in self.agents}
        return (
            len({chat.id for chat in self.chats}) == len(self.chats)
            and len(projects) == len(self.projects)
            and len(agents) == len(self.agents)
            and all(chat.project_id is None or chat.project_id in projects for chat in self.chats)
            and all(chat.agent_id is None or chat.agent_id in agents for chat in self.chats)
            and all(chat.is_consistent() for chat in self.chats)
        )

    @property
    def messages(self) -> int:
        return sum(len(chat.messages) for chat in self.chats)

    @property
    def steps(self) -> int:
        return sum(len(message.steps) for chat in self.chats for message in chat.messages)


def _rooted(parents: dict[str, str | None]) -> bool:
    """Whether every message leads to one without a parent, and so to no cycle."""
    rooted: set[str] = set()
    for message_id in parents:
        walked: set[str] = set()
        at: str | None = message_id
        while at is not None and at not in rooted:
            if at in walked or at not in parents:
                return False
            walked.add(at)
            at = parents[at]
        rooted |= walked
    return True

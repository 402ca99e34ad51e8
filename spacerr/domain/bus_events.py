"""Events of the bridge, which tell tabs and processes what changed.

Events go to an audience: the id of a user or team. Each docstring names the service that publishes
it and what a tab does with it. Its id and time are those of its entry in the audience's stream. A
chat or project is sent as a whole line, so that applying an event twice or late changes nothing.
`source` is the tab that caused it, which shows the change already.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from spacerr.domain.chats.lines import ChatLine, ProjectLine


class _TabEvent(BaseModel):
    model_config = ConfigDict(frozen=True)

    source: str = ""


class _ChatEvent(_TabEvent):
    line: ChatLine

    @property
    def chat_id(self) -> str:
        return self.line.id


class ChatCreated(_ChatEvent):
    """Published by `turns.send` for a chat's first message. Tabs list it."""

    type: Literal["chat.created"] = "chat.created"


class ChatUpdated(_ChatEvent):
    """Published by `chats.edit` and `replies.titles`: title, pin, archive, project, or restored.
    Tabs list it as it is now; a tab showing the chat shows its title.
    """

    type: Literal["chat.updated"] = "chat.updated"


class ChatSeen(_ChatEvent):
    """Published by `chats.read_state`. Tabs set or clear the unseen mark."""

    type: Literal["chat.seen"] = "chat.seen"


class ReplyStarted(_ChatEvent):
    """Published by `turns`. Tabs mark the chat running and move it up; tabs showing it follow."""

    type: Literal["reply.started"] = "reply.started"
    reply_id: str


class ReplyFinished(_ChatEvent):
    """Published by `replies.finalize`. Tabs clear the running mark, and set the unseen mark."""

    type: Literal["reply.finished"] = "reply.finished"
    reply_id: str
    status: str


class ChatBranched(_TabEvent):
    """Published by `branches.choose`. Tabs showing the chat show the chosen branch."""

    type: Literal["chat.branched"] = "chat.branched"
    chat_id: str


class MessagePinned(_TabEvent):
    """Published by `chats.pins`. Tabs showing the chat show its pinned messages."""

    type: Literal["message.pinned"] = "message.pinned"
    chat_id: str


class ToolsChosen(_TabEvent):
    """Published by `tools.choice`, and by `questions` when a tool was allowed for the chat. Tabs
    showing the chat show which tools are on in it, and which are asked about.
    """

    type: Literal["chat.tools"] = "chat.tools"
    chat_id: str


class ChatWaiting(_ChatEvent):
    """Published by `questions`, when a question was asked, answered or withdrawn. Tabs list the
    chat as waiting for a person, or not any more, and read again what waits for the user.
    """

    type: Literal["chat.waiting"] = "chat.waiting"


class ChatDeleted(_TabEvent):
    """Published by `chats.edit.delete`. Tabs drop the row; a tab showing the chat says so."""

    type: Literal["chat.deleted"] = "chat.deleted"
    chat_id: str
    revision: int


class ProjectUpdated(_TabEvent):
    """Published by `chats.projects` to the team: created, changed, archived or restored."""

    type: Literal["project.updated"] = "project.updated"
    project: ProjectLine


class SignInEnded(_TabEvent):
    """Published by `accounts.sessions`, to the user. Tabs of these sessions show it and stop."""

    type: Literal["sign-in.ended"] = "sign-in.ended"
    sign_in_ids: tuple[str, ...]


class TeamUpdated(_TabEvent):
    """Published to a team when its name, members, roles or invitations changed. Tabs fetch their
    teams again; settings fetch the team again.
    """

    type: Literal["team.updated"] = "team.updated"
    team_id: str


class SettingsChanged(_TabEvent):
    """Published by `events.publish_settings_changed`, to a team (or the one user it is about) and
    to all processes, when its keys, models, agents or instructions changed. Processes clear what
    they cached of it. Tabs fetch the model that they show again, and pages their lists.

    `team_id` "": the instructions of a user or of the platform changed, which are not cached.
    """

    type: Literal["studio.changed"] = "studio.changed"
    team_id: str


class TeamsChanged(_TabEvent):
    """Published to a user who joined or left a team. Tabs fetch their list again, and listen to
    the current teams.
    """

    type: Literal["teams.changed"] = "teams.changed"


BridgeEvent = Annotated[
    ChatCreated
    | ChatUpdated
    | ChatSeen
    | ChatBranched
    | MessagePinned
    | ToolsChosen
    | ChatWaiting
    | ChatDeleted
    | ReplyStarted
    | ReplyFinished
    | ProjectUpdated
    | SignInEnded
    | SettingsChanged
    | TeamUpdated
    | TeamsChanged,
    Field(discriminator="type"),
]
bridge_event: TypeAdapter[BridgeEvent] = TypeAdapter(BridgeEvent)

"""What tabs are told when something around a reply changed.

Events go to an audience: a person's id, or a team's. Each names who publishes it (a service) and
what a tab does with it; its id and time are those of its entry in the audience's stream. What it
says of a chat or project is a whole line, so applying it twice, or late, changes nothing. `source`
is the tab that caused it, whose thread shows the change already.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from spacerr.domain.chats.lines import ChatLine, ProjectLine


class _News(BaseModel):
    model_config = ConfigDict(frozen=True)

    source: str = ""


class _ChatNews(_News):
    line: ChatLine

    @property
    def chat_id(self) -> str:
        return self.line.id


class ChatCreated(_ChatNews):
    """Published by `turns.send` for a chat's first message. Tabs list it."""

    type: Literal["chat.created"] = "chat.created"


class ChatUpdated(_ChatNews):
    """Published by `arranging` and `titles`: title, pin, archive, project, or back from deletion.
    Tabs list it as it is now; a tab showing the chat shows its title.
    """

    type: Literal["chat.updated"] = "chat.updated"


class ChatSeen(_ChatNews):
    """Published by `seeing`. Tabs set or clear the unseen mark."""

    type: Literal["chat.seen"] = "chat.seen"


class ReplyStarted(_ChatNews):
    """Published by `turns`. Tabs mark the chat running and move it up; tabs showing it follow."""

    type: Literal["reply.started"] = "reply.started"
    reply_id: str


class ReplyFinished(_ChatNews):
    """Published by `settling`. Tabs clear the running mark, and set the unseen mark."""

    type: Literal["reply.finished"] = "reply.finished"
    reply_id: str
    status: str


class ChatBranched(_News):
    """Published by `branches.choose`. Tabs showing the chat show the chosen branch."""

    type: Literal["chat.branched"] = "chat.branched"
    chat_id: str


class MessagePinned(_News):
    """Published by `pinning`. Tabs showing the chat show what of it is kept in mind."""

    type: Literal["message.pinned"] = "message.pinned"
    chat_id: str


class ChatDeleted(_News):
    """Published by `arranging.delete`. Tabs drop the row; a tab showing the chat says so."""

    type: Literal["chat.deleted"] = "chat.deleted"
    chat_id: str
    revision: int


class ProjectUpdated(_News):
    """Published by `projects` to the team: made, changed, archived or back. Tabs list it so."""

    type: Literal["project.updated"] = "project.updated"
    project: ProjectLine


class SignInEnded(_News):
    """Published by `signing`, to the person. Tabs of these sign-ins say so, and show no more."""

    type: Literal["sign-in.ended"] = "sign-in.ended"
    sign_in_ids: tuple[str, ...]


class TeamUpdated(_News):
    """Published to a team where its name, who is in it, their roles or its invitations changed.
    Tabs ask anew which teams their person belongs to; settings show the team anew.
    """

    type: Literal["team.updated"] = "team.updated"
    team_id: str


class SettingsChanged(_News):
    """Published by `announcing.announce_studio`, to a team (or the one person it is about) and to
    all processes, where its keys, models, agents or instructions changed. Processes forget what
    they know of it; tabs look anew at the model they show, and pages at what they list.

    `team_id` "": somebody's own instructions changed, or everybody's, of which no process remembers
    anything.
    """

    type: Literal["studio.changed"] = "studio.changed"
    team_id: str


class TeamsChanged(_News):
    """Published to a person who joined a team or is no longer in one. Tabs fetch their list anew,
    and listen to the teams of now.
    """

    type: Literal["teams.changed"] = "teams.changed"


BridgeEvent = Annotated[
    ChatCreated
    | ChatUpdated
    | ChatSeen
    | ChatBranched
    | MessagePinned
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

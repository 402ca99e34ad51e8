"""What tabs are told when something around a reply changed.

Every event names who publishes it (a service) and what a tab does with it. Applying one twice
changes nothing. `source` is the tab that caused it, whose thread shows the change already.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _News(BaseModel):
    model_config = ConfigDict(frozen=True)

    source: str = ""
    chat_id: str


class ChatCreated(_News):
    """Published by `turns.send` for a chat's first message. Tabs put it on top of their list."""

    type: Literal["chat.created"] = "chat.created"
    title: str
    active_at: int


class ChatUpdated(_News):
    """Published by `chats.rename` and `titles.name`. Tabs show the title."""

    type: Literal["chat.updated"] = "chat.updated"
    title: str


class ChatBranched(_News):
    """Published by `branches.choose`. Tabs showing the chat show the chosen branch."""

    type: Literal["chat.branched"] = "chat.branched"


class ChatDeleted(_News):
    """Published by `chats.delete`. Tabs drop the row; a tab showing the chat says so."""

    type: Literal["chat.deleted"] = "chat.deleted"


class ReplyStarted(_News):
    """Published by `turns`. Tabs mark the chat running and move it up; tabs showing it follow."""

    type: Literal["reply.started"] = "reply.started"
    reply_id: str
    active_at: int


class ReplyFinished(_News):
    """Published by `settling`. Tabs clear the running mark."""

    type: Literal["reply.finished"] = "reply.finished"
    reply_id: str
    status: str


BridgeEvent = Annotated[
    ChatCreated | ChatUpdated | ChatBranched | ChatDeleted | ReplyStarted | ReplyFinished,
    Field(discriminator="type"),
]
bridge_event: TypeAdapter[BridgeEvent] = TypeAdapter(BridgeEvent)

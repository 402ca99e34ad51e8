"""What news of the bridge mean for the chat that a tab shows."""

from collections.abc import Sequence

from spacerr.domain.bus_events import (
    BridgeEvent,
    ChatBranched,
    ChatDeleted,
    ChatUpdated,
    MessagePinned,
    ReplyStarted,
    SettingsChanged,
    TeamsChanged,
)
from spacerr.domain.chats.lines import ChatLine
from spacerr.state.chat.chat import ChatState
from spacerr.state.effects import Effect


def brings(event: BridgeEvent, missing: str) -> bool:
    """Whether a chat that the page missed may be there again."""
    if isinstance(event, ChatUpdated):
        return event.chat_id == missing
    return bool(missing) and isinstance(event, TeamsChanged)


def effect(events: Sequence[BridgeEvent], shown: str, tab: str) -> Effect | None:
    """What the open chat has to do, when another tab did something to it."""
    if not shown:
        return None
    if any(isinstance(event, TeamsChanged) for event in events):
        return ChatState.catch_up(shown)
    here = [
        event
        for event in events
        if isinstance(event, ChatBranched | ReplyStarted | ChatDeleted | MessagePinned)
        and event.chat_id == shown
        and event.source != tab
    ]
    if any(isinstance(event, ChatBranched) for event in here):
        return ChatState.reopen(shown)
    said = any(not isinstance(event, MessagePinned) for event in here)
    return ChatState.catch_up(shown, said) if here else None


def changes_models(events: Sequence[BridgeEvent], team_id: str) -> bool:
    """Whether the model of the next reply may be another one, or can't be asked any more."""
    return any(isinstance(it, SettingsChanged) and team_id in ("", it.team_id) for it in events)


def newest(events: Sequence[BridgeEvent], shown: str) -> ChatLine | None:
    """The open chat as it is listed now, if that changed."""
    lines = [it.line for it in events if isinstance(it, ChatUpdated) and it.chat_id == shown]
    return max(lines, key=lambda it: it.revision) if lines else None

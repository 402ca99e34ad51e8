"""Effects of the bridge's events on the chat that a tab shows."""

from collections.abc import Sequence

from spacerr.domain.bus_events import (
    BridgeEvent,
    ChatBranched,
    ChatDeleted,
    ChatUpdated,
    ChatWaiting,
    MessagePinned,
    ReplyStarted,
    SettingsChanged,
    TeamsChanged,
    ToolsChosen,
)
from spacerr.domain.chats.lines import ChatLine
from spacerr.state.chat.chat import ChatState
from spacerr.state.effects import Effect


def may_bring_back(event: BridgeEvent, missing: str) -> bool:
    """Whether a chat that was missing may exist again."""
    if isinstance(event, ChatUpdated):
        return event.chat_id == missing
    return bool(missing) and isinstance(event, TeamsChanged)


def get_chat_effect(events: Sequence[BridgeEvent], shown: str, tab: str) -> Effect | None:
    """What to do with the open chat after events that another tab caused; None for nothing."""
    if not shown:
        return None
    if any(isinstance(event, TeamsChanged) for event in events):
        return ChatState.catch_up(shown)
    of_chat = [
        event
        for event in events
        if isinstance(
            event, ChatBranched | ReplyStarted | ChatDeleted | MessagePinned | ToolsChosen
        )
        and event.chat_id == shown
        and event.source != tab
    ]
    if any(isinstance(event, ChatBranched) for event in of_chat):
        return ChatState.reopen(shown)
    said = any(not isinstance(event, MessagePinned | ToolsChosen) for event in of_chat)
    return ChatState.catch_up(shown, said) if of_chat else None


def changes_models(events: Sequence[BridgeEvent], team_id: str) -> bool:
    """Whether the model of the next reply may have changed or become unavailable."""
    return any(isinstance(it, SettingsChanged) and team_id in ("", it.team_id) for it in events)


def changes_waiting(events: Sequence[BridgeEvent]) -> bool:
    """Whether other questions may wait for the user than before, or in a chat of another name."""
    return any(
        isinstance(it, ChatWaiting | ChatDeleted)
        or (isinstance(it, ChatUpdated) and it.line.waiting)
        for it in events
    )


def find_newest_line(events: Sequence[BridgeEvent], shown: str) -> ChatLine | None:
    """The newest line of the open chat among the events, if any."""
    lines = [it.line for it in events if isinstance(it, ChatUpdated) and it.chat_id == shown]
    return max(lines, key=lambda it: it.revision) if lines else None

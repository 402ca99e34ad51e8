"""The events with which the States of the open chat and of its running reply call each other, by
name, so that neither imports the other.
"""

import reflex as rx
from reflex.event import Event

CHAT, LIVE = "chat_state", "live"
"""Names of the two States in events and updates. Short, because LIVE is part of each update."""


def follow(reply_id: str) -> Event:
    """LiveState.follow: mirror a running reply; "" is no reply."""
    return _event(LIVE, "follow", reply_id)


def settled(reply_id: str) -> Event:
    """ChatState.settled: show an ended reply as it was stored."""
    return _event(CHAT, "settled", reply_id)


def _event(state: str, handler: str, reply_id: str) -> Event:
    name = f"{rx.State.get_full_name()}.{state}.{handler}"
    return Event(name=name, payload={"reply_id": reply_id})

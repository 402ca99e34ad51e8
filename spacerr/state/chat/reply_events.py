"""The events with which the open chat and its running reply call each other. They stand here by
name, so that neither of the two States imports the other.
"""

import reflex as rx
from reflex.event import Event

CHAT, LIVE = "chat_state", "live"
"""What the two States are called in events and updates. Short: LIVE travels with every few words of
every reply."""


def follow(reply_id: str) -> Event:
    """Have the tab mirror a running reply (LiveState); "" is no reply."""
    return _event(LIVE, "follow", reply_id)


def settled(reply_id: str) -> Event:
    """Have the tab show a reply that has ended as it was stored (ChatState)."""
    return _event(CHAT, "settled", reply_id)


def _event(state: str, handler: str, reply_id: str) -> Event:
    name = f"{rx.State.get_full_name()}.{state}.{handler}"
    return Event(name=name, payload={"reply_id": reply_id})

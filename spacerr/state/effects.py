"""What an event handler may ask for next: another handler, or something in the browser."""

from reflex.event import EventCallback, EventSpec

Effect = EventSpec | EventCallback[()]

"""What an event handler may ask for next: another handler, or something in the browser."""

from reflex.event import Event, EventCallback, EventSpec

Effect = Event | EventSpec | EventCallback[()]

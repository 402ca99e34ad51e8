"""The type of an event handler's result: another event, or a script for the browser."""

from reflex.event import Event, EventCallback, EventSpec

Effect = Event | EventSpec | EventCallback[()]

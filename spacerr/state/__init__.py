"""The state of one tab: Reflex State classes, event handlers, followers."""

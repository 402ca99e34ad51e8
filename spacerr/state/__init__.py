"""What one tab shows. Reflex State classes, event handlers, followers."""

"""Models' answers: from bytes to the events of a reply."""

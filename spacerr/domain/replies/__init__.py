"""Replies: their events, their text, their metadata."""

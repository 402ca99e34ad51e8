"""Chats as trees, lines of a list, and texts to search."""

"""Chats: opened, listed, changed, shared, found, erased; and the projects they are in."""

"""Chats: their threads, lists, changes, sharing, search and deletion; and projects."""

"""The list of chats and projects."""

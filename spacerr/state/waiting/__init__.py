"""What waits for the user, in all chats."""

"""What a reply is made of: its events, its text, what is kept of how it came about."""

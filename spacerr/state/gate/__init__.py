"""Who may send events, and which."""

"""The routes of our own page."""

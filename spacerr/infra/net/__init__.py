"""Where requests may go."""

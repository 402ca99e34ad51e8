"""Tools: which a reply may use, and running their calls."""

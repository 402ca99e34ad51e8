"""Tools in replies."""

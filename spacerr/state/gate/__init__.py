"""Authentication and validation of events."""

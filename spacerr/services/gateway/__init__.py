"""The gateway to models."""

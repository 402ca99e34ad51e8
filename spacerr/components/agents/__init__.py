"""The settings' screens about agents."""

"""State of the settings' screens about agents."""

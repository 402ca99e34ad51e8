"""Which addresses requests may reach."""

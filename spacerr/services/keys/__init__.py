"""API keys and model servers: stored, shown, tested, watched."""

"""The open chat."""

"""Spacerr: an AI workspace where everything people see is live."""

"""Questions that wait for a person: stored, listed and answered."""

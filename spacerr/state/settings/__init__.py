"""The sections of the settings that are drawn in Python, one State each."""

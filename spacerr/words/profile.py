"""Words of the settings' section about a user's profile."""

NAME = "Name"
NOTE = "Shown to your team."
NOTE_ALONE = "Used where instructions say {{person}}."

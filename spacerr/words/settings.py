"""Words that all sections of the settings share."""

SAVE = "Save"
SAVED = "Saved"
SIGN_OUT = "Sign out"

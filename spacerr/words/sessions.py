"""Words of the settings' section about sign-ins."""

TITLE = "Where you are signed in"
NOTE = "Sign out any you don’t recognise, then change your password."
HERE = "This browser"
UNKNOWN = "A browser"
LAST_ACTIVE = "last active"
OTHERS = "Sign out everywhere else"
OTHERS_DONE = "Signed out everywhere else"


def sign_out_of(browser: str) -> str:
    return f"Sign out {browser}"

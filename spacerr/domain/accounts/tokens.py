"""Secret tokens: for sign-ins, invitations, links and the set-up code."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """43 random characters that cannot be guessed, safe in URLs and cookies."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits. It is long and random, so that a plain hash
    can't be guessed.
    """
    return hashlib.sha256(token.encode()).hexdigest()

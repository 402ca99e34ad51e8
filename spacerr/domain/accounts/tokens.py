"""Secret tokens: for sign-ins, invitations, links and the set-up code."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """43 random characters that cannot be guessed, safe in URLs and cookies."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """The hash of a token that is stored: 64 hexadecimal digits. A plain hash is enough, because a
    token is long and random.
    """
    return hashlib.sha256(token.encode()).hexdigest()

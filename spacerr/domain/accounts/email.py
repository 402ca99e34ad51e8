"""E-mail addresses: the typed form, and the canonical form that a user is found by."""

import unicodedata
from typing import NamedTuple

import idna

from spacerr.domain.errors.accounts import EmailIncomplete, EmailTooLong
from spacerr.domain.limits import EMAIL_CHARS


class Email(NamedTuple):
    """`display` is the typed form, `canonical` the form that a user is found by."""

    display: str
    canonical: str


def parse_email(text: str) -> Email:
    """Parse an address. The canonical form has no blanks around it, no capitals, and one spelling
    of its domain. A part after a plus sign belongs to the address.

    Raises EmailIncomplete, EmailTooLong.
    """
    if len(text) > 2 * EMAIL_CHARS:
        raise EmailTooLong
    shown = unicodedata.normalize("NFKC", text).strip()
    local, at, domain = shown.rpartition("@")
    if not (local and at) or "@" in local or not shown.isprintable() or " " in shown:
        raise EmailIncomplete
    known = f"{unicodedata.normalize('NFKC', local.casefold())}@{_domain(domain)}"
    if max(len(shown), len(known)) > EMAIL_CHARS:
        raise EmailTooLong
    return Email(shown, known)


def _domain(text: str) -> str:
    try:
        domain = idna.encode(text, uts46=True).decode().casefold()
    except (idna.IDNAError, UnicodeError):
        raise EmailIncomplete from None
    if "." not in domain.strip("."):
        raise EmailIncomplete
    return domain.rstrip(".")

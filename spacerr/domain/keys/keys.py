"""What a user enters for a key, and what of it can be stored."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.keys import (
    KeyMalformed,
    KeyMissing,
    KeyNameTooLong,
    KeyTooLong,
    VersionMalformed,
)
from spacerr.domain.keys.providers import PROVIDERS, Provider
from spacerr.domain.keys.server_urls import normalise_url
from spacerr.domain.limits import KEY_CHARS, KEY_NAME_CHARS
from spacerr.domain.text import one_line

_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-preview)?|preview|latest")
_SHOWN: Final = 4
_GUESSABLE: Final = 12
"""Of a key shorter than this, no characters are shown."""


@dataclass(frozen=True, slots=True)
class KeyInput:
    """`own`: for the user who enters it, not for their team. `untested`: stored without a test."""

    provider: str = ""
    key: str = field(default="", repr=False)
    name: str = ""
    base_url: str = ""
    api_version: str = ""
    own: bool = False
    untested: bool = False


def validate_key(entered: KeyInput, provider: Provider | None = None) -> KeyInput:
    """The input as it can be stored; for the `provider` that it names, unless one is given.

    Raises BadRequest, KeyMissing, KeyMalformed, KeyTooLong, KeyNameTooLong, AddressIncomplete,
    AddressTooLong, VersionMalformed.
    """
    provider = provider or PROVIDERS.get(entered.provider)
    if provider is None:
        raise BadRequest
    return replace(
        entered,
        provider=provider.slug,
        name=key_name(entered.name) or provider.name,
        base_url=normalise_url(entered.base_url) if provider.takes_url else "",
        api_version=_version(entered.api_version, provider),
        key=_key(entered.key, provider),
    )


def key_name(text: str) -> str:
    """Raises KeyNameTooLong."""
    name = one_line(text)
    if len(name) > KEY_NAME_CHARS:
        raise KeyNameTooLong
    return name


def visible_tail(key: str) -> str:
    """The last characters of a key, which may be shown; "" for a short key."""
    return key[-_SHOWN:] if len(key) >= _GUESSABLE else ""


def _key(text: str, provider: Provider) -> str:
    key = text.strip()
    if not key and provider.needs_key:
        raise KeyMissing
    if len(key) > KEY_CHARS:
        raise KeyTooLong
    if not all("!" <= it <= "~" for it in key):
        raise KeyMalformed
    return key


def _version(text: str, provider: Provider) -> str:
    version = text.strip() or provider.version
    if not provider.version:
        return ""
    if not _VERSION.fullmatch(version):
        raise VersionMalformed
    return version

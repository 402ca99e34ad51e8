"""Encryption of stored texts and blind indexes to find them by, so that a copy of the database
reveals neither.

A sealed text can be read only for the owner it was sealed for. Both need the secret, from which
each purpose has its own key.
"""

import contextlib
import hmac
import os
import secrets
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
_NEXT = "secret.next"


class UnsealFailed(Exception):
    """The sealed text was changed, belongs to another owner, or was sealed with another secret."""


class WrongSecret(SystemExit):
    """The stored data was sealed with another secret. Its code is the sentence for the operator."""

    def __init__(self) -> None:
        super().__init__(
            "Spacerr can't start: e-mail addresses in this database were sealed with another "
            "secret. Set SPACERR_SECRET to that one, or put its file back into the data folder. "
            "Where rotate-secret was interrupted, run it again. Where that secret is lost, give "
            "people their addresses anew with new-address, an owner's first."
        )


class Vault:
    def __init__(self, secret: Callable[[], str]) -> None:
        """`secret` is called when the secret is first needed."""
        self._secret = cache(secret)
        self._key = cache(self._derived)

    def __repr__(self) -> str:
        return "Vault()"

    def blind_index(self, purpose: str, text: str) -> str:
        """A keyed hash: equal for equal texts, and meaningless without the secret."""
        key = self._key(f"mark {purpose}")
        return hmac.digest(key, text.encode("utf-8", "surrogatepass"), sha256).hex()

    def seal(self, purpose: str, owner: str, text: str) -> str:
        """A text that only `unseal` for the same purpose and owner can read."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self._key(f"seal {purpose}"))
        sealed = cipher.encrypt(nonce, text.encode(), owner.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, purpose: str, owner: str, sealed: str) -> str:
        """Raises UnsealFailed."""
        cipher = AESGCM(self._key(f"seal {purpose}"))
        try:
            data = urlsafe_b64decode(sealed)
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], owner.encode()).decode()
        except (InvalidTag, ValueError):
            raise UnsealFailed from None

    def _derived(self, purpose: str) -> bytes:
        derive = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"spacerr {purpose}".encode())
        return derive.derive(self._secret().encode())


def get_secret(folder: Path) -> str:
    """The secret in a folder's file, created once, also when several processes start."""
    return _kept(folder, "secret")


def get_next_secret(folder: Path) -> str:
    """The next secret, for a rotation, created once."""
    return _kept(folder, _NEXT)


def adopt_next_secret(folder: Path) -> None:
    """Replace the secret by the next one."""
    os.replace(folder / _NEXT, folder / "secret")
    _store_names(folder)


def _kept(folder: Path, name: str) -> str:
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _offer(folder, file)
    return file.read_text().strip()


def _offer(folder: Path, file: Path) -> None:
    """Create a secret file atomically, unless another process has."""
    handle, draft = tempfile.mkstemp(dir=folder, prefix="secret-")  # readable by its owner alone
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(KEY_BYTES))
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
    finally:
        os.unlink(draft)
    _store_names(folder)


def _store_names(folder: Path) -> None:
    """Sync a folder, which holds its files' names: a power cut must not lose a new file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

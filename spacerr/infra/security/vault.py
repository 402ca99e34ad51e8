"""What is stored so that a copy of the database says nothing: found by marks, kept under seal.

A mark finds a text without saying it; a seal opens only for the owner it was made for. Both need
the secret, from which every purpose has a key of its own.
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
    """What was sealed has been changed, moved to another owner, or sealed with another secret."""


class WrongSecret(SystemExit):
    """What is stored was sealed with another secret. Its code is the sentence an operator reads."""

    def __init__(self) -> None:
        super().__init__(
            "Spacerr can't start: e-mail addresses in this database were sealed with another "
            "secret. Set SPACERR_SECRET to that one, or put its file back into the data folder. "
            "Where rotate-secret was interrupted, run it again. Where that secret is lost, give "
            "people their addresses anew with new-address, an owner's first."
        )


class Vault:
    def __init__(self, secret: Callable[[], str]) -> None:
        """`secret` is asked for when it is first needed."""
        self._secret = cache(secret)
        self._key = cache(self._derived)

    def __repr__(self) -> str:
        return "Vault()"

    def blind_index(self, purpose: str, text: str) -> str:
        """The same for the same text, and meaningless to whoever has no secret."""
        key = self._key(f"mark {purpose}")
        return hmac.digest(key, text.encode("utf-8", "surrogatepass"), sha256).hex()

    def seal(self, purpose: str, owner: str, text: str) -> str:
        """A text that only `unseal` for the same purpose and owner can read."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self._key(f"seal {purpose}"))
        sealed = cipher.encrypt(nonce, text.encode(), owner.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, purpose: str, owner: str, sealed: str) -> str:
        """Raises SealBroken."""
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
    """The secret kept in a folder, made by whoever asks first; processes that race agree."""
    return _kept(folder, "secret")


def get_next_secret(folder: Path) -> str:
    """The one that is to replace it: the same until it has."""
    return _kept(folder, _NEXT)


def adopt_next_secret(folder: Path) -> None:
    """Let the next secret be the secret from now on."""
    os.replace(folder / _NEXT, folder / "secret")
    _store_names(folder)


def _kept(folder: Path, name: str) -> str:
    file = folder / name
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _offer(folder, file)
    return file.read_text().strip()


def _offer(folder: Path, file: Path) -> None:
    """Put a new secret in place whole, unless somebody else was faster."""
    handle, draft = tempfile.mkstemp(dir=folder, prefix="secret-")  # for nobody else to read
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
    """A file's name is stored with its folder: a power cut must not take it alone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

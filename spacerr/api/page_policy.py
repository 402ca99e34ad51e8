"""The content security policy of pages, so that injected markup can't load or run anything.

Scripts come from this server, or are those that the build has put into its pages. Inline styles are
allowed: coloured code and formulas need them. `eval` is allowed, because Reflex uses it to run what
the server sends over its socket. See docs/decisions/.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'{scripts}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'{sockets}; frame-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def page_policy(built: Path, host: str) -> str:
    """The policy for the pages of a folder and this host's name: some browsers don't count a page's
    own websocket as 'self'.
    """
    named = _HOST.fullmatch(host)
    sockets = f" ws://{host} wss://{host}" if named else ""
    return POLICY.format(scripts=_allowed(built, _changed_at(built)), sockets=sockets)


def _changed_at(built: Path) -> int:
    try:
        return (built / "index.html").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=2)
def _allowed(built: Path, _changed_at: int) -> str:
    return "".join(sorted({f" 'sha256-{it}'" for it in _hashes(built)}))


def _hashes(built: Path) -> Iterator[str]:
    """The hash of every inline script in the built pages."""
    for page in built.rglob("*.html"):
        for attributes, script in _SCRIPT.findall(page.read_text()):
            if "src=" not in attributes:
                yield b64encode(sha256(script.encode()).digest()).decode()

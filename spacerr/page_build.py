"""In production the page is built only if it differs from the one that was built last.

Reflex builds it at every start, which takes about half of the time until the first page.
"""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

_BUILT = "build"  # Reflex empties it before it builds, so a build that broke off has no mark
_MARK = "inputs.sha256"
_NOT_READ = {_BUILT, "node_modules", ".react-router", "reflex.json"}
_ADDRESSES = "env.json"
_PORT = re.compile(rb":\d+")


def build_if_changed(web: Path, build: Callable[[], None]) -> None:
    """Have `build` fill the folder `web`/build, unless it holds what it would hold afterwards."""
    mark, inputs = web / _BUILT / _MARK, digest(web)
    if mark.is_file() and mark.read_text() == inputs:
        return
    build()
    mark.write_text(inputs)


def digest(web: Path) -> str:
    """SHA-256, in hex, of all files that a page is built from. Ports don't count: the page asks the
    server it came from (`own_address.py`). Packages count by the list of their versions.
    """
    total = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        part = path.relative_to(web)
        if part.parts[0] in _NOT_READ or not path.is_file():
            continue
        content = path.read_bytes()
        if part.name == _ADDRESSES:
            content = _PORT.sub(b"", content)
        total.update(f"{part.as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()

"""Names a page's scripts in its header, so that browsers fetch all of them at once. Its HTML names
only those that all pages have in common: each of the others would be asked for by the one before.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from spacerr.api.response_headers import Change

MANIFEST = Path(".vite", "manifest.json")
"""Vite's list of what it built: by source, the `file` and the sources of its `imports`."""
_COMMON = ("app/root.", "app/entry.client.")
_ROUTE = re.compile(r"app/routes/(?:\[([^\]]+)\]|_index)\.")


def preload_scripts(built: Path) -> Change:
    """Add the scripts to the header of pages of a folder. In development there is no such folder,
    and nothing is added.
    """

    def add(scope: Scope, _status: int, headers: MutableHeaders) -> None:
        if headers.get("content-type", "").startswith("text/html"):
            page = scope["path"].strip("/").partition("/")[0]
            if links := _links(built, _changed_at(built)).get(page):
                headers["link"] = links

    return add


def _changed_at(built: Path) -> int:
    try:
        return (built / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=2)
def _links(built: Path, changed_at: int) -> dict[str, str]:
    """The header by the first part of a page's address."""
    if not changed_at:
        return {}
    chunks: dict[str, dict[str, Any]] = json.loads((built / MANIFEST).read_text())
    common = _with_imports(chunks, {it for it in chunks if it.startswith(_COMMON)})
    routes = {source: route[1] or "" for source in chunks if (route := _ROUTE.match(source))}
    return {
        page: _header(chunks[it]["file"] for it in _with_imports(chunks, {source}) - common)
        for source, page in routes.items()
    }


def _header(files: Iterable[str]) -> str:
    return ", ".join(f"</{file}>; rel=modulepreload" for file in sorted(files))


def _with_imports(chunks: dict[str, dict[str, Any]], sources: set[str]) -> set[str]:
    """The chunks of some sources, and all that they import."""
    found, left = set[str](), list(sources)
    while left:
        if (source := left.pop()) not in found:
            found.add(source)
            left += chunks[source].get("imports", ())
    return found

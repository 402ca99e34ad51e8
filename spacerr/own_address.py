"""In production the page asks the server it came from, under the address it was opened at.

Reflex compiles the server's port into the page, and over https leaves the port out. Behind a
container or a proxy with another port, such a page would use a port without a server.
"""

from typing import Any

from reflex.plugins import Plugin

from spacerr.insert_after import insert_after

SCRIPT = "utils/state.js"
_KNOWN = "  const endpoint = new URL(url_str);\n"
_OWN = """  if (typeof window !== "undefined" && import.meta.env.PROD) {
    const secure = window.location.protocol === "https:";
    const socket = endpoint.protocol.startsWith("ws");
    endpoint.protocol = (socket ? "ws" : "http") + (secure ? "s:" : ":");
    endpoint.host = window.location.host;
    if (!window.location.port) endpoint.port = "";
    return endpoint;
  }
"""


class OwnAddress(Plugin):
    """Changes the address that Reflex's script uses for its server."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](SCRIPT, with_own_address)


def with_own_address(script: str) -> str:
    """Reflex's script with our change. Raises RuntimeError where it isn't the one we know."""
    return insert_after(script, _KNOWN, _OWN, "own_address.py")

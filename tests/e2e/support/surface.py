"""What a stranger can reach: every event of a State and every route, found by introspection.

In a process of its own, because importing the app makes one.
"""

import importlib
import inspect
import json
import os
import subprocess
import sys
from dataclasses import dataclass

from tests.server import ROOT


@dataclass(frozen=True)
class Surface:
    """`events`: by name, the handler's arguments with their kinds. `routes`: method and path."""

    events: dict[str, dict[str, str]]
    routes: list[tuple[str, str]]


def surface() -> Surface:
    """The app as this checkout has it."""
    own = {"SPACERR_ENV_FILE": os.devnull, "SPACERR_AUTH_MODE": "accounts"}
    found = subprocess.run(
        [sys.executable, "-m", "tests.e2e.support.surface"],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        check=True,
        text=True,
    )
    told = json.loads(found.stdout.splitlines()[-1])
    return Surface(told["events"], [(method, path) for method, path in told["routes"]])


def _told() -> dict[str, object]:
    from reflex_base.registry import RegistrationContext

    importlib.import_module("spacerr.spacerr")  # its pages bring their events along
    from spacerr.api import health
    from spacerr.api.web.routes import ROUTES

    events = {
        name: {
            argument: str(it.annotation)
            for argument, it in inspect.signature(handler.handler.fn).parameters.items()
            if argument != "self"
        }
        for name, handler in RegistrationContext.get().event_handlers.items()
    }
    placed = [("", it) for it in health.routes(local=False)] + [("/api", it) for it in ROUTES]
    routes = {(way, before + it.path) for before, it in placed for way in it.methods or ()}
    return {"events": events, "routes": sorted(routes)}


if __name__ == "__main__":
    print(json.dumps(_told()))

"""Steering a provider that runs in another process."""

import json
from dataclasses import asdict
from typing import Any, Protocol

from tests.provider.link import Request
from tests.provider.script import Script
from tests.provider.seen import Seen


class Steered(Protocol):
    script: Script
    requests: list[Seen]
    titles: list[Seen]


def handle(provider: Steered, request: Request) -> tuple[int, dict[str, Any]]:
    """Status and JSON for `POST /control` (a script; fields left out take their defaults) and
    `GET /control/requests` (everything recorded, in the fields of Seen).
    """
    match request.method, request.path:
        case "POST", "/control":
            try:
                provider.script = Script.from_json(json.loads(request.body))
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                return 400, {"error": {"message": f"This is no script: {error}"}}
            return 200, {"tokens": len(provider.script.tokens)}
        case "GET", "/control/requests":
            return 200, {
                "requests": [asdict(seen) for seen in provider.requests],
                "titles": [asdict(seen) for seen in provider.titles],
            }
        case method, path:
            return 404, {"error": {"message": f"There is no {method} {path} here."}}

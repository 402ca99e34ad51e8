"""Calls of tools as a scripted model makes them."""

import json
from typing import Any

from spacerr.domain.replies.events import CallArguments, CallStarted


def call(name: str, arguments: Any = None, number: int = 0) -> list[CallStarted | CallArguments]:
    """The events of one call. `arguments` are values, or a text that is sent as it is, in two
    pieces. The first call has the id "call_1".
    """
    text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    half = len(text) // 2
    return [
        CallStarted(number=number, id=f"call_{number + 1}", name=name),
        *(CallArguments(number=number, text=it) for it in (text[:half], text[half:]) if it),
    ]

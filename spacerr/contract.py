"""Constants that page and server must agree on, as a script for the page.

Regenerate it with `python -m spacerr.contract > assets/contract.js`.
"""

import json
import sys

from spacerr.domain import limits
from spacerr.domain.status import TERMINAL

_LIMITS = ("INSTRUCTIONS_CHARS", "MESSAGE_CHARS", "REPLY_KEY_CHARS", "TITLE_CHARS")


def contract() -> str:
    """The text of assets/contract.js."""
    values = {"TERMINAL": sorted(TERMINAL)} | {it: getattr(limits, it) for it in _LIMITS}
    lines = [f"export const {name} = {json.dumps(value)};" for name, value in values.items()]
    head = "// Written by `python -m spacerr.contract`: what page and server must agree on."
    return "\n".join(["// @ts-check", head, "", *lines]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(contract())

"""Words of the settings' section about the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

from spacerr.words.tools import ASKING

TITLE = "Audit log"
NOTE = "Changes to members, sharing and settings. Never the contents of chats."
EVERYTHING = "Everything"
FILTER = "Filter"
MORE = "Show more"
NOTHING = "Nothing of this kind yet."
DOWNLOAD = "Download as CSV"
NO_LIMIT = "no limit"


def facts(detail: Mapping[str, Any]) -> str:
    """What an entry adds to its sentence, each fact behind a dot; one that is not known by its name
    and value.
    """
    return "".join(f" · {_fact(name, value)}" for name, value in detail.items())


def _fact(name: str, value: Any) -> str:
    words = _FACTS.get(name)
    try:
        return words(value) if words else f"{name}: {value}"
    except (TypeError, ValueError):  # written by another version
        return f"{name}: {value}"


def _lasts(days: Any) -> str:
    if days == "no end":
        return "without an end"
    return f"for {days} {'day' if days == 1 else 'days'}"


def _tokens(change: Any) -> str:
    before, now = (NO_LIMIT if it is None else f"{it:,}" for it in change)
    return f"tokens: {before} → {now}"


def _cost(change: Any) -> str:
    before, now = (NO_LIMIT if it is None else f"${it / 1_000_000:g}" for it in change)
    return f"cost: {before} → {now}"


_FACTS: dict[str, Callable[[Any], str]] = {
    "role": lambda role: f"as {role}",
    "was": lambda was: f"before: {was}",
    "name": lambda name: f"“{name}”",
    "provider": lambda provider: f"for {provider}",
    "own": lambda _: "personal",
    "days": _lasts,
    "model": lambda model: str(model),
    "default": lambda model: f"default: {model}" if model else "no default",
    "fallback": lambda model: f"fallback: {model}" if model else "no fallback",
    "tokens": _tokens,
    "cost": _cost,
    "asking": lambda asking: ASKING[asking].lower() if asking in ASKING else asking,
    "how": lambda how: "can edit" if how == "write" else "can view",
}

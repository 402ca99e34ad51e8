"""What tools are called on screen."""

from spacerr.services.tools.built_in import BUILT_IN


def get_title(name: str) -> str:
    """A tool's title; its name where this server doesn't have it."""
    return next((it.spec.title for it in BUILT_IN if it.spec.name == name), name)

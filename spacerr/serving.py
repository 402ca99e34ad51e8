"""Reflex's command line for production: workers that die are replaced, and outlived by Valkey.

Reflex creates Granian's server without the option to replace workers, so one killed worker would
end them all. So Reflex gets a class that sets the option.
"""

import inspect
from typing import Any

import granian.server
from reflex.reflex import cli

from spacerr.config import Settings, settings
from spacerr.infra import valkey

_granian: Any = granian.server
_Server: Any = _granian.Server
_REPLACE = "respawn_failed_workers"


class ReplacingServer(_Server):
    """Granian's server, where its version can, with workers replaced when they die.

    Granian gives up when a worker dies again within seconds of being replaced.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        if _REPLACE in inspect.signature(_Server).parameters:
            options.setdefault(_REPLACE, True)
        super().__init__(*args, **options)


def main(chosen: Settings) -> None:
    """Serve until a signal. Raises NoValkey when there is no server for the logs.

    The bundled Valkey is started here: this process lives as long as its workers together.
    """
    _granian.Server = ReplacingServer  # Reflex looks it up when it begins to serve
    folder = chosen.data_dir.resolve()
    if not chosen.redis_url:
        valkey.ensure_running(folder)
    try:
        cli()
    finally:
        valkey.stop(folder)


if __name__ == "__main__":
    main(settings())

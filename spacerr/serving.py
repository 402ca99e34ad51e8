"""Reflex's command line for production: workers that die are replaced, and outlived by Valkey;
a page that was built is not built again.

Reflex creates Granian's server without the option to replace workers, so one killed worker would
end them all. So Reflex gets a class that sets the option.
"""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import granian.server
from reflex.reflex import cli
from reflex.utils import build as reflex_build
from reflex.utils import prerequisites

from spacerr import page_build
from spacerr.config import Settings, settings
from spacerr.infra import valkey
from spacerr.infra.llm.litellm_loader import preload_litellm

_build: Any = reflex_build
_granian: Any = granian.server
_Server: Any = _granian.Server
_REPLACE = "respawn_failed_workers"


class ReplacingServer(_Server):
    """Granian's server, where its version can, with workers replaced when they die. Several workers
    share the memory of one LiteLLM; a single one loads it when a model other than Demo can be used.

    Granian gives up when a worker dies again within seconds of being replaced.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        if _REPLACE in inspect.signature(_Server).parameters:
            options.setdefault(_REPLACE, True)
        if options.get("workers", 1) > 1:
            preload_litellm()
        super().__init__(*args, **options)


def _build_page(build: Callable[[], None]) -> None:
    page_build.build_if_changed(prerequisites.get_web_dir(), build)


def main(chosen: Settings) -> None:
    """Serve until a signal. Raises NoValkey when there is no server for the logs.

    The bundled Valkey is started here: this process lives as long as its workers together.
    """
    _granian.Server = ReplacingServer  # Reflex looks both up when it begins to serve
    _build.build = partial(_build_page, _build.build)
    folder = chosen.data_dir.resolve()
    if not chosen.redis_url:
        valkey.ensure_running(folder)
    try:
        cli()
    finally:
        valkey.stop(folder)


if __name__ == "__main__":
    main(settings())

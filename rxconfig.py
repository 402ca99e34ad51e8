"""Reflex's settings, derived from Spacerr's."""

import os
import sys
from pathlib import Path

import reflex as rx

from spacerr.config import settings

# Node and npm come with the virtual environment; Reflex must find them when it isn't activated.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")

_settings = settings()

config = rx.Config(
    app_name="spacerr",
    frontend_port=_settings.port,
    # In production one port serves both: Reflex wants to be told of one only.
    backend_port=None if "prod" in sys.argv else _settings.backend_port,
    backend_host=_settings.host,
    cors_allowed_origins=_settings.origins,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
)

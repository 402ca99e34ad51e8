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

# Streamdown's class names speak of shadcn's colours; these are ours.
COLORS = {
    "background": "var(--paper)",
    "foreground": "var(--ink)",
    "muted": "var(--wash)",
    "muted-foreground": "var(--ink-soft)",
    "border": "var(--line)",
    "sidebar": "var(--wash)",
    "primary": "var(--accent)",
    "primary-foreground": "var(--paper)",
}

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
    plugins=[
        rx.plugins.TailwindV4Plugin(
            config={
                "content": [
                    "./app/**/*.{js,ts,jsx,tsx}",
                    "./utils/**/*.{js,ts,jsx,tsx}",
                    "./node_modules/streamdown/dist/*.js",
                ],
                "darkMode": "class",
                "theme": {"extend": {"colors": COLORS}},
            }
        )
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)

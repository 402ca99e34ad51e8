"""Reflex's settings, derived from Spacerr's."""

import os
import sys
from pathlib import Path

import reflex as rx

from spacerr.config import settings, start_id
from spacerr.infra import valkey
from spacerr.own_address import OwnAddress
from spacerr.timings import SOCKET_PATIENCE, SOCKET_PING, TAB_KEPT
from spacerr.vite_config import ViteConfig

# Node and npm come with the virtual environment; Reflex must find them when it isn't activated.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
# A connection that died without a word is noticed in seconds, by the server and by the page.
os.environ.setdefault("REFLEX_SOCKET_INTERVAL", str(SOCKET_PING))
os.environ.setdefault("REFLEX_SOCKET_TIMEOUT", str(SOCKET_PATIENCE))

_settings = settings()
start_id()
_serving = "prod" in sys.argv
_shares_tabs = _serving and _settings.shares_tabs

if _serving:
    os.environ["GRANIAN_WORKERS"] = str(_settings.workers)
if _shares_tabs:
    # A worker keeps a tab's state at hand until another one asks for it: seven times faster.
    os.environ.setdefault("REFLEX_OPLOCK_ENABLED", "true")

config = rx.Config(
    app_name="spacerr",
    frontend_port=_settings.port,
    # In production one port serves both: Reflex wants to be told of one only.
    backend_port=None if _serving else _settings.backend_port,
    backend_host=_settings.host,
    cors_allowed_origins=_settings.origins,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    redis_url=(_settings.redis_url or valkey.server_url(_settings.data_dir))
    if _shares_tabs
    else None,
    redis_token_expiration=TAB_KEPT,
    state_manager_mode=(
        rx.constants.StateManagerMode.REDIS
        if _shares_tabs
        else rx.constants.StateManagerMode.MEMORY
    ),
    plugins=[OwnAddress(), ViteConfig()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)

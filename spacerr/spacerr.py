"""The app: its pages and routes, its process's resources, and its guards."""

import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import reflex as rx
from reflex.istate.manager.redis import StateManagerRedis
from reflex.state import FrontendEventExceptionState
from reflex.utils import prerequisites
from reflex_base.config import get_config
from reflex_base.constants import Dirs
from starlette.types import ASGIApp

from spacerr import deps, logs
from spacerr.api.mounted import mount_api
from spacerr.api.web.routes import LARGER_BODIES, ROUTES
from spacerr.components.frame import PageBoundary
from spacerr.config import LOOPBACK_HOSTS, ROOT, settings
from spacerr.domain.web.origins import is_own
from spacerr.infra.redis.client import use_retries
from spacerr.pages import auth, chat, not_found, shared
from spacerr.pages import settings as settings_page
from spacerr.pages import waiting as waiting_page
from spacerr.process import open_process
from spacerr.state import words
from spacerr.state.chat.chat import ChatState
from spacerr.state.gate import session
from spacerr.state.gate.gate import Gate, on_exception
from spacerr.state.gate.socket_filter import filter_socket_packets
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.waiting.waiting import WaitingState
from spacerr.timings import THREAD_TURN

PAGES = (
    ("/", chat.page, [rx.redirect("/chat", replace=True)]),
    ("/chat/[[chat]]", chat.page, [ChatState.open, SidebarState.on_connected]),
    ("/shared/[[link]]", shared.page, None),
    ("/settings/[[section]]", settings_page.page, [SidebarState.on_connected]),
    ("/waiting", waiting_page.page, [WaitingState.open, SidebarState.on_connected]),
    ("/sign-in", auth.sign_in, None),
    ("/sign-up", auth.sign_up, None),
    ("/setup", auth.setup, None),
    ("/invite/[[token]]", auth.invitation, None),
    ("404", not_found.page, None),
)

EARLY = (ROOT / "assets" / "app" / "early.js").read_text()
"""Part of the page itself, because it runs before the first paint."""


@asynccontextmanager
async def process() -> AsyncGenerator[None]:
    """The resources that are open as long as this process runs."""
    logs.configure(settings())
    sys.setswitchinterval(THREAD_TURN)
    host = get_config().backend_host
    # `reflex run --backend-host` goes past our own setting
    if settings().local and host not in LOOPBACK_HOSTS:
        sys.exit(f"Spacerr can't start on {host}: whoever reaches it is signed in as its owner.")
    async with open_process(settings()) as d:
        session.install(app)
        deps.install(d)
        yield
        deps.install(None)


def guarded(reflex_app: ASGIApp) -> ASGIApp:
    built = prerequisites.get_web_dir() / Dirs.STATIC
    return mount_api(reflex_app, settings(), ROUTES, LARGER_BODIES, built)


def from_own_page(origin: str, environ: Mapping[str, Any]) -> bool:
    return is_own(origin, environ.get("HTTP_HOST", ""), settings().origins)


def boundary() -> rx.Component:
    return PageBoundary.create(on_crash=FrontendEventExceptionState.handle_frontend_exception)


def _theme_colour(colour: str, scheme: str) -> rx.Component:
    media = {"media": f"(prefers-color-scheme: {scheme})"}
    return rx.el.meta(name="theme-color", content=colour, custom_attrs=media)


app = rx.App(
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icon-192.png"),
        rx.el.link(rel="manifest", href="/manifest.json"),
        rx.el.meta(name="description", content=words.DESCRIPTION),
        _theme_colour("#f3f1ec", "light"),
        _theme_colour("#22201d", "dark"),
        # Search engines must not index a workspace, and other sites must not learn our addresses.
        rx.el.meta(name="robots", content="noindex"),
        rx.el.meta(name="referrer", content="no-referrer"),
        rx.el.script(EARLY),
    ],
    stylesheets=["/styles.css"],
    # Without Reflex's overlay: our own header shows the state of the connection.
    app_wraps={(55, "PageBoundary"): lambda _: boundary()},
    toaster=None,
    backend_exception_handler=on_exception,
    api_transformer=guarded,
)
app.register_lifespan_task(process)
if app.sio is not None:
    app.sio.eio.cors_allowed_origins = from_own_page
if isinstance(app.state_manager, StateManagerRedis):
    use_retries(app.state_manager.redis)
app.add_middleware(Gate())
filter_socket_packets(app)
for route, page, on_load in PAGES:
    title = words.TITLES.get(route, words.NAME)
    app.add_page(
        page,
        route=route,
        title=title,
        image="/icon-512.png",
        on_load=on_load,
    )

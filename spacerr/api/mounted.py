"""Mounts the API in front of the page, and checks hosts and origins of requests."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from spacerr.api import health
from spacerr.api.preload import preload_scripts
from spacerr.api.response_headers import ResponseHeaders, guard_pages, keep_assets, refuse_frames
from spacerr.api.web.guard import OwnPagesOnly, SmallBodies
from spacerr.config import Settings
from spacerr.infra.security.cookies import CookieFilter

BODY_BYTES = 64_000


def mount_api(
    reflex_app: ASGIApp,
    settings: Settings,
    routes: Sequence[BaseRoute],
    larger: Mapping[str, int],
    built: Path,
) -> ASGIApp:
    """The app with the API and health routes in front. Only our own Host is accepted, which
    prevents DNS rebinding. `built` is the folder of the app's pages.
    """
    hosts = ["localhost", "127.0.0.1", "[::1]", *settings.allowed_hosts]
    guards = _own_pages_only(settings.origins, larger)
    outer = Starlette(
        routes=[
            *health.routes(local=settings.local),
            Mount("/api", routes=routes, middleware=guards),
        ],
        middleware=[
            Middleware(ResponseHeaders, change=refuse_frames),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts),
        ],
    )
    pages: ASGIApp = CookieFilter(reflex_app, settings.port)
    for change in (keep_assets, preload_scripts(built), guard_pages(built)):
        pages = ResponseHeaders(pages, change)
    outer.mount("", pages)
    return outer


def _own_pages_only(origins: list[str], larger: Mapping[str, int]) -> list[Middleware]:
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type"],
            allow_credentials=True,
        ),
        Middleware(OwnPagesOnly, origins=origins),
        Middleware(SmallBodies, limit=BODY_BYTES, larger=larger),
    ]

"""Health routes: `/healthz`, `/readyz`, `/metrics`."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from spacerr.config import LOOPBACK_HOSTS
from spacerr.deps import deps
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.accounts import people
from spacerr.timings import READY_WAITS

Handler = Callable[[Request], Awaitable[Response]]


async def healthz(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def readyz(_: Request) -> Response:
    """The process can do its work: database and Redis answer in time, and no background task is
    down. A 503 names what doesn't work.
    """
    problems: list[str] = []
    try:
        d = deps()
    except RuntimeError:
        problems.append("starting")
    else:
        redis = _answers(d.bridge.position(people.LOCAL_USER))
        database = _answers(people.local_user_exists(d))
        found = await asyncio.gather(redis, database)
        problems += [name for name, it in zip(("redis", "database"), found, strict=True) if not it]
        problems += sorted(d.supervision.down)
    return JSONResponse({"missing": problems}, status_code=503 if problems else 200)


async def _answers(question: Coroutine[Any, Any, object]) -> bool:
    """Whether a server answers in time. A silent server may also delay the cancellation, which
    isn't waited for.
    """
    asking = asyncio.create_task(question)
    done, _ = await asyncio.wait({asking}, timeout=READY_WAITS)
    asking.cancel()
    if not done:
        return False
    try:
        asking.result()
    except (*REDIS_ERRORS, SQLAlchemyError):
        return False
    return True


async def metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def routes(*, local: bool) -> list[Route]:
    """The health routes. On a server with accounts, only requests from its own machine may read its
    state, not those that a proxy passes on.
    """
    inner = [("/readyz", readyz), ("/metrics", metrics)]
    shown = [Route(path, answer if local else _on_this_machine(answer)) for path, answer in inner]
    return [Route("/healthz", healthz), *shown]


def _on_this_machine(answer: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        client = request.client.host if request.client else ""
        if client not in LOOPBACK_HOSTS or "x-forwarded-for" in request.headers:
            return PlainTextResponse("Not Found", status_code=404)
        return await answer(request)

    return guarded

"""Health for people and machines: `/healthz`, `/readyz`, `/metrics`."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from spacerr.deps import deps
from spacerr.infra.redis import AWAY
from spacerr.services import people


async def healthz(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def readyz(_: Request) -> Response:
    """The process can do its work: storage and logs answer. 503 says what doesn't."""
    problems: list[str] = []
    try:
        await deps().bridge.position(people.LOCAL_USER)
    except AWAY:
        problems.append("redis")
    except RuntimeError:
        problems.append("starting")
    try:
        await people.present(deps())
    except SQLAlchemyError:
        problems.append("database")
    except RuntimeError:
        pass
    return JSONResponse({"missing": problems}, status_code=503 if problems else 200)


async def metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


ROUTES = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]

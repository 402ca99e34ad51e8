"""The kit of all routes: session and body of a request, and errors as responses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from spacerr.deps import Deps, deps
from spacerr.domain.accounts.tokens import digest
from spacerr.domain.errors import accounts, agents, base, chats, keys, prompts, replies, teams
from spacerr.domain.errors.accounts import SignedOut
from spacerr.domain.errors.base import BadRequest, SpacerrError, StorageUnavailable, Unforeseen
from spacerr.domain.errors.keys import ProbeFailed
from spacerr.domain.errors.sharing import LinkNotFound
from spacerr.domain.errors.team_models import NotOffered
from spacerr.domain.errors.tool_servers import ToolServerNotFound
from spacerr.domain.web.forwarding import client_address
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.infra.security import cookies
from spacerr.services.accounts import sessions
from spacerr.services.accounts.sessions import Identity
from spacerr.services.rate_limits import Visitor

log = structlog.get_logger(__name__)

_Body = TypeVar("_Body", bound=BaseModel)

JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}

STATUS_CODES: dict[type[SpacerrError], int] = {
    SignedOut: 401,
    accounts.SignInNotFound: 404,
    accounts.NoAccounts: 404,
    accounts.SignUpClosed: 403,
    accounts.InvitationNeeded: 403,
    accounts.AlreadySetUp: 409,
    accounts.NotSetUp: 409,
    accounts.OnlyOperators: 403,
    accounts.TooManyTries: 429,
    accounts.DoorBusy: 503,
    chats.ChatNotFound: 404,
    chats.MessageNotFound: 404,
    chats.ProjectNotFound: 404,
    prompts.PromptNotKept: 404,
    teams.TeamNotFound: 404,
    LinkNotFound: 404,
    keys.ConnectionNotFound: 404,
    ToolServerNotFound: 404,
    keys.OwnKeysNotAllowed: 403,
    keys.KeyThereAlready: 409,
    agents.AgentNotFound: 404,
    agents.AgentVersionNotFound: 404,
    agents.NotYourAgent: 403,
    agents.MakerGone: 409,
    chats.ImageNotFound: 404,
    chats.ReadOnlyChat: 403,
    chats.NotYourChat: 403,
    replies.TurnRunning: 409,
    NotOffered: 409,
    prompts.InstructionsFixed: 409,
    base.ChangedMeanwhile: 409,
    base.TooLarge: 413,
    teams.OnlyManagers: 403,
    teams.OnlyOwners: 403,
    teams.MemberNotFound: 404,
    teams.InvitationNotFound: 404,
    teams.LastOwner: 409,
    teams.AloneInTeam: 409,
    StorageUnavailable: 503,
    Unforeseen: 500,
}
"""Errors that are not simply a bad request (400)."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """An HTTP request with the dependencies of its handler."""

    d: Deps
    http: Request

    @property
    def token(self) -> str:
        """The browser's session token, "" for none; never to be stored or logged."""
        header = self.http.headers.get("cookie", "")
        return cookies.sign_in_token(header, self.d.settings.port)

    @property
    def address(self) -> str:
        """Where the request comes from, as far as proxies we trust say so."""
        client = self.http.client.host if self.http.client else ""
        forwarded = self.http.headers.getlist("x-forwarded-for")
        return client_address(client, forwarded, self.d.settings.proxies)

    @property
    def https(self) -> bool:
        """Whether the requesting page was loaded over https. Its origin has been checked; a request
        without one is for the page's own host.
        """
        origin = self.http.headers.get("origin", "")
        own = f"https://{self.http.headers.get('host', '')}"
        return (origin or own) in self.d.settings.https_origins

    @property
    def visitor(self) -> Visitor:
        """Where the request comes from. Known before the user is."""
        headers = self.http.headers
        device = cookies.device_token(headers.get("cookie", ""), self.d.settings.port)
        return Visitor(self.address, headers.get("user-agent", ""), device)

    async def current_session(self) -> Identity | None:
        """The user's session; None where they are not signed in."""
        return await sessions.identify(self.d, digest(self.token))

    async def require_session(self) -> Identity:
        """The user's session. Raises SignedOut."""
        found = await self.current_session()
        if found is None:
            raise SignedOut
        return found

    async def body(self, model: type[_Body]) -> _Body:
        """The JSON body, validated. Raises BadRequest."""
        try:
            return model.model_validate_json(await self.http.body())
        except ValidationError:  # its text has the body, which may hold a password
            raise BadRequest from None


def route(
    path: str, handler: Callable[[ApiRequest], Awaitable[Response]], method: str = "GET"
) -> Route:
    """A route. An error that its handler raises is answered with its sentence."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(ApiRequest(deps(), request))
        except SpacerrError as error:
            return error_response(error)
        except (*REDIS_ERRORS, SQLAlchemyError, RuntimeError) as error:
            log.error("api.failed", path=path, exc_info=error)
            return error_response(StorageUnavailable())
        except Exception as error:
            log.error("api.failed", path=path, exc_info=error)
            return error_response(Unforeseen())

    return Route(path, answer, methods=[method])


def error_response(error: SpacerrError) -> Response:
    """An error as JSON: its sentence, its class name as `kind`, the `field` that it is about, and
    whether the test that failed is `skippable`.
    """
    status = next((code for kind, code in STATUS_CODES.items() if isinstance(error, kind)), 400)
    body = {"sentence": str(error), "kind": type(error).__name__, "field": error.field}
    body |= {"skippable": isinstance(error, ProbeFailed) and error.skippable}
    return JSONResponse(body, status_code=status, headers=NO_STORE)


def json_response(**values: object) -> Response:
    """A JSON response that must not be cached."""
    return JSONResponse(values, headers=NO_STORE)

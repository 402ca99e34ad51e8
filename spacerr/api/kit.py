"""What every route is made with: who asks, what was sent, and a sentence where it can't be done."""

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
from spacerr.domain import account_errors, agent_errors, errors, key_errors, team_errors
from spacerr.domain.account_errors import SignedOut
from spacerr.domain.errors import BadRequest, SpacerrError, StorageUnavailable, Unforeseen
from spacerr.domain.forwarding import client_address
from spacerr.domain.offer_errors import NotOffered
from spacerr.domain.sharing_errors import LinkNotFound
from spacerr.domain.tokens import digest
from spacerr.infra import cookies
from spacerr.infra.redis import AWAY
from spacerr.services import signing
from spacerr.services.signing import Signed
from spacerr.services.tries import Visitor

log = structlog.get_logger(__name__)

_Body = TypeVar("_Body", bound=BaseModel)

JSON = "application/json"
UNKEPT = {"Cache-Control": "no-store"}

STATUS: dict[type[SpacerrError], int] = {
    SignedOut: 401,
    account_errors.SignInNotFound: 404,
    account_errors.NoAccounts: 404,
    account_errors.SignUpClosed: 403,
    account_errors.InvitationNeeded: 403,
    account_errors.AlreadySetUp: 409,
    account_errors.NotSetUp: 409,
    account_errors.OnlyOperators: 403,
    account_errors.TooManyTries: 429,
    account_errors.DoorBusy: 503,
    errors.ChatNotFound: 404,
    errors.MessageNotFound: 404,
    errors.ProjectNotFound: 404,
    errors.PromptNotKept: 404,
    errors.TeamNotFound: 404,
    LinkNotFound: 404,
    key_errors.ConnectionNotFound: 404,
    key_errors.OwnKeysNotAllowed: 403,
    key_errors.KeyThereAlready: 409,
    agent_errors.AgentNotFound: 404,
    agent_errors.AgentVersionNotFound: 404,
    agent_errors.NotYourAgent: 403,
    agent_errors.MakerGone: 409,
    errors.ReadOnlyChat: 403,
    errors.NotYourChat: 403,
    errors.TurnRunning: 409,
    NotOffered: 409,
    errors.InstructionsFixed: 409,
    errors.ChangedMeanwhile: 409,
    errors.TooLarge: 413,
    team_errors.OnlyManagers: 403,
    team_errors.OnlyOwners: 403,
    team_errors.MemberNotFound: 404,
    team_errors.InvitationNotFound: 404,
    team_errors.LastOwner: 409,
    team_errors.AloneInTeam: 409,
    errors.TooLarge: 413,
    StorageUnavailable: 503,
    Unforeseen: 500,
}
"""Errors that are not simply a bad request (400)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what it works with, and what it says of itself."""

    d: Deps
    request: Request

    @property
    def token(self) -> str:
        """What this browser is signed in by, if anything; never to be stored or logged."""
        header = self.request.headers.get("cookie", "")
        return cookies.value_in(header, self.d.settings.port)

    @property
    def address(self) -> str:
        """Where the request comes from, as far as proxies we trust say so."""
        client = self.request.client.host if self.request.client else ""
        told = self.request.headers.getlist("x-forwarded-for")
        return client_address(client, told, self.d.settings.proxies)

    @property
    def https(self) -> bool:
        """Whether the page that asks was loaded over https. Its origin has been checked; where a
        browser names none, it asks for its own host.
        """
        origin = self.request.headers.get("origin", "")
        own = f"https://{self.request.headers.get('host', '')}"
        return (origin or own) in self.d.settings.https_origins

    @property
    def visitor(self) -> Visitor:
        """Who asks, before anybody knows who that is."""
        headers = self.request.headers
        device = cookies.device_in(headers.get("cookie", ""), self.d.settings.port)
        return Visitor(self.address, headers.get("user-agent", ""), device)

    async def known(self) -> Signed | None:
        """Who asks, if they are signed in."""
        return await signing.who(self.d, digest(self.token))

    async def signed(self) -> Signed:
        """Who asks. Raises SignedOut."""
        found = await self.known()
        if found is None:
            raise SignedOut
        return found

    async def body(self, model: type[_Body]) -> _Body:
        """What was sent, as JSON. Raises BadRequest."""
        try:
            return model.model_validate_json(await self.request.body())
        except ValidationError:  # says what was sent, which may be a password
            raise BadRequest from None


def route(path: str, handler: Callable[[Asked], Awaitable[Response]], method: str = "GET") -> Route:
    """A route whose handler may raise: what it raises is answered as a sentence."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(Asked(deps(), request))
        except SpacerrError as error:
            return refused(error)
        except (*AWAY, SQLAlchemyError, RuntimeError) as error:
            log.error("api.failed", path=path, exc_info=error)
            return refused(StorageUnavailable())
        except Exception as error:
            log.error("api.failed", path=path, exc_info=error)
            return refused(Unforeseen())

    return Route(path, answer, methods=[method])


def refused(error: SpacerrError) -> Response:
    """What couldn't be done, in words; `kind` is the error's name, for pages to tell them apart."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    body = {"sentence": str(error), "kind": type(error).__name__}
    return JSONResponse(body, status_code=status, headers=UNKEPT)


def said(**values: object) -> Response:
    """An answer that nobody else may keep."""
    return JSONResponse(values, headers=UNKEPT)

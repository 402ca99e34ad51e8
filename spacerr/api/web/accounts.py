"""Routes of accounts: set up, sign up, sign in and out, the own profile and sessions."""

from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.accounts import NoAccounts
from spacerr.infra.security import cookies
from spacerr.services.accounts import accounts, profile, sessions, setup
from spacerr.services.accounts.accounts import SignedIn
from spacerr.timings import DEVICE_KEPT, SIGN_IN_KEPT


class SignInBody(BaseModel):
    email: str
    password: str


class SignUpBody(SignInBody):
    name: str
    invitation: str = ""


class SetUpBody(SignInBody):
    name: str
    code: str


class SignOutBody(BaseModel):
    everywhere: bool = False


class NameBody(BaseModel):
    name: str


class PasswordBody(BaseModel):
    old: str
    new: str


class SignInId(BaseModel):
    id: str


async def auth_status(request: ApiRequest) -> Response:
    """The sign-in mode, the caller's session and what they can do. No session is needed."""
    settings = request.d.settings
    session = await request.current_session()
    return json_response(
        mode=settings.auth_mode,
        sign_up=settings.sign_up,
        needs_setup=await setup.is_needed(request.d),
        signed_in=session is not None,
    )


async def set_up(request: ApiRequest) -> Response:
    body = await request.body(SetUpBody)
    who = accounts.check_new_account(body.name, body.email, body.password)
    return await _start_session(
        request, await setup.create_owner(request.d, request.visitor, body.code, who)
    )


async def sign_up(request: ApiRequest) -> Response:
    """Answers the same whether or not the address has an account. The page then signs in."""
    body = await request.body(SignUpBody)
    who = accounts.check_new_account(body.name, body.email, body.password)
    await accounts.sign_up(request.d, request.visitor, who, body.invitation)
    return json_response()


async def sign_in(request: ApiRequest) -> Response:
    body = await request.body(SignInBody)
    entered = await accounts.sign_in(request.d, request.visitor, body.email, body.password)
    return await _start_session(request, entered)


async def sign_out(request: ApiRequest) -> Response:
    """Works without a session too: the caller is signed out already then."""
    body = await request.body(SignOutBody)
    session = await request.current_session()
    if session is not None and session.sign_in_id and body.everywhere:
        await sessions.end_all(request.d, session.user_id)
    else:
        await sessions.end_by_token(request.d, request.token)
    response = json_response()
    response.delete_cookie(
        cookies.sign_in_cookie(request.d.settings.port), httponly=True, samesite="lax"
    )
    return response


async def me(request: ApiRequest) -> Response:
    """The own profile. Also extends the browser's cookie, as the session was extended."""
    session = await request.require_session()
    known = await profile.get_profile(request.d, session.user_id)
    response = json_response(**asdict(known), mode=request.d.settings.auth_mode)
    if session.sign_in_id:
        _set_cookie(
            request,
            response,
            cookies.sign_in_cookie(request.d.settings.port),
            request.token,
            SIGN_IN_KEPT,
        )
    return response


async def rename(request: ApiRequest) -> Response:
    session, body = await request.require_session(), await request.body(NameBody)
    await profile.rename(request.d, session.user_id, body.name)
    return json_response()


async def change_password(request: ApiRequest) -> Response:
    session, body = await request.require_session(), await request.body(PasswordBody)
    await accounts.change_password(request.d, session, body.old, body.new)
    return json_response()


async def sign_ins(request: ApiRequest) -> Response:
    session = await request.require_session()
    if not session.sign_in_id:
        raise NoAccounts
    found = await sessions.list_sessions(request.d, session.user_id)
    shown = {"id", "browser", "created_at", "seen_at"}
    return json_response(
        sign_ins=[
            found_session.model_dump(include=shown)
            | {"here": found_session.id == session.sign_in_id}
            for found_session in found
        ]
    )


async def end_sign_in(request: ApiRequest) -> Response:
    session, body = await request.require_session(), await request.body(SignInId)
    await sessions.end_session(request.d, session.user_id, body.id)
    return json_response()


async def _start_session(request: ApiRequest, entered: SignedIn) -> Response:
    """Set a browser's cookies, and end the session it had before."""
    await sessions.end_by_token(request.d, request.token)
    response, port = json_response(), request.d.settings.port
    _set_cookie(request, response, cookies.sign_in_cookie(port), entered.token, SIGN_IN_KEPT)
    _set_cookie(request, response, cookies.device_cookie(port), entered.device, DEVICE_KEPT)
    return response


def _set_cookie(
    request: ApiRequest, response: Response, name: str, value: str, seconds: int
) -> None:
    """Set a cookie that scripts can't read and other sites can't send; over https a secure one."""
    response.set_cookie(
        name, value, seconds, path="/", secure=request.https, httponly=True, samesite="lax"
    )


ROUTES = [
    route("/door", auth_status),
    route("/setup", set_up, "POST"),
    route("/sign-up", sign_up, "POST"),
    route("/sign-in", sign_in, "POST"),
    route("/sign-out", sign_out, "POST"),
    route("/me", me),
    route("/account/name", rename, "POST"),
    route("/account/password", change_password, "POST"),
    route("/account/sign-ins", sign_ins),
    route("/account/sign-ins/end", end_sign_in, "POST"),
]

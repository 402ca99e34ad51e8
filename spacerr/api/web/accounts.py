"""The door and what is behind it: set up, sign up, sign in and out, oneself, one's sign-ins."""

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


async def auth_status(asked: ApiRequest) -> Response:
    """The sign-in mode, the caller's session and what they can do. No session is needed."""
    settings = asked.d.settings
    session = await asked.current_session()
    return json_response(
        mode=settings.auth_mode,
        sign_up=settings.sign_up,
        needs_setup=await setup.is_needed(asked.d),
        signed_in=session is not None,
    )


async def set_up(asked: ApiRequest) -> Response:
    sent = await asked.body(SetUpBody)
    who = accounts.check_new_account(sent.name, sent.email, sent.password)
    return await _let_in(asked, await setup.create_owner(asked.d, asked.visitor, sent.code, who))


async def sign_up(asked: ApiRequest) -> Response:
    """Says the same whether or not the address has an account already; then they sign in."""
    sent = await asked.body(SignUpBody)
    who = accounts.check_new_account(sent.name, sent.email, sent.password)
    await accounts.sign_up(asked.d, asked.visitor, who, sent.invitation)
    return json_response()


async def sign_in(asked: ApiRequest) -> Response:
    sent = await asked.body(SignInBody)
    entered = await accounts.sign_in(asked.d, asked.visitor, sent.email, sent.password)
    return await _let_in(asked, entered)


async def sign_out(asked: ApiRequest) -> Response:
    """Works without a session too: the caller is signed out already then."""
    sent = await asked.body(SignOutBody)
    session = await asked.current_session()
    if session is not None and session.sign_in_id and sent.everywhere:
        await sessions.end_all(asked.d, session.user_id)
    else:
        await sessions.end_by_token(asked.d, asked.token)
    response = json_response()
    response.delete_cookie(
        cookies.sign_in_cookie(asked.d.settings.port), httponly=True, samesite="lax"
    )
    return response


async def me(asked: ApiRequest) -> Response:
    """Also has the browser keep its cookie for as long again as the sign-in is kept."""
    signed = await asked.require_session()
    known = await profile.get_profile(asked.d, signed.user_id)
    response = json_response(**asdict(known), mode=asked.d.settings.auth_mode)
    if signed.sign_in_id:
        _keep(
            asked,
            response,
            cookies.sign_in_cookie(asked.d.settings.port),
            asked.token,
            SIGN_IN_KEPT,
        )
    return response


async def rename(asked: ApiRequest) -> Response:
    signed, sent = await asked.require_session(), await asked.body(NameBody)
    await profile.rename(asked.d, signed.user_id, sent.name)
    return json_response()


async def change_password(asked: ApiRequest) -> Response:
    signed, sent = await asked.require_session(), await asked.body(PasswordBody)
    await accounts.change_password(asked.d, signed, sent.old, sent.new)
    return json_response()


async def sign_ins(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    if not signed.sign_in_id:
        raise NoAccounts
    found = await sessions.list_sessions(asked.d, signed.user_id)
    shown = {"id", "browser", "created_at", "seen_at"}
    return json_response(
        sign_ins=[
            it.model_dump(include=shown) | {"here": it.id == signed.sign_in_id} for it in found
        ]
    )


async def end_sign_in(asked: ApiRequest) -> Response:
    signed, sent = await asked.require_session(), await asked.body(SignInId)
    await sessions.end_session(asked.d, signed.user_id, sent.id)
    return json_response()


async def _let_in(asked: ApiRequest, entered: SignedIn) -> Response:
    """Give a browser its cookies. What it was signed in by before, it is no longer."""
    await sessions.end_by_token(asked.d, asked.token)
    response, port = json_response(), asked.d.settings.port
    _keep(asked, response, cookies.sign_in_cookie(port), entered.token, SIGN_IN_KEPT)
    _keep(asked, response, cookies.device_cookie(port), entered.device, DEVICE_KEPT)
    return response


def _keep(asked: ApiRequest, response: Response, name: str, value: str, seconds: int) -> None:
    """Scripts can't read it, other sites can't use it, and over https it stays there."""
    response.set_cookie(
        name, value, seconds, path="/", secure=asked.https, httponly=True, samesite="lax"
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

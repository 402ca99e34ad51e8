"""The door and what is behind it: set up, sign up, sign in and out, oneself, one's sign-ins."""

from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.kit import Asked, route, said
from spacerr.domain.errors.accounts import NoAccounts
from spacerr.infra.security import cookies
from spacerr.services.accounts import accounts, profile, sessions, setup
from spacerr.services.accounts.accounts import SignedIn
from spacerr.timings import DEVICE_KEPT, SIGN_IN_KEPT


class SigningIn(BaseModel):
    email: str
    password: str


class SigningUp(SigningIn):
    name: str
    invitation: str = ""


class SettingUp(SigningIn):
    name: str
    code: str


class SigningOut(BaseModel):
    everywhere: bool = False


class Renaming(BaseModel):
    name: str


class ChangingPassword(BaseModel):
    old: str
    new: str


class Ending(BaseModel):
    id: str


async def door(asked: Asked) -> Response:
    """What somebody finds who may not be signed in."""
    settings = asked.d.settings
    here = await asked.known()
    return said(
        mode=settings.auth_mode,
        sign_up=settings.sign_up,
        needs_setup=await setup.is_needed(asked.d),
        signed_in=here is not None,
    )


async def set_up(asked: Asked) -> Response:
    sent = await asked.body(SettingUp)
    who = accounts.check_new_account(sent.name, sent.email, sent.password)
    return await _let_in(asked, await setup.create_owner(asked.d, asked.visitor, sent.code, who))


async def sign_up(asked: Asked) -> Response:
    """Says the same whether or not the address has an account already; then they sign in."""
    sent = await asked.body(SigningUp)
    who = accounts.check_new_account(sent.name, sent.email, sent.password)
    await accounts.sign_up(asked.d, asked.visitor, who, sent.invitation)
    return said()


async def sign_in(asked: Asked) -> Response:
    sent = await asked.body(SigningIn)
    entered = await accounts.sign_in(asked.d, asked.visitor, sent.email, sent.password)
    return await _let_in(asked, entered)


async def sign_out(asked: Asked) -> Response:
    """Nobody needs to be signed in for this: then it has happened already."""
    sent = await asked.body(SigningOut)
    here = await asked.known()
    if here is not None and here.sign_in_id and sent.everywhere:
        await sessions.end_all(asked.d, here.user_id)
    else:
        await sessions.end_by_token(asked.d, asked.token)
    response = said()
    response.delete_cookie(cookies.name(asked.d.settings.port), httponly=True, samesite="lax")
    return response


async def me(asked: Asked) -> Response:
    """Also has the browser keep its cookie for as long again as the sign-in is kept."""
    signed = await asked.signed()
    known = await profile.get_profile(asked.d, signed.user_id)
    response = said(**asdict(known), mode=asked.d.settings.auth_mode)
    if signed.sign_in_id:
        _keep(asked, response, cookies.name(asked.d.settings.port), asked.token, SIGN_IN_KEPT)
    return response


async def rename(asked: Asked) -> Response:
    signed, sent = await asked.signed(), await asked.body(Renaming)
    await profile.rename(asked.d, signed.user_id, sent.name)
    return said()


async def change_password(asked: Asked) -> Response:
    signed, sent = await asked.signed(), await asked.body(ChangingPassword)
    await accounts.change_password(asked.d, signed, sent.old, sent.new)
    return said()


async def sign_ins(asked: Asked) -> Response:
    signed = await asked.signed()
    if not signed.sign_in_id:
        raise NoAccounts
    found = await sessions.list_sessions(asked.d, signed.user_id)
    shown = {"id", "browser", "created_at", "seen_at"}
    return said(
        sign_ins=[
            it.model_dump(include=shown) | {"here": it.id == signed.sign_in_id} for it in found
        ]
    )


async def end_sign_in(asked: Asked) -> Response:
    signed, sent = await asked.signed(), await asked.body(Ending)
    await sessions.end_session(asked.d, signed.user_id, sent.id)
    return said()


async def _let_in(asked: Asked, entered: SignedIn) -> Response:
    """Give a browser its cookies. What it was signed in by before, it is no longer."""
    await sessions.end_by_token(asked.d, asked.token)
    response, port = said(), asked.d.settings.port
    _keep(asked, response, cookies.name(port), entered.token, SIGN_IN_KEPT)
    _keep(asked, response, cookies.device_name(port), entered.device, DEVICE_KEPT)
    return response


def _keep(asked: Asked, response: Response, name: str, value: str, seconds: int) -> None:
    """Scripts can't read it, other sites can't use it, and over https it stays there."""
    response.set_cookie(
        name, value, seconds, path="/", secure=asked.https, httponly=True, samesite="lax"
    )


ROUTES = [
    route("/door", door),
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

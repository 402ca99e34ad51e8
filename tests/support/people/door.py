"""Browsers without a page: what they send to the API of a process in which people sign in."""

from typing import Any

import httpx

from spacerr.api.mounted import mount_api
from spacerr.api.web.routes import LARGER_BODIES, ROUTES
from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.ids import new_id
from spacerr.domain.tables import User
from spacerr.infra.security import cookies
from spacerr.services.accounts import people, setup

ADA, BOB = "ada@example.org", "bob@example.org"
PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def no_page(scope: Any, receive: Any, send: Any) -> None:
    """Where Reflex would answer."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Browser:
    """Keeps its cookies, and asks as our page does: from its own origin."""

    def __init__(self, settings: Settings, address: str = "192.0.2.1", origin: str = "") -> None:
        self.origin = origin or f"http://localhost:{settings.port}"
        self._settings = settings
        app = mount_api(no_page, settings, ROUTES, LARGER_BODIES, settings.data_dir)
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=(address, 4711)),
            base_url=self.origin,
            headers={"user-agent": FIREFOX},
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self._http.get(f"/api/{path}", headers=headers)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {"origin": self.origin} | headers
        return await self._http.post(f"/api/{path}", json=body or {}, headers=sent)

    async def plain(self, path: str, **headers: str) -> httpx.Response:
        """A path outside the API."""
        return await self._http.get(path, headers=headers)

    async def sign_in(self, email: str = ADA, password: str = PASSWORD) -> httpx.Response:
        return await self.post("sign-in", {"email": email, "password": password})

    async def sign_up(
        self, email: str = ADA, password: str = PASSWORD, name: str = "Ada"
    ) -> httpx.Response:
        """As the page does it: make an account, then sign in to it."""
        made = await self.post("sign-up", {"name": name, "email": email, "password": password})
        return await self.sign_in(email, password) if made.is_success else made

    @property
    def token(self) -> str:
        return self._http.cookies.get(cookies.sign_in_cookie(self._settings.port)) or ""

    @token.setter
    def token(self, token: str) -> None:
        self._http.cookies.set(cookies.sign_in_cookie(self._settings.port), token)

    def forget(self) -> None:
        """What a person does who clears their cookies."""
        self._http.cookies.clear()


async def owner(d: Deps, address: str = ADA) -> Browser:
    """The browser of the first owner, signed in."""
    browser = Browser(d.settings)
    code = await setup.offer_code(d, new_id())
    body = {"code": code, "name": "Ada", "email": address, "password": PASSWORD}
    answer = await browser.post("setup", body)
    assert answer.is_success, answer.text
    return browser


async def store_owner(d: Deps) -> None:
    """Have somebody set it up who never comes by."""
    await people.ensure_local_user(d)
    async with d.db.writing() as session:
        user = await session.get_one(User, people.LOCAL_USER)
        people.set_email(d, user, parse_email("root@example.org"))


def kind(answer: httpx.Response) -> str:
    """What a refusal is called."""
    return answer.json()["kind"]

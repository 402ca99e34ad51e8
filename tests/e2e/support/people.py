"""People with accounts: the door as they use it, and the API where a test needs them quickly."""

import random
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, expect

from tests.e2e.support.tab import READY, Tab
from tests.server import AppServer

PASSWORD = "correct horse battery"
_CODE = re.compile(r"^Set-up code: (\S+)$", re.MULTILINE)


@dataclass
class Person:
    """Somebody with an account and a browser that is signed in."""

    name: str
    email: str
    context: BrowserContext
    url: str
    password: str = PASSWORD

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the API answers this person; a body makes it a change."""
        answer = answered(self.context, self.url, path, body)
        assert answer.ok, answer.text()
        return answer.json()

    def tab(self, path: str = "/chat") -> Tab:
        """A new tab of their browser, signed in."""
        return Tab(self.context, self.url).open(path)

    def page(self, path: str) -> Page:
        """A page that has no composer."""
        page = self.context.new_page()
        page.goto(self.url + path)
        return page

    def team(self, name: str = "") -> Any:
        """One of their teams, the first unless it is named."""
        teams = self.ask("me")["teams"]
        return next(it for it in teams if name in ("", it["name"]))


def answered(
    context: BrowserContext, url: str, path: str, body: dict[str, Any] | None = None
) -> APIResponse:
    if body is None:
        return context.request.get(f"{url}/api/{path}")
    headers = {"Origin": url, "X-Forwarded-For": _somewhere()}
    return context.request.post(f"{url}/api/{path}", data=body, headers=headers)


def _somewhere() -> str:
    """An address that nobody has come from: one place can't make many accounts."""
    return f"2001:db8:{random.randrange(16**4):x}:{random.randrange(16**4):x}::1"


def setup_code(data: Path) -> str:
    """The newest code that the server printed."""
    return _CODE.findall((data / "app.log").read_text())[-1]


class People:
    """Everybody on one server. The first to come is its owner."""

    def __init__(self, server: AppServer, browser: Browser) -> None:
        self.server, self._browser = server, browser
        self._owner: Person | None = None
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    @property
    def url(self) -> str:
        return self.server.url

    def device(self, *, phone: bool = False) -> BrowserContext:
        """A browser that nobody has used before, until the end of the test."""
        self._contexts.append(self._opened(phone=phone))
        return self._contexts[-1]

    def close(self) -> None:
        """Everybody but the owner puts their browser away."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    @property
    def owner(self) -> Person:
        """Who set this server up."""
        if self._owner is None:
            self._owner = self._named("Olive", self._opened())
            self._come(self._owner, "setup", code=setup_code(self.server.data))
        return self._owner

    def somebody(self, name: str, *, phone: bool = False) -> Person:
        """A new person with a team of their own, signed in."""
        _ = self.owner
        person = self._named(name, self.device(phone=phone))
        self._come(person, "sign-up")
        person.ask("sign-in", {"email": person.email, "password": person.password})
        return person

    def guest(self, host: Person, name: str, role: str = "member") -> Person:
        """A new person who is also in somebody's team."""
        person = self.somebody(name)
        person.ask("invitations/accept", {"token": self._invite(host, role)})
        return person

    def invitation(self, host: Person, role: str = "member") -> str:
        """The address of a new invitation to somebody's team."""
        return f"{self.url}/invite/{self._invite(host, role)}"

    def again(self, person: Person, *, phone: bool = False) -> Person:
        """The same person, signed in at another browser."""
        other = Person(person.name, person.email, self.device(phone=phone), self.url)
        other.ask("sign-in", {"email": person.email, "password": person.password})
        return other

    def _opened(self, *, phone: bool = False) -> BrowserContext:
        size = {"width": 375, "height": 667} if phone else {"width": 1280, "height": 800}
        context = self._browser.new_context(viewport=size, has_touch=phone)  # type: ignore[arg-type]
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        return context

    def _invite(self, host: Person, role: str) -> str:
        path = f"teams/{host.team()['id']}/invitations"
        return host.ask(path, {"role": role, "days": 7})["token"]

    def _named(self, name: str, context: BrowserContext) -> Person:
        email = f"{name.lower()}-{uuid.uuid4().hex[:8]}@example.org"
        return Person(name, email, context, self.url)

    def _come(self, person: Person, path: str, **more: str) -> None:
        who = {"name": person.name, "email": person.email, "password": person.password}
        person.ask(path, who | more)


def fill_in(page: Page, **fields: str) -> None:
    """Type into labelled fields: `set_up_code` is the one called "Set-up code"."""
    labels = {"code": "Set-up code", "email": "E-mail", "name": "Name", "password": "Password"}
    for field, text in fields.items():
        page.get_by_label(labels[field], exact=True).fill(text)


def in_workspace(page: Page) -> None:
    """Wait until somebody is past the door."""
    expect(page.get_by_role("textbox", name="Message")).to_be_visible(timeout=READY * 2)

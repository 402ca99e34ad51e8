"""A connection of which it can't be known whose it is, is refused for now: its page tries again."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from spacerr import deps
from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id
from spacerr.infra.database.database import Database
from spacerr.infra.security import cookies
from spacerr.state.gate import tab_registry
from spacerr.state.gate.connections import ConnectionFilter
from spacerr.state.gate.kept_tabs import KeptTabs
from spacerr.timings import TAB_KEPT
from tests.support.people import door

pytestmark = pytest.mark.anyio


class Sockets:
    """What Reflex knows of connections."""

    namespace = "/_event"
    sid_to_token: dict[str, str] = {}
    _token_manager = None


@pytest.fixture
def connecting():
    app: Any = SimpleNamespace(event_namespace=Sockets())
    return ConnectionFilter(app)


def environ(settings, browser):
    cookie = f"{cookies.sign_in_cookie(settings.port)}={tokens.digest(browser.token)}"
    return {"QUERY_STRING": f"token={new_id()}", "HTTP_COOKIE": cookie}


async def test_while_the_database_is_away_a_page_is_asked_to_try_again(open_d, connecting):
    browser = door.Browser(open_d.settings)
    await browser.sign_up()
    asked = environ(open_d.settings, browser)
    away = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    deps.install(replace(open_d, db=away))
    with pytest.raises(ConnectionRefusedError):
        async with connecting.admitted("sid", asked):
            pass
    deps.install(open_d)
    async with connecting.admitted("sid", asked) as admitted:
        assert admitted
    await away.close()


@pytest.mark.parametrize("linked", ["", "another-tab"])
async def test_a_tab_counts_also_where_its_connection_ends_while_it_is_admitted(
    open_d, connecting, monkeypatch, linked
):
    """Reflex may have made its state already, and then no longer knows the connection."""
    kept = KeptTabs(TAB_KEPT)
    monkeypatch.setattr(tab_registry, "KEPT", kept)
    monkeypatch.setattr(Sockets, "sid_to_token", {"sid": linked} if linked else {})
    browser = door.Browser(open_d.settings)
    await browser.sign_up()
    asked = environ(open_d.settings, browser)
    async with connecting.admitted("sid", asked) as admitted:
        assert admitted
    user_id = (await browser.get("me")).json()["id"]
    assert kept.of(user_id) == [linked or asked["QUERY_STRING"].removeprefix("token=")]

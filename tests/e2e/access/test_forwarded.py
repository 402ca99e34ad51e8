"""The page works under another port than the server listens on, as containers forward it."""

from playwright.sync_api import expect

from tests.chaos.proxy import Proxy
from tests.e2e.support.tab import Tab


def test_a_chat_under_a_forwarded_port(app, context, provider):
    with Proxy(app.port) as proxy:
        tab = Tab(context, f"http://localhost:{proxy.port}").open()
        asked: list[str] = []
        tab.page.on("request", lambda it: asked.append(it.url))
        tab.page.on("websocket", lambda it: asked.append(it.url))
        tab.page.reload()
        tab.send("Hello through another port")
        tab.ends("complete")
        tab.page.goto(f"{tab.url}/settings/keys")
        expect(tab.page.get_by_role("heading", name="API keys").first).to_be_visible()
        assert asked and all(f"localhost:{proxy.port}/" in it for it in asked if "://" in it)
        assert tab.problems == []
        tab.page.close()

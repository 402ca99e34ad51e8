"""The app as `make run` starts it: no key, no Redis, no database server, the page on one port and
the backend on another.
"""

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.support.people import PASSWORD, fill_in, in_workspace, setup_code
from tests.e2e.support.tab import READY, Tab
from tests.server import AppServer

EMAIL = "olive@example.org"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    server = AppServer(tmp_path_factory.mktemp("fresh"), mode="run", web="dev").start()
    yield server
    server.stop()


def test_the_demo_model_answers_without_any_key(open_tab, fresh):
    tab = open_tab(of=fresh)
    expect(tab.page.get_by_role("combobox", name="Model")).to_contain_text("Demo")
    tab.send("Show me some Python code")
    tab.says("Demo model")
    tab.ends("complete")
    expect(tab.last.locator("pre").first).to_contain_text("asyncio")
    tab.page.reload()
    tab.ends("complete")


def test_the_root_leads_to_a_new_chat(open_tab, fresh):
    tab = open_tab("/", of=fresh)
    tab.page.wait_for_url(re.compile(r"/chat/?$"))


def test_a_start_says_its_address_and_nothing_of_old_ways(fresh):
    said = fresh.log.read_text()
    assert f"http://localhost:{fresh.port}" in said
    assert "deprecated" not in said.lower()


def test_health_can_be_asked(fresh):
    for path, said in (("/healthz", "ok"), ("/readyz", "missing"), ("/metrics", "spacerr_replies")):
        with urllib.request.urlopen(fresh.backend + path, timeout=5) as answer:
            assert said in answer.read().decode()


def test_a_page_names_only_files_that_are_there(app):
    def got(path):
        with urllib.request.urlopen(app.url + path, timeout=5) as answer:
            return answer, answer.read().decode(errors="replace")

    page = got("/chat")[1]
    assert "needs JavaScript" in page and 'name="description"' in page
    page += got("/")[1]  # made beforehand, where others are made in the browser
    named = set(re.findall(r'(?:href|content)="(/[^"/]+\.(?:svg|png|ico|json))"', page))
    assert {"/manifest.json", "/icon-192.png", "/icon-512.png"} <= named
    for path in (*named, "/robots.txt"):
        assert got(path)[0].status == 200
    assert 'media="(prefers-color-scheme: dark)"' in page
    scripts = re.findall(
        r"<(/assets/[^>]+\.js)>; rel=modulepreload", got("/chat")[0].headers["link"]
    )
    assert scripts and all(got(it)[0].status == 200 for it in scripts)
    script = re.search(r"/assets/[^\"']+\.js", page)
    assert script and "immutable" in got(script[0])[0].headers["cache-control"]


def test_a_page_elsewhere_cannot_rebind_its_name_to_this_server(fresh):
    asked = urllib.request.Request(fresh.backend + "/healthz", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(asked, timeout=5)


def test_kill_9_of_what_was_started_leaves_nothing_behind(fresh):
    fresh.kill_first()
    fresh.start()


@pytest.fixture
def with_accounts(fresh, tmp_path):
    fresh.stop()  # two servers in development can't use one folder for their page
    server = AppServer(tmp_path, {"SPACERR_AUTH_MODE": "accounts"}, mode="run", web="dev").start()
    yield server
    server.stop()


def signed_out(page: Page) -> None:
    page.wait_for_url(re.compile("/sign-in"), timeout=READY)
    expect(page.get_by_label("E-mail")).to_be_visible(timeout=READY)


def test_somebody_sets_up_chats_signs_out_and_in_again(with_accounts, context: BrowserContext):
    tab = Tab(context, with_accounts.url)
    page = tab.page
    page.goto(f"{with_accounts.url}/chat")
    page.wait_for_url(re.compile("/setup"), timeout=READY)
    code = setup_code(with_accounts.data)
    fill_in(page, code=code, name="Olive", email=EMAIL, password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    tab.send("Hello from two ports")
    tab.ends("complete")
    page.goto(f"{with_accounts.url}/settings/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert "Hello from two ports" in download.value.path().read_text()
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("menuitem", name="Sign out").click()
    signed_out(page)
    page.goto(f"{with_accounts.url}/chat")
    signed_out(page)
    fill_in(page, email=EMAIL, password=PASSWORD)
    page.keyboard.press("Enter")
    in_workspace(page)
    expect(tab.row("Hello from two ports")).to_be_visible(timeout=READY)
    assert [it for it in tab.problems if "401" not in it] == []

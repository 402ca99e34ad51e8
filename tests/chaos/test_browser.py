"""What people see while their network and their server fail: every word, once, and a way on."""

import random
import re
import time

import psutil
import pytest
from playwright.sync_api import expect

from spacerr.domain.status import ACTIVE
from tests.chaos.app import ProxiedApp
from tests.chaos.dice import CUTS, FULL, KILLS
from tests.chaos.words import calls, script
from tests.e2e.conftest import HARMLESS
from tests.e2e.support import stored
from tests.e2e.support.tab import Tab
from tests.provider import ProviderThread

pytestmark = pytest.mark.timeout(3000)
ALLOWED = (*HARMLESS, "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "ERR_NETWORK_CHANGED")
BLOWS = ("reset", "swallow", "reload", "second tab", "leave")
WEIGHTS = (14, 2, 2, 1, 1)
SOON = 30_000  # milliseconds: a handshake that was swallowed is given up after 20 s
LATER = 40_000
ASLEEP = 60.0 if FULL else 5.0  # seconds
AWAKE = 8_000  # milliseconds; two seconds on a machine that is not shared


@pytest.fixture(scope="module")
def provider():
    with ProviderThread() as provider:
        yield provider


@pytest.fixture(scope="module")
def app(tmp_path_factory, provider):
    env = {"OPENAI_BASE_URL": provider.url, "OPENAI_API_KEY": "sk-test-0123456789"}
    with ProxiedApp(tmp_path_factory.mktemp("chaos"), env) as app:
        yield app


@pytest.fixture
def tabs(app, context):
    """Two tabs of one person. Neither may see an error other than that the server was away."""
    tabs = [Tab(context, app.url).open() for _ in range(2)]
    yield tabs
    problems = [problem for tab in tabs for problem in tab.problems]
    assert [it for it in problems if not any(known in it for known in ALLOWED)] == []


def sent(tab, text: str) -> str:
    """Send a message as a person would, again where nothing happens; the chat's id."""
    before = tab.messages.count()
    tab.composer.fill(text)
    for _ in range(10):
        tab.composer.press("Enter")
        try:
            expect(tab.messages).to_have_count(before + 2, timeout=3000)
            return tab.chat_id()
        except AssertionError:
            continue
    raise AssertionError(f"{text!r} could not be sent")


def strike(app, chance: random.Random, tabs, chat: str) -> int:
    """One mishap on the network or at the keyboard; how many cuts of sockets it was."""
    one, two = tabs
    blow = chance.choices(BLOWS, WEIGHTS)[0]
    print(blow, end=" ", flush=True)
    match blow:
        case "reset":
            return app.proxy.reset()
        case "swallow":
            cut = app.proxy.swallow()
            one.page.context.set_offline(True)
            one.page.wait_for_timeout(chance.uniform(50, 500))
            one.page.context.set_offline(False)
            return cut
        case "reload":
            chance.choice(tabs).page.reload(wait_until="networkidle")
        case "second tab":
            two.page.goto(f"{two.url}/chat/{chat}", wait_until="networkidle")
        case "leave":
            two.page.get_by_role("button", name="New chat").click()
            two.page.locator(f'a[data-chat-id="{chat}"]').click()
    return 0


def assert_nothing_wrong_so_far(tab, whole) -> None:
    """What a tab shows of a reply is how it begins: no word is missing, moved or doubled."""
    shown = tab.page.evaluate(
        "() => [...document.querySelectorAll('article[data-role=assistant]')]"
        ".at(-1)?.querySelector('.markdown')?.textContent ?? ''"
    )
    assert whole.startswith(shown.strip())


def assert_all_agree(app, provider, tabs, chat, question, whole, called=1) -> None:
    """Page, log and database hold the same text, from so many calls at most."""
    reply = app.ended(chat, limit=LATER / 1000)
    assert (reply["status"], reply["content"]) == ("complete", whole)
    assert app.log(reply["id"]).text == whole
    for number, tab in enumerate(tabs):
        print(
            f"tab {number} {tab.page.locator('[data-connection]').get_attribute('data-connection')}"
        )
        tab.ends("complete", timeout=SOON)
        assert (tab.last.locator(".markdown").text_content() or "").split() == whole.split()
        ids = tab.messages.evaluate_all("found => found.map(it => it.dataset.messageId)")
        assert len(set(ids)) == len(ids)
    assert calls(provider.provider.requests)[question] <= called


def assert_one_branch(app, chat) -> None:
    """Every message hangs under the one before it."""
    rows = stored.messages(app.server.data, chat)
    assert [row["parent_id"] for row in rows] == [None, *(row["id"] for row in rows[:-1])]


def test_every_cut_of_the_network_is_survived(app, provider, tabs, chance):
    one, two = tabs
    cuts, chat = 0, ""
    for number in range(CUTS):
        question, told = f"cut-{number}", script(f"c{number}", 300, rate=40)
        provider.set(told)
        chat = sent(one, question)
        two.page.goto(f"{two.url}/chat/{chat}")
        while app.reply(chat)["status"] in ACTIVE:
            one.page.wait_for_timeout(chance.uniform(20, 500))
            cuts += strike(app, chance, tabs, chat)
            assert_nothing_wrong_so_far(one, told.text)
        assert_all_agree(app, provider, tabs, chat, question, told.text)
        if cuts >= CUTS:
            break
    assert cuts >= CUTS, "the network is hardly ever struck"
    expect(one.messages).to_have_count(2 * (number + 1))
    assert_one_branch(app, chat)
    app.assert_nothing_left()
    print(f"{cuts} cuts in {number + 1} replies")


def test_a_tab_that_slept_while_the_network_changed_is_soon_up_to_date(app, provider, tabs):
    tab = tabs[0]
    told = script("s", int(40 * (ASLEEP + 15)), rate=40)
    provider.set(told)
    chat = sent(tab, "sleep")
    tab.says("s.20")
    tab.page.evaluate("window.loadedOnce = true")
    sleeping = tab.page.context.new_cdp_session(tab.page)
    sleeping.send("Page.setWebLifecycleState", {"state": "frozen"})
    assert app.proxy.swallow()
    time.sleep(ASLEEP)
    said = app.said(app.reply(chat)["id"])
    sleeping.send("Page.setWebLifecycleState", {"state": "active"})
    tab.page.context.set_offline(True)
    tab.page.context.set_offline(False)
    back = time.monotonic()
    expect(tab.last).to_contain_text(said[-2], timeout=AWAKE)
    print(f"up to date {time.monotonic() - back:.1f} s after {ASLEEP} s of sleep")
    expect(tab.page.get_by_role("alert")).to_have_count(0)
    expect(tab.page.locator("[data-connection=online]")).to_be_attached()
    assert_all_agree(app, provider, tabs[:1], chat, "sleep", told.text)
    assert tab.page.evaluate("window.loadedOnce") is True


def test_every_kill_of_the_server_is_survived(app, provider, tabs, chance):
    one, two = tabs
    for number in range(KILLS):
        question, told = f"kill-{number}", script(f"k{number}", 200, rate=40)
        provider.set(told)
        chat = sent(one, question)
        if number == 0:
            two.open(f"/chat/{chat}")
        one.says(re.compile(rf"k{number}\.{chance.randint(0, 60)}\b"))
        seen = one.text().split()
        left = app.server.processes()
        app.server.kill()
        one.composer.fill(f"typed-{number}")
        _, alive = psutil.wait_procs(left, timeout=5)
        assert alive == []
        app.server.start()
        expect(one.last).to_contain_text(seen[-1])
        one.says(re.compile(rf"k{number}\.199"), timeout=LATER)
        assert_all_agree(app, provider, tabs, chat, question, told.text, called=2)
        expect(one.composer).to_have_value(f"typed-{number}")
    expect(one.messages).to_have_count(2 * KILLS)
    assert_one_branch(app, chat)
    app.assert_nothing_left()

"""A reply belongs to no process: begun on one instance or worker, it goes on at any other."""

import re
import time

import psutil
import pytest
from playwright.sync_api import expect

from spacerr.infra import valkey
from tests.conftest import pid_of
from tests.e2e.support import sockets, stored
from tests.provider import Script
from tests.provider.texts import prose

LONG = Script(prose(600), rate=60)
LONGER = Script(prose(1_200), rate=60)
"""Twenty seconds: as many reloads as it takes, on a machine that does other things, too."""
BEGINNING = "A harbour is a promise"
BACK = 15_000  # milliseconds until a reply whose writer was killed must have ended
SOON = 10.0  # seconds


def _begin(tab) -> str:
    tab.send("Write until the end")
    tab.writes(10)
    return tab.chat_id()


def _until(reached, limit: float = SOON) -> None:
    deadline = time.monotonic() + limit
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_reply_is_followed_stopped_and_tried_again_on_another_instance(
    open_tab, provider, app, team
):
    provider.set(LONG)
    here = open_tab(of=app)
    chat = _begin(here)
    there = open_tab(f"/chat/{chat}", of=team)
    there.says(BEGINNING)
    expect(there.last).to_have_attribute("aria-busy", "true")
    there.stop.click()
    provider.wait_closed(timeout=SOON)
    there.ends("stopped")
    here.ends("stopped")
    assert here.letters() == there.letters()
    kept = stored.last_reply(app.data, chat)["content"]
    assert LONG.text.startswith(kept) and len(kept) < len(LONG.text)
    provider.set(Script(prose(60), rate=60))
    there.page.get_by_role("button", name="Regenerate").click()
    expect(here.last).to_have_attribute("aria-busy", "true")
    for tab in (here, there):
        tab.ends("complete")
    assert here.letters() == there.letters()
    assert stored.last_reply(app.data, chat)["content"] == "".join(prose(60))


def test_a_reload_that_reaches_another_worker_goes_on_live(open_tab, provider, app, team):
    provider.set(LONGER)
    tab = open_tab("/", of=team, wait=False)
    sockets.only_websockets(tab)
    tab.open()
    chat = _begin(tab)
    moved = False
    for _ in range(20):
        shown, before = len(tab.letters()), sockets.served(team)
        tab.page.reload()
        tab.says(BEGINNING)
        _until(lambda shown=shown: len(tab.letters()) > shown)
        if moved := sockets.moved(before, sockets.served(team)):
            break
    assert moved, "twenty reloads reached the same worker"
    expect(tab.last).to_have_attribute("aria-busy", "true")
    tab.ends("complete", timeout=30_000)
    assert stored.last_reply(app.data, chat)["content"] == LONGER.text


@pytest.mark.takes_server_away
def test_a_killed_worker_is_replaced_and_its_reply_ends(open_tab, provider, team):
    provider.set(LONG)
    tabs = [open_tab(of=team)]
    chat = _begin(tabs[0])
    tabs += [open_tab(f"/chat/{chat}", of=team) for _ in range(3)]
    before = {worker.pid for worker in team.workers()}
    seen = tabs[0].written()
    writer = sockets.writing(team, provider)
    provider.set(Script(("Again", ".")))
    writer.kill()
    for tab in tabs:
        tab.ends(re.compile("complete|interrupted"), timeout=BACK)
        expect(tab.last).to_contain_text(seen)
        expect(tab.page.locator("[data-connection=online]")).to_be_attached()
    _until(lambda: len(team.workers()) == 2)
    assert len(before & {worker.pid for worker in team.workers()}) == 1
    for messages, tab in ((4, tabs[0]), (6, tabs[3])):
        tab.send("And more")
        for each in tabs:
            expect(each.messages).to_have_count(messages)
            each.ends("complete")


@pytest.mark.takes_server_away
def test_what_is_sent_while_valkey_starts_again_arrives(open_tab, provider, app, team):
    tab = open_tab(of=team)
    tab.send("Before")
    tab.ends("complete")
    psutil.Process(pid_of(valkey.server_url(app.data))).kill()
    tab.send("Meanwhile")
    expect(tab.replies).to_have_count(2, timeout=BACK)
    tab.ends("complete")


@pytest.mark.takes_server_away
def test_stopping_several_workers_keeps_the_text_and_leaves_nothing_behind(
    open_tab, provider, team, app
):
    provider.set(LONG)
    tab = open_tab(of=team)
    chat = _begin(tab)
    seen = tab.written()
    left = team.processes()
    team.stop()
    _, alive = psutil.wait_procs(left, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    elsewhere = open_tab(f"/chat/{chat}", of=app)
    elsewhere.ends(re.compile("complete|interrupted"))
    expect(elsewhere.last).to_contain_text(seen)
    assert BEGINNING in stored.last_reply(app.data, chat)["content"]

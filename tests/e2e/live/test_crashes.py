"""The server dies, is stopped or cannot start: nothing is lost, nothing blocks the next start."""

import signal
import subprocess
import sys

import psutil
import pytest
from playwright.sync_api import expect

from tests.e2e.support import stored
from tests.provider import Script
from tests.provider.texts import prose
from tests.server import ROOT, AppServer

pytestmark = pytest.mark.takes_server_away
LONG = Script(prose(300), rate=60)


@pytest.fixture
def fragile(tmp_path, models):
    """A server of this test's own, to be ended in unfriendly ways."""
    server = AppServer(tmp_path / "data", models).start()
    yield server
    server.stop()


def _begin(tab) -> str:
    tab.send("Write until the end")
    tab.writes(20)
    return tab.chat_id()


def test_after_kill_9_the_reply_goes_on_by_itself(open_tab, provider, fragile):
    provider.set(LONG)
    tab = open_tab(of=fragile)
    chat = _begin(tab)
    seen = tab.written()
    fragile.kill()
    expect(tab.page.locator("[data-connection=reconnecting]")).to_contain_text("Reconnecting")
    expect(tab.last).to_contain_text(seen)
    fragile.start()
    tab.ends("complete", timeout=60_000)
    expect(tab.last).to_contain_text("Continued after an interruption")
    expect(tab.messages).to_have_count(2)
    kept = stored.last_reply(fragile.data, chat)["content"]
    assert kept == LONG.text
    live = tab.letters()
    tab.page.reload()
    tab.ends("complete")
    assert tab.letters() == live
    tab.send("And more")
    expect(tab.messages).to_have_count(4)
    tab.ends("complete")


def test_where_nothing_goes_on_by_itself_the_text_is_kept_interrupted(
    open_tab, provider, tmp_path, models
):
    off = {**models, "SPACERR_CONTINUE_LOST_REPLIES": "false"}
    fragile = AppServer(tmp_path / "data", off).start()
    provider.set(LONG)
    tab = open_tab(of=fragile)
    chat = _begin(tab)
    seen = tab.written()
    fragile.kill()
    fragile.start()
    tab.ends("interrupted")
    expect(tab.last).to_contain_text(seen)
    expect(tab.last).to_contain_text("Interrupted")
    kept = stored.last_reply(fragile.data, chat)["content"]
    assert LONG.text.startswith(kept)
    provider.set(Script(("Again", ".")))
    tab.page.get_by_role("button", name="Regenerate").click()
    tab.says("Again.")
    tab.ends("complete")
    fragile.stop()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_server_keeps_the_text_and_the_next_one_goes_on(
    open_tab, provider, fragile, how
):
    provider.set(LONG)
    tab = open_tab(of=fragile)
    chat = _begin(tab)
    seen = tab.written()
    left = fragile.processes()
    fragile.stop(how)
    _, alive = psutil.wait_procs(left, timeout=5)
    assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []
    assert LONG.text.startswith(stored.last_reply(fragile.data, chat)["content"])
    fragile.start()
    assert fragile.log.read_text().count("Creating Production Build") <= 1, "built at each start"
    later = open_tab(f"/chat/{chat}", of=fragile)
    expect(later.last).to_contain_text(seen)
    later.ends("complete", timeout=60_000)
    assert stored.last_reply(fragile.data, chat)["content"] == LONG.text


def test_a_taken_port_is_said(app):
    started = _start({"SPACERR_PORT": str(app.port)})
    assert started.returncode != 0
    assert f"port {app.port} is taken" in started.stderr


def test_a_wrong_setting_is_named(app):
    started = _start({"SPACERR_PORT": "not-a-port"})
    assert started.returncode != 0
    assert "SPACERR_PORT" in started.stderr
    assert "not-a-port" in started.stderr


def _start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    server = AppServer(ROOT / ".spacerr-unused", env)
    return subprocess.run(
        [sys.executable, "-m", "spacerr", "serve"],
        cwd=ROOT,
        env=server.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_kill_9_of_what_was_started_leaves_nothing_behind(fragile):
    """The program a person started is killed alone; what it had started must go by itself."""
    fragile.kill_first()
    fragile.start()

"""What a browser may send: the handlers pages use, with the arguments those take."""

import re

import pytest
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from spacerr.config import ROOT as SOURCE
from spacerr.domain.limits import ID_CHARS, TEAMS
from spacerr.spacerr import app
from spacerr.state.chat.chat import ChatState
from spacerr.state.gate.socket_filter import is_event
from spacerr.state.gate.validation import (
    CHARS,
    find_state,
    has_valid_payload,
    is_our_state,
    is_page_event,
)
from spacerr.state.settings.team import TeamState
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.sidebar.views import parse_cursor

CHAT = ChatState.get_full_name()
LIST = SidebarState.get_full_name()
TEAM = TeamState.get_full_name()
ROOT = "reflex___state____state"


def event(name, **payload):
    return Event(name=name, payload=payload)


def form(entries):
    """A form as Reflex's page sends it."""
    return event(f"{TEAM}.create", form={FORM_DATA_ENTRIES_KEY: entries})


@pytest.mark.parametrize(
    "sent",
    [
        event(f"{CHAT}.gap", reply_id="a"),
        event(f"{CHAT}.send", text="Hi", request_id="a"),
        event(f"{CHAT}.send", text="Hi", request_id="a", where={"project": "b", "team": "c"}),
        event(f"{CHAT}.stop", units=3),
        event(f"{CHAT}.stop", units=3.0),
        event(f"{LIST}.pin", chat_id="a", on=True),
        event(f"{LIST}.follow", cursor={"a": "1-0"}, project_id="", archived=False),
        form([]),
        form([["new-team", "A"], ["new_team", "A"]]),
        event(f"{ROOT}.hydrate_and_load", vars=None, hashes=["a"]),
        event(f"{ROOT}.hydrate"),
    ],
)
def test_what_pages_send_fits(sent):
    assert find_state(sent) is not None
    assert has_valid_payload(sent)


@pytest.mark.parametrize(
    "sent",
    [
        event(f"{CHAT}.send"),
        event(f"{CHAT}.send", text="Hi", request_id="a", more="b"),
        event(f"{CHAT}.send", text="Hi", request_id="a", where={"chat": ["b"]}),
        event(f"{CHAT}.send", text=["Hi"], request_id="a"),
        event(f"{CHAT}.send", text=None, request_id="a"),
        event(f"{CHAT}.send", text="x" * (CHARS + 1), request_id="a"),
        event(f"{CHAT}.stop", units="3"),
        event(f"{CHAT}.stop", units=0.5),
        event(f"{CHAT}.stop", units=True),
        event(f"{CHAT}.stop", units=float("inf")),
        event(f"{LIST}.pin", chat_id="a", on=1),
        event(f"{LIST}.follow", cursor={"a": 1}, project_id="", archived=False),
        event(f"{LIST}.follow", cursor=[], project_id="", archived=False),
        form([["new-team", 1]]),
        form([["new-team", "A", "B"]]),
        form([[[], "A"]]),
        form(["new-team"]),
        form({"new-team": {}}),
        form(1),
        event(f"{ROOT}.hydrate_and_load", hashes=[{}]),
    ],
)
def test_what_no_page_sends_does_not_fit(sent):
    assert find_state(sent) is not None
    assert not has_valid_payload(sent)


@pytest.mark.parametrize(
    "name", ["", "no.such", f"{CHAT}.setvar", f"{ROOT}.setvar", f"{CHAT}._show", f"{CHAT}.title"]
)
def test_handlers_that_no_page_uses_are_none(name):
    assert find_state(event(name)) is None


@pytest.mark.parametrize(
    "name",
    [
        *(f"{CHAT}.{it}" for it in ("open", "settled", "catch_up", "restored", "fit_model")),
        f"{LIST}.listen",
        "reflex___state____state.live.follow",
    ],
)
def test_what_only_the_server_causes_no_browser_may_send(name):
    assert find_state(event(name)) is not None
    assert not is_event({"name": name, "payload": {}})


def test_pages_may_send_exactly_what_they_name():
    assert app is not None  # all of its states are registered with it
    markup = [
        *(SOURCE / "spacerr/pages").rglob("*.py"),
        *(SOURCE / "spacerr/components").rglob("*.py"),
    ]
    named = {
        it for path in markup for it in re.findall(r"\b([A-Z]\w+State\.[a-z_]+)", path.read_text())
    }
    handlers = RegistrationContext.get().event_handlers
    allowed = set()
    for name, found in handlers.items():
        state = found.states[0]
        if is_our_state(state) and is_page_event(name):
            allowed.add(f"{state.__name__}.{found.handler.fn.__name__}")
    assert allowed
    assert allowed <= named


@pytest.mark.parametrize(
    "sent",
    [
        {"a": "1"},
        {"a": "1-"},
        {"a": "-1-0"},
        {"a": "1-0\n"},
        {"a": "\u0661-0"},
        {"a": f"{10**18}-0"},
        {"a": f"1-{10**20}"},
        {"a": 1},
        {"a" * (ID_CHARS + 1): "1-0"},
        {f"a{n}": "1-0" for n in range(TEAMS + 2)},
        ["1-0"],
        None,
    ],
)
def test_what_is_no_cursor_is_none(sent):
    assert parse_cursor(sent) == {}


def test_a_cursor_is_one():
    whole = {f"a{n}": f"{n}-{n}" for n in range(TEAMS + 1)}
    assert parse_cursor(whole) == whole

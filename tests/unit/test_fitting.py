"""What a browser may send: the handlers pages use, with the arguments those take."""

import pytest
from reflex_base.event import Event

from spacerr.state.chat import ChatState
from spacerr.state.fitting import CHARS, fits, state_of
from spacerr.state.sidebar import SidebarState

CHAT = ChatState.get_full_name()
LIST = SidebarState.get_full_name()
ROOT = "reflex___state____state"


def event(name, **payload):
    return Event(name=name, payload=payload)


@pytest.mark.parametrize(
    "sent",
    [
        event(f"{CHAT}.open"),
        event(f"{CHAT}.send", text="Hi", request_id="a"),
        event(f"{CHAT}.send", text="Hi", request_id="a", where={"project": "b", "team": "c"}),
        event(f"{CHAT}.stop", units=3),
        event(f"{CHAT}.stop", units=3.0),
        event(f"{LIST}.pin", chat_id="a", on=True),
        event(f"{LIST}.follow", cursor={"a": "1-0"}, project_id="", archived=False),
        event(f"{ROOT}.hydrate_and_load", vars=None, hashes=["a"]),
        event(f"{ROOT}.hydrate"),
    ],
)
def test_what_pages_send_fits(sent):
    assert state_of(sent) is not None
    assert fits(sent)


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
        event(f"{ROOT}.hydrate_and_load", hashes=[{}]),
    ],
)
def test_what_no_page_sends_does_not_fit(sent):
    assert state_of(sent) is not None
    assert not fits(sent)


@pytest.mark.parametrize(
    "name", ["", "no.such", f"{CHAT}.setvar", f"{ROOT}.setvar", f"{CHAT}._show", f"{CHAT}.title"]
)
def test_handlers_that_no_page_uses_are_none(name):
    assert state_of(event(name)) is None

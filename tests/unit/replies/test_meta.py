"""A reply's `meta` is read by one model, which loses nothing of what it can't read."""

import pytest

from spacerr.domain.replies.meta import VERSION, ByAgent, Instead, ReplyMeta, Spent
from spacerr.domain.status import Category

STORED = {
    "version": VERSION,
    "started_at": 5,
    "connection": "",
    "cost": None,
    "agent": {"id": "a1", "name": "Poet", "version": 3, "shared": False},
    "usage": {"prompt_tokens": 9, "completion_tokens_details": {"reasoning_tokens": 2}},
    "fallback": {"from": "one", "to": "two", "reason": "timeout", "sentence": "It was late."},
    "retried": [{"category": "rate-limit", "sentence": "Too many requests.", "at": 5}],
    "request": {"id": "u1", "asked": 3, "cost": None, "price": 1.5, "began": [0, 0]},
}
NEWER = {"version": 2, "started_at": "noon", "agent": 7, "rounds": [{"tool": "search"}]}


@pytest.mark.parametrize("stored", [STORED, NEWER, {"version": VERSION}])
def test_what_is_read_is_written_again_as_it_was(stored):
    assert ReplyMeta.read(stored).stored() == stored


def test_an_older_row_has_no_version_until_it_is_written():
    meta = ReplyMeta.read({"finish_reason": "stop"})
    assert (meta.version, meta.finish_reason) == (None, "stop")
    assert meta.stored() == {"version": VERSION, "finish_reason": "stop"}


def test_what_cannot_be_read_is_none_and_hides_nothing_else():
    meta = ReplyMeta.read(NEWER | {"finish_reason": "stop"})
    assert (meta.started_at, meta.agent, meta.finish_reason) == (None, None, "stop")


def test_what_is_written_replaces_what_could_not_be_read():
    meta = ReplyMeta.read(NEWER).merge(ReplyMeta(started_at=5, agent=None))
    assert meta.stored() == NEWER | {"started_at": 5, "agent": None}


def test_merging_keeps_what_the_other_does_not_say():
    first = ReplyMeta(started_at=5, cost=7, usage=Spent(prompt_tokens=1))
    merged = first.merge(ReplyMeta(cost=None, agent=ByAgent(name="Poet")))
    assert (merged.started_at, merged.cost, merged.agent) == (5, None, ByAgent(name="Poet"))
    assert merged.says("cost") and not merged.says("limit")
    assert first.cost == 7


def test_a_field_can_be_taken_out_whether_it_was_read_or_not():
    gone, whole = ("request", "rounds", "agent"), STORED | NEWER
    kept = {name: it for name, it in whole.items() if name not in gone}
    assert ReplyMeta.read(whole).without(*gone).stored() == kept


def test_names_in_the_database_stay_what_they_are():
    fallback = Instead(from_="one", to="two", reason=Category.TIMEOUT, sentence="Late.")
    assert ReplyMeta(fallback=fallback).stored()["fallback"] == {
        "from": "one",
        "to": "two",
        "reason": "timeout",
        "sentence": "Late.",
    }


def test_a_few_fields_are_read_alone():
    meta = ReplyMeta.read(STORED, "agent", "limit")
    assert meta.agent and meta.agent.name == "Poet" and meta.started_at is None

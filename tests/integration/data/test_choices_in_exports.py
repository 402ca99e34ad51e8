"""What people decided on tools, in exports and imports: kept, without what only they may know."""

import json

import pytest

from spacerr.domain.ids import new_id
from spacerr.domain.replies.questions import Question
from spacerr.domain.tables import Chat
from spacerr.services.accounts.people import LOCAL_NAME
from tests.integration.data.test_steps_in_exports import all_rows, imported_reply, reply_with_steps
from tests.support.models.priced import catalog
from tests.support.people.exports import brought, chat_taken, taken
from tests.support.people.replies import ADA, answered, person
from tests.support.stores.databases import on_both_engines
from tests.support.tools.steps import CALCULATED, steps_of

__all__ = ["catalog"]
pytestmark = [pytest.mark.anyio, on_both_engines]


def asked(kind, decision, by="", **more):
    """A question of which a person has decided something."""
    decided = {"decision": decision, "decided_by": by, "decided_at": 1_200}
    known = {"id": new_id(), "kind": kind, "asked_at": 1_100, "until": 90_000}
    return Question(**known, **(decided if decision else {}), **more)


async def test_what_was_decided_in_a_step_is_kept_but_not_what_was_filled_in(d, model):
    bob, carol = await person(d, "Bob"), await person(d, "Carol")
    questions = (
        asked("confirm", "accept-in-chat", ADA, message="secret arguments", rememberable=True),
        asked("form", "accept", carol, message="secret form", answer={"pin": "secret answer"}),
        asked("link", "expired", url="https://example.org/secret"),
        asked("confirm", None),
    )
    turn = await reply_with_steps(d, model, CALCULATED.changed(questions=questions))
    file = await chat_taken(d, ADA, turn.chat.id)
    [step] = file["chats"][0]["messages"][1]["steps"]
    times = {"asked_at": 1_100, "decided_at": 1_200}
    mine = {
        "kind": "confirm",
        "decision": "accept-in-chat",
        **times,
        "by": LOCAL_NAME,
        "mine": True,
    }
    hers = {"kind": "form", "decision": "accept", **times, "by": "Carol", "mine": False}
    none = {"kind": "link", "decision": "expired", **times, "by": "", "mine": False}
    assert step["questions"] == [mine, hers, none]
    assert "secret" not in json.dumps(file)
    await brought(d, bob, file)
    [copy] = await steps_of(d, (await imported_reply(d, bob)).id)
    kept = [(it.kind.value, it.decision.value, it.decided_by, it.answer) for it in copy.questions]
    assert kept == [
        ("confirm", "accept-in-chat", bob, {}),
        ("form", "accept", "", {}),
        ("link", "expired", "", {}),
    ]


async def test_a_chats_own_choice_of_tools_is_kept_but_no_permission(d, model):
    turn = await answered(d)
    async with d.db.writing() as session:
        chat = await session.get_one(Chat, turn.chat.id)
        chat.tools, chat.allowed_tools = {"calculator": False, "gone": True}, ["files_write"]
        session.add(chat)
    bob, file = await person(d, "Bob"), await taken(d, ADA)
    [part] = file["chats"]
    assert part["tools"] == {"calculator": False, "gone": True}
    assert "files_write" not in json.dumps(file)
    part["allowed_tools"] = ["files_write"]
    await brought(d, bob, file)
    [copy] = [it for it in await all_rows(d, Chat) if it.user_id == bob]
    assert (copy.tools, copy.allowed_tools) == ({"calculator": False, "gone": True}, None)

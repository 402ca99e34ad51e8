"""What a provider refuses for good is asked once, and its own words are kept without the key."""

import json

import pytest

from spacerr.services.replies import details
from tests.provider import Fault, FaultKind, Script
from tests.support.models.adapter import provider
from tests.support.models.offers import key
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, row

__all__ = ["provider"]
pytestmark = pytest.mark.anyio


KEY = "swordfish-of-the-team"


@pytest.mark.parametrize("status", [400, 402, 403, 404, 422])
async def test_it_is_asked_once_and_its_words_are_in_the_details(provider, d, status):
    told = f"No top_k for key {KEY} here."
    body = json.dumps({"error": {"message": told, "type": "error", "code": None}})
    provider.script = Script(fault=Fault(FaultKind.STATUS, status=status, body=body))
    d.settings.retries = 3
    made = await key(d, await team_of(d, ADA), provider.url, secret=KEY)
    turn = await answered(d, model=f"{made.slug}/scripted-1")
    reply = await row(d, turn.reply.id)
    assert len(provider.requests) == 1 and reply.status == "failed"
    found = await details.of_reply(d, ADA, turn.reply.id)
    assert found.origin.provider_words == "No top_k for key [hidden] here."
    assert "swordfish" not in json.dumps([reply.meta, reply.error])

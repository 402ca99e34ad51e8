"""Every field that is kept of a reply is shown in its details, in words."""

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from spacerr.config import ROOT
from tests.integration.details.test_details import KEPT, replied
from tests.support.people.door import owner

pytestmark = pytest.mark.anyio
SCRIPT = Path(__file__).with_name("reply_facts.mjs")
ATTEMPT = {"reply_id": "r1", "model": "openai/gpt-5", "ended_at": 1_795_280_000_000}


async def shown(d, meta) -> dict:
    """What a page shows of a reply that remembers this, by label."""
    ada = await owner(d)
    turn = await replied(d, meta, user=(await ada.get("me")).json()["id"])
    answer = await ada.get(f"chats/{turn.chat.id}/replies/{turn.reply.id}")
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    command = [node, str(SCRIPT), f"{(ROOT / 'assets').as_uri()}/"]
    environment = {"TZ": "UTC", "LANG": "en_US.UTF-8"}
    ran = await asyncio.to_thread(
        subprocess.run,
        command,
        input=json.dumps({**answer.json(), "ok": True}),
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


async def test_every_field_is_shown(people_d):
    failed = {**ATTEMPT, "status": "failed", "error": {"sentence": "Away.", "category": "x"}}
    stopped = {**ATTEMPT, "status": "stopped", "error": None}
    facts = await shown(people_d, {**KEPT, "continues": "m1", "attempts": [failed, stopped]})
    ended = facts.pop("Ended")
    assert ended[0] == "Finished" and len(ended) == 2
    assert facts == {
        "Model": "gpt-5 (openai/gpt-5)",
        "Model reported": "gpt-5-2026-08-01",
        "Provider": "OpenAI",
        "Key": "This server’s",
        "Agent": "Poet, version 3",
        "Fallback": "mini answered in place of gpt-5, with the same key. Away.",
        "Instructions": "Team, Agent. Some were cut to fit",
        "Not shown": "The model also sent a picture, which can’t be shown here",
        "Tools": "Calculator, weather",
        "Conversation": "12 messages sent, 30 older messages left out to fit, "
        "2 pinned, token counts estimated",
        "Adjusted": "The model’s server refused some of the request, so it was asked "
        "without the temperature, with the limit of the reply as max_completion_tokens",
        "Input": "900 tokens",
        "Output": "120 tokens",
        "Counted": "By the provider",
        "Cost": "$0.001234",
        "Asked": "Nov 21, 2026, 5:02:22 PM",
        "First token": "After 0.4 s",
        "Thinking": "0.3 s",
        "Duration": "5.2 s",
        "Speed": "25.5 tokens per second",
        "Retries": ["12:00:00 AM: Too many requests."],
        "Earlier versions": ["4:53:20 PM: gpt-5: Away.", "4:53:20 PM: gpt-5: Stopped"],
        "Recovered": "Another process continued it after an interruption",
        "Continues": "A reply that was cut short",
        "Request ID": "req-1",
    }


@pytest.mark.parametrize(
    ("meta", "label", "words"),
    [
        ({"cost": None}, "Cost", "Unknown: this model’s price isn’t known"),
        ({"cost": 0}, "Cost", "$0.00"),
        ({"cost": 1234, "usage_estimated": True}, "Cost", "About $0.001234"),
        ({"usage_estimated": True}, "Counted", "Estimated by Spacerr"),
        ({"finish_reason": "length", "limit": None}, "Ended", "Reached the length limit"),
        (
            {"finish_reason": "length", "limit": "team"},
            "Ended",
            "Reached the team’s limit per reply",
        ),
        ({"finish_reason": "length", "limit": "own"}, "Ended", "Reached your limit per reply"),
        ({"levels": [], "instructions_cut": False}, "Instructions", "None"),
        ({"connection": "gone"}, "Key", "A removed key"),
    ],
)
async def test_what_is_unknown_or_estimated_says_so(people_d, meta, label, words):
    found = (await shown(people_d, {**KEPT, **meta}))[label]
    assert (found[0] if isinstance(found, list) else found) == words


async def test_what_is_not_known_is_not_shown(people_d):
    assert (await shown(people_d, {})).keys() == {"Ended"}

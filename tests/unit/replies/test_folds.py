"""Writer, follower and page make the same reply of the same events: one list of cases for all."""

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from spacerr.config import ROOT
from spacerr.domain.ids import new_id
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import reply_event
from spacerr.domain.text import utf16_prefix
from spacerr.state.chat.live import chunk

HERE = Path(__file__).parent
CASES = json.loads((HERE / "folds.json").read_text())
NAMES = [it["name"] for it in CASES]


def batches(case: dict[str, Any]) -> list[list[Any]]:
    return [[reply_event.validate_python(it) for it in batch] for batch in case["batches"]]


def followed(case: dict[str, Any]) -> list[Draft]:
    """What a follower is told, batch by batch."""
    drafts = [Draft()]
    for batch in batches(case):
        drafts.append(drafts[-1].rest().extend(batch))
    return drafts


def updates(case: dict[str, Any], reply_id: str) -> list[list[Any]]:
    """What its page is sent of that."""
    drafts = [Draft(), *followed(case)]
    return [
        chunk(reply_id, before, draft, known)
        for known, (before, draft) in zip(drafts, pairwise(drafts[1:]), strict=False)
    ]


def shown(plays: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What pages show after these updates."""
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    command = [node, str(HERE / "folds.mjs"), f"{(ROOT / 'assets').as_uri()}/"]
    played = subprocess.run(command, input=json.dumps(plays), capture_output=True, text=True)
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout)


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_writer_has_the_whole_reply(case):
    draft = Draft().extend(event for batch in batches(case) for event in batch)
    assert (draft.text, draft.reasoning) == (case["text"], case.get("thoughts", ""))
    assert [[it.id, it.state, it.at] for it in draft.steps] == case.get("steps", [])


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_a_follower_is_told_all_of_it(case):
    text = thoughts = ""
    for draft in followed(case):
        text = utf16_prefix(text, draft.offset) + draft.text
        thoughts = utf16_prefix(thoughts, draft.reasoning_offset) + draft.reasoning
    assert (text, thoughts) == (case["text"], case.get("thoughts", ""))


@pytest.mark.parametrize("every", [1, 2], ids=["every update", "every other update"])
def test_a_page_shows_all_of_it(every):
    """React may show only the last of two updates that arrive together."""
    plays: list[dict[str, Any]] = []
    for case in CASES:
        reply_id = new_id()
        sent = updates(case, reply_id)
        plays.append({"id": reply_id, "updates": sent[::-1][::every][::-1]})
    for case, page in zip(CASES, shown(plays), strict=True):
        status = followed(case)[-1].status.value
        expected = {"text": case["text"], "thoughts": case.get("thoughts", ""), "status": status}
        steps = case.get("steps", [])
        assert page == {**expected, "steps": steps, "gaps": []}, case["name"]

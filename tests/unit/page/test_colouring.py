"""Code is coloured beside the page, within bounds, and its text is whole even where that fails."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from spacerr.config import ROOT
from spacerr.vite_config import with_own_settings

PLAY = Path(__file__).parent / "colouring.mjs"


def play(name: str) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    script = (ROOT / "assets/markdown/highlighting.js").as_uri()
    told = subprocess.run([node, PLAY, script, name], check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def test_a_growing_block_is_coloured_no_more_often_than_it_may_be():
    seen = play("coalesced")
    assert all(seen["at"]), "what has arrived is shown at once"
    assert (seen["before"], seen["early"], seen["late"]) == (1, 1, 2)
    assert seen["text"]
    assert seen["from"] == 1, "what is coloured isn't sent back again"
    assert seen["colours"] == [["red"]] * 50 + [[]]


def test_a_very_long_line_stays_plain():
    seen = play("long")
    assert seen["sent"] == "a\n\nb"
    assert seen["text"]
    assert seen["colours"] == [["red"], [""], ["red"]]


def test_the_end_of_a_very_long_block_stays_plain():
    seen = play("many")
    assert seen["sent"]
    assert seen["text"]
    assert seen["last"] == [""]


def test_blocks_that_begin_alike_are_coloured_together():
    seen = play("alike")
    assert seen["asked"] == ["busy", "ab\ncd\ne"]
    assert seen["shown"] == [["busy"], ["ab", "c"], ["ab", "cd", "e"]]
    assert seen["again"] == [["red"], ["red"], ["red"]]


def test_what_cannot_be_coloured_stays_plain_and_keeps_no_other_waiting():
    seen = play("failing")
    assert (seen["ended"], seen["workers"]) == (True, 2)
    assert seen["shown"] == [["bad"], ["good"]]
    assert seen["colours"] == [[[""]], [["red"]]]
    assert (seen["asked"], seen["more"]) == (2, ["bad", "and more"])


def test_without_workers_code_is_plain():
    assert play("none") == {"now": ["a", "b"], "shown": [["a", "b"]]}


def test_workers_are_built_as_modules_and_packages_are_found_before_a_page_asks():
    config = 'export default defineConfig({\n  base: "/",\n  plugins: [],\n  build: {\n  },\n});'
    once = with_own_settings(config)
    assert 'worker: { format: "es" }' in once
    assert 'optimizeDeps: { entries: ["app/' in once
    assert "build: {\n    manifest: true,\n" in once
    assert with_own_settings(once) == once
    with pytest.raises(RuntimeError, match="vite_config"):
        with_own_settings("export default {};")

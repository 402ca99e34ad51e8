"""The rules of the page's stores, each in a test of its own in the script beside this one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NAMES = HERE.parents[1] / "support" / "page_scripts.mjs"
SCRIPTS = sorted(HERE.glob("*.test.mjs"))


def test_nothing_is_left_out():
    assert len(SCRIPTS) >= 5


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda it: it.name.partition(".")[0])
def test_the_rules_of_a_store_hold(script: Path):
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    command = [node, "--import", str(NAMES), "--test-reporter", "spec", str(script)]
    environment = {**os.environ, "TZ": "UTC", "LANG": "en_US.UTF-8"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr

"""Building the page changes nothing that is committed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from spacerr.config import ROOT

NPMRC = ".npmrc"
SETTING = "omit-lockfile-registry-resolved"


def test_npm_leaves_the_registrys_addresses_out_as_the_committed_file_does(tmp_path: Path):
    shutil.copy(ROOT / NPMRC, tmp_path / NPMRC)
    npm = shutil.which("npm")
    assert npm, "npm is not on PATH: put the environment's bin first"
    bare = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
    }  # no npm settings of a person
    told = subprocess.run(
        [npm, "config", "get", SETTING], cwd=tmp_path, env=bare, check=True, capture_output=True
    )
    assert told.stdout.strip() == b"true"
    for lock in (ROOT / "reflex.lock" / "package-lock.json", ROOT / "package-lock.json"):
        packages = json.loads(lock.read_text())["packages"]
        assert not [name for name, package in packages.items() if "resolved" in package]

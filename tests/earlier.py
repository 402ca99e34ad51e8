"""The version of Spacerr before this one, beside which this one has to run.

Set both to the version before with each release.
"""

import subprocess
from pathlib import Path

from tests.server import ROOT

COMMIT = "276173f3bc9aa7047e42dc7cab354da26d49477b"
REVISION = "0006"
"""The newest migration that it knows."""


class NoHistory(Exception):
    """The earlier version isn't here: this is a shallow clone, or no clone at all."""


def checked_out(folder: Path) -> Path:
    """The earlier version's files in a new folder. Raises NoHistory."""
    folder.mkdir()
    archive = folder / "earlier.tar"
    packed = ["git", "archive", f"--output={archive}", COMMIT]
    unpacked = ["tar", "-xf", str(archive), "-C", str(folder)]
    for command in (packed, unpacked):
        if subprocess.run(command, cwd=ROOT, capture_output=True).returncode:
            raise NoHistory
    return folder

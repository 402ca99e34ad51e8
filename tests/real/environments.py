"""Virtual environments for the servers that are tested against, each with what its
`requirements-NAME.txt` lists, apart from Spacerr's own. Run by itself, this makes all of them.
"""

import fcntl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".real"
INSTALL_LIMIT = 30 * 60.0  # seconds


def environment(name: str) -> Path:
    """The folder of programs of an environment, which is made once and again when its list changes.

    Raises CalledProcessError when something can't be installed.
    """
    listed = Path(__file__).with_name(f"requirements-{name}.txt")
    folder = FOLDER / name
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".installed"
        if not done.exists() or done.read_text() != listed.read_text():
            run(sys.executable, "-m", "venv", "--clear", str(folder))
            pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet")
            run(*pip, "--disable-pip-version-check", "-r", str(listed))
            done.write_text(listed.read_text())
    return folder / "bin"


def run(*command: str | Path) -> None:
    """Raises CalledProcessError."""
    subprocess.run([*command], check=True, timeout=INSTALL_LIMIT)


if __name__ == "__main__":
    for file in sorted(Path(__file__).parent.glob("requirements-*.txt")):
        environment(file.stem.removeprefix("requirements-"))

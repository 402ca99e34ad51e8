"""Environments for the servers that are tested against, apart from Spacerr's own: virtual ones with
what `requirements-NAME.txt` lists, and folders of Node's packages as `node_NAME` locks them. Run by
itself, this makes all of them.
"""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
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
    with _installing(folder, listed) as needed:
        if needed:
            run(sys.executable, "-m", "venv", "--clear", str(folder))
            pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet")
            run(*pip, "--disable-pip-version-check", "-r", str(listed))
    return folder / "bin"


def node_packages(name: str) -> Path:
    """The folder of Node's packages that `node_NAME` locks, installed as an environment is."""
    given = Path(__file__).with_name(f"node_{name}")
    folder = FOLDER / given.name
    with _installing(folder, given / "package-lock.json") as needed:
        if needed:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(given, folder)
            run("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error")
    return folder / "node_modules"


@contextmanager
def _installing(folder: Path, listed: Path) -> Generator[bool]:
    """Whether what is listed has to be installed into a folder: by one process at a time."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / ".installed"
        needed = not done.exists() or done.read_text() != listed.read_text()
        yield needed
        done.write_text(listed.read_text())


def run(*command: str | Path) -> None:
    """Raises CalledProcessError."""
    subprocess.run([*command], check=True, timeout=INSTALL_LIMIT)


if __name__ == "__main__":
    for file in sorted(Path(__file__).parent.glob("requirements-*.txt")):
        environment(file.stem.removeprefix("requirements-"))
    for file in sorted(Path(__file__).parent.glob("node_*")):
        node_packages(file.name.removeprefix("node_"))

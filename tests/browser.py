"""Finds a Chromium for the tests, installing one where none is: `python -m tests.browser`.

First Playwright's own, then a headless shell, a Chromium or a Chrome of this system, then Debian's
packages. Playwright's own is a headless shell, too. A whole browser loads pages more slowly, and
takes two seconds for each click in a window that is not in front: it draws there once a second.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, sync_playwright

SHELL = "chromium-headless-shell"
SYSTEM = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    # Chromium heeds the last such list alone: first what Playwright's has, then the pages in which
    # the address bar shows suggestions. Each window would draw them, for half a second of a core.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]


def launch_options(chromium: BrowserType, *, whole: bool = False) -> dict[str, Any]:
    """What `chromium.launch` needs here. `whole`: a browser as people use it rather than a headless
    shell, for measuring. Raises RuntimeError when there is no browser.
    """
    found = executable(chromium, (*SYSTEM[1:], SHELL) if whole else SYSTEM)
    if found is None:
        raise RuntimeError("No Chromium was found. `make browser` installs one where it can.")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    sandbox = ["--no-sandbox"] if as_root else []
    return {"executable_path": str(found), "args": [*ARGUMENTS, *sandbox]}


def executable(chromium: BrowserType, names: Sequence[str] = SYSTEM) -> Path | None:
    """Playwright's own browser, else one of the system's, in the order of their `names`."""
    own = Path(chromium.executable_path)
    if own.exists():
        return own
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return next((app for app in APPS if app.exists()), None)


def install() -> None:
    """Get a browser: Playwright's download, else the system's package manager."""
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        ways += [
            [*sudo, "apt-get", "update", "-qq"],
            *([*sudo, "apt-get", "install", "-y", "-qq", name] for name in (SHELL, "chromium")),
        ]
    for way in ways:
        subprocess.run(way, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with sync_playwright() as playwright:
            if executable(playwright.chromium):
                return
    sys.exit("No browser could be installed. Install Chromium or Chrome, then try again.")


def main() -> None:
    with sync_playwright() as playwright:
        found = executable(playwright.chromium)
    if found is None:
        install()


if __name__ == "__main__":
    main()

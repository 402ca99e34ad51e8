"""What Vite, which builds and serves the page, is told besides what Reflex tells it.

Workers of the page are built as modules, which alone load parts of theirs when wanted. In
development all scripts are searched for packages before the first page is served: those found later
would be prepared anew together with React, and an open page then has two of it. A build lists its
files and what each imports (`api/preload.py`).
"""

from typing import Any

from reflex.plugins import Plugin

from spacerr.insert_after import insert_after

CONFIG = "vite.config.js"
_TOP = '  base: "/",\n'
_OWN_TOP = """  worker: { format: "es" },
  optimizeDeps: { entries: ["app/**/*.{js,jsx}", "public/**/*.{js,jsx}"] },
"""
_BUILD = "  build: {\n"
_OWN_BUILD = "    manifest: true,\n"


class ViteConfig(Plugin):
    """Adds to the settings that Reflex writes."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](CONFIG, with_own_settings)


def with_own_settings(config: str) -> str:
    """Vite's settings, changed once. Raises RuntimeError where they aren't those we know."""
    config = insert_after(config, _TOP, _OWN_TOP, "vite_config.py")
    return insert_after(config, _BUILD, _OWN_BUILD, "vite_config.py")

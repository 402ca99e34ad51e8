"""What Vite, which builds and serves the page, is told besides what Reflex tells it.

Workers of the page are built as modules, which alone load parts of theirs when wanted. In
development all scripts are searched for packages before the first page is served: those found later
would be prepared anew together with React, and an open page then has two of it.
"""

from typing import Any

from reflex.plugins import Plugin

from spacerr.insert_after import insert_after

CONFIG = "vite.config.js"
_KNOWN = '  base: "/",\n'
_OWN = """  worker: { format: "es" },
  optimizeDeps: { entries: ["app/**/*.{js,jsx}", "public/**/*.{js,jsx}"] },
"""


class ViteConfig(Plugin):
    """Adds to the settings that Reflex writes."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](CONFIG, with_own_settings)


def with_own_settings(config: str) -> str:
    """Vite's settings, changed once. Raises RuntimeError where they aren't those we know."""
    return insert_after(config, _KNOWN, _OWN, "vite_config.py")

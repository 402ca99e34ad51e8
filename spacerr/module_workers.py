"""Workers of the page are built as modules, which alone load parts of theirs when wanted."""

from typing import Any

from reflex.plugins import Plugin

from spacerr.insert_after import insert_after

CONFIG = "vite.config.js"
_KNOWN = '  base: "/",\n'
_OWN = '  worker: { format: "es" },\n'


class ModuleWorkers(Plugin):
    """Adds to the settings with which Reflex has the page built."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](CONFIG, with_module_workers)


def with_module_workers(config: str) -> str:
    """Vite's settings, changed once. Raises RuntimeError where they aren't those we know."""
    return insert_after(config, _KNOWN, _OWN, "module_workers.py")

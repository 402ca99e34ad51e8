"""Has the page's web workers built as modules: only modules can load parts on demand."""

from typing import Any

from reflex.plugins import Plugin

from spacerr.insert_after import insert_after

CONFIG = "vite.config.js"
_KNOWN = '  base: "/",\n'
_OWN = '  worker: { format: "es" },\n'


class ModuleWorkers(Plugin):
    """Changes the Vite settings that Reflex writes."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](CONFIG, with_module_workers)


def with_module_workers(config: str) -> str:
    """Vite's settings with our change. Raises RuntimeError where they aren't the ones we know."""
    return insert_after(config, _KNOWN, _OWN, "module_workers.py")

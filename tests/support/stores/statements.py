"""Every SQL statement that is run meanwhile, and how much text went with those that write."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


class Statements(list[str]):
    written = 0
    """Characters of text in the parameters of updates and inserts."""


@contextmanager
def statements() -> Generator[Statements]:
    run = Statements()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        run.append(statement.lower())
        if run[-1].startswith(("update", "insert")):
            run.written += sum(len(it) for it in _values(parameters) if isinstance(it, str))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _values(parameters: Any) -> Iterable[Any]:
    if isinstance(parameters, Mapping):
        return parameters.values()
    if parameters and isinstance(parameters[0], tuple | list | Mapping):
        return [value for row in parameters for value in _values(row)]
    return parameters

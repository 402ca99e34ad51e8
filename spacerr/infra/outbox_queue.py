"""The rows of the outbox that one process still has to publish."""

from asyncio import Task
from collections import deque
from dataclasses import dataclass, field

from spacerr.domain.tables.outbox import OutboxRow


@dataclass(slots=True)
class Outbox:
    """`waiting` are rows in the order of their commits, which the `pump` publishes one by one;
    `published` names, by `once`, those whose rows can go.
    """

    waiting: deque[OutboxRow] = field(default_factory=deque[OutboxRow])
    published: list[str] = field(default_factory=list[str])
    pump: Task[None] | None = None

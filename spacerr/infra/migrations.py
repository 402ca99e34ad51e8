"""Brings the embedded database to the newest shape, once, whoever starts first."""

import fcntl
from pathlib import Path

from alembic import command
from alembic.config import Config

from spacerr.config import ROOT


def upgrade(url: str, lock: Path, target: str = "head") -> None:
    """Run all missing migrations. Blocks; racing processes wait for each other on `lock`."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        command.upgrade(alembic_config(url), target)


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database URL of ours."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config

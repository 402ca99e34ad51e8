"""Every setting, read once from the environment and `.env`.

`python -m spacerr.config` prints `.env.example`.
"""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import load_dotenv
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from spacerr.domain.allowances import Quota, TeamQuota, TimeLimits
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.ids import new_id
from spacerr.domain.prompts.instructions import validate_instructions
from spacerr.domain.web.origins import origin
from spacerr.env_example import env_example

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET_CHARS = 32


class Settings(BaseSettings):
    """Spacerr's settings. The variable is `SPACERR_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SPACERR_", extra="ignore")

    data_dir: Path = Field(
        default=ROOT / ".spacerr",
        description="Folder for the embedded database and Valkey's data.",
    )
    database_url: str = Field(
        default="",
        description="A database other than the embedded SQLite file, "
        "for example postgresql+psycopg://user:password@host/spacerr.",
    )
    redis_url: str = Field(
        default="",
        description="A Redis or Valkey server other than the bundled one, "
        "for example redis://localhost:6379/0.",
    )
    auth_mode: Literal["local", "accounts"] = Field(
        default="local",
        description="`local`: the person at this machine is signed in; loopback addresses only. "
        "`accounts`: everybody signs in.",
    )
    sign_up: Literal["open", "invitation", "closed"] = Field(
        default="invitation",
        description="Who can make an account: everybody, whoever has an invitation, or nobody.",
    )
    secret: str = Field(
        default="",
        description="What e-mail addresses and keys are sealed with: at least 32 random "
        "characters, the same in every process. Empty: a file in the data folder.",
    )
    new_secret: str = Field(
        default="", description="What is to replace SPACERR_SECRET, while rotate-secret runs."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Addresses of reverse proxies that tell who is asking, separated by commas.",
    )
    allowed_origins: str = Field(
        default="",
        description="Further origins that may use this server, separated by commas, "
        "for example https://chat.example.org.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(
        default=3000, ge=1, le=65535, description="Port of the page (`make serve`: of everything)."
    )
    backend_port: int = Field(
        default=8000, ge=1, le=65535, description="Port of the backend in dev mode (`make run`)."
    )
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that serve with `make serve`. With more than one, "
        "tabs' states live in Redis.",
    )
    tabs_in_redis: bool = Field(
        default=False,
        description="Whether tabs' states live in Redis with one worker too: "
        "for several instances behind one address.",
    )
    default_model: str = Field(
        default="", description="The model of new chats, for example openai/gpt-5 or demo."
    )
    models: str = Field(
        default="",
        description="The only models to offer, separated by commas. Empty: all that can be used.",
    )
    title_model: str = Field(
        default="", description="The model that names chats. Empty: the chat's own model."
    )
    instructions: str = Field(
        default="",
        description="What models are told in every chat; what teams and people say wins over it. "
        "Empty: what is written in the settings.",
    )
    ollama_url: str = Field(
        default="http://127.0.0.1:11434", description="A local Ollama server; empty: never asked."
    )
    mcp_config: str = Field(
        default="",
        description="A file of MCP servers whose tools models may use, in the shape that other "
        "clients use; docs/tools.md describes it.",
    )
    private_model_servers: bool | None = Field(
        default=None,
        description="Whether people may name model servers in this machine's own network. "
        "Empty: where nobody signs in.",
    )
    time_limits: dict[str, TimeLimits] = Field(
        default={},
        description="Longest waits in seconds per provider, as JSON, for example "
        '{"ollama": {"first_token": 300, "silence": 60, "total": 1800}}.',
    )
    retries: int = Field(
        default=3,
        ge=0,
        le=10,
        description="How often a model that could not be asked is asked again by itself.",
    )
    continue_lost_replies: bool = Field(
        default=True,
        description="Whether a reply whose process ended is continued by another one.",
    )
    person_quota: Quota | None = Field(
        default=None,
        description="What a person may ask for, as JSON; 0 is no limit. Empty: no limits "
        "without accounts, else those in the README.",
    )
    team_quota: TeamQuota | None = Field(
        default=None, description="The same for all people of a team together."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged."
    )
    log_json: bool = Field(default=False, description="Log lines as JSON, for machines.")

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, url: str) -> str:
        if url and not url.startswith(("postgresql+psycopg://", "sqlite+aiosqlite:///")):
            raise ValueError("expects postgresql+psycopg://… or sqlite+aiosqlite:///…")
        return url

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, url: str) -> str:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("expects redis://…, rediss://… or unix://…")
        return url

    @field_validator("private_model_servers", "person_quota", "team_quota", mode="before")
    @classmethod
    def _empty_as_default(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("instructions")
    @classmethod
    def _check_instructions(cls, text: str) -> str:
        try:
            return validate_instructions(text)
        except SpacerrError as error:
            raise ValueError(str(error).rstrip(".")) from error

    @field_validator("secret", "new_secret")
    @classmethod
    def _check_secret(cls, secret: str) -> str:
        if secret and len(secret) < SECRET_CHARS:
            raise ValueError(f"expects at least {SECRET_CHARS} characters")
        return secret

    @field_validator("allowed_origins")
    @classmethod
    def _normalise_origins(cls, origins: str) -> str:
        return ",".join(dict.fromkeys(origin(it) for it in _split(origins)))

    @field_validator("host")
    @classmethod
    def _check_host(cls, host: str, info: ValidationInfo) -> str:
        if host in LOOPBACK_HOSTS:
            return host
        if info.data.get("auth_mode") != "accounts":
            raise ValueError(
                "expects 127.0.0.1, localhost or ::1, because whoever reaches this server "
                "is signed in as its owner; with SPACERR_AUTH_MODE=accounts everybody signs in"
            )
        if not info.data.get("allowed_origins"):
            raise ValueError(
                "SPACERR_ALLOWED_ORIGINS has to name the address people open in their browser"
            )
        return host

    @property
    def database(self) -> str:
        """The database's URL, embedded or not."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.resolve()}/spacerr.db"

    @property
    def embedded_database(self) -> bool:
        return not self.database_url

    @property
    def shares_tabs(self) -> bool:
        """Whether tabs may move between processes, so that their state is in Redis."""
        return self.workers > 1 or self.tabs_in_redis

    @property
    def local(self) -> bool:
        """Whether the user at this machine works without signing in."""
        return self.auth_mode == "local"

    @property
    def allows_private_servers(self) -> bool:
        """Whether users may add model servers in this machine's own network."""
        return self.local if self.private_model_servers is None else self.private_model_servers

    @property
    def origins(self) -> list[str]:
        """Origins whose pages may open a connection."""
        own = [
            f"http://{name}:{port}"
            for name in ("localhost", "127.0.0.1", "[::1]")
            for port in sorted({self.port, self.backend_port})
        ]
        return own + self.public_origins

    @property
    def public_origins(self) -> list[str]:
        """Origins of the page's addresses, other than this machine."""
        return _split(self.allowed_origins)

    @property
    def https_origins(self) -> list[str]:
        return [origin for origin in self.public_origins if origin.startswith("https://")]

    @property
    def allowed_hosts(self) -> list[str]:
        """Host names that requests may have, other than loopback."""
        return [urlsplit(origin).hostname or "" for origin in self.public_origins]

    @property
    def proxies(self) -> list[str]:
        return _split(self.trusted_proxies)

    @property
    def offered_models(self) -> list[str]:
        return _split(self.models)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


@cache
def settings() -> Settings:
    """The process's settings. Ends the process with a sentence when a variable is wrong.

    `.env` goes into the environment, because the provider keys in it are read there.
    """
    load_dotenv(os.environ.get("SPACERR_ENV_FILE", ROOT / ".env"))
    try:
        return Settings()
    except ValidationError as error:
        sys.exit("\n".join(_sentences(error)))


def _sentences(error: ValidationError) -> list[str]:
    lines: list[str] = []
    for problem in error.errors():
        name = f"SPACERR_{problem['loc'][0]}".upper()
        reason = problem["msg"].removeprefix("Value error, ")
        value = "…" if name.endswith("SECRET") else os.environ.get(name, "…")
        lines.append(f"Spacerr can't start: {name}={value}: {reason}.")
    return lines


def start_id() -> str:
    """An id of this start: the first process puts it into the environment for the others."""
    return os.environ.setdefault("SPACERR_START", new_id())


if __name__ == "__main__":
    sys.stdout.write(env_example(Settings.model_fields))

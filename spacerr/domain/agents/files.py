"""The file format of agents, in its version 1; docs/agents.md describes it.

An imported file is not trusted: it has the same limits as typed input.
"""

from codecs import BOM_UTF8
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from spacerr.domain.agents.agents import AgentSettings, validate_agent
from spacerr.domain.errors.agents import DamagedAgentFile, NotAnAgentFile, OtherAgentFormat
from spacerr.domain.ids import now_ms

FORMAT = "spacerr-agent"
VERSION = 1


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: Literal["spacerr-agent"] = FORMAT
    version: int = VERSION


class _File(_Head):
    exported_at: int = 0
    agent: AgentSettings


def dump_agent(settings: AgentSettings) -> str:
    """An agent as an indented JSON file."""
    return _File(exported_at=now_ms(), agent=settings).model_dump_json(indent=2)


def parse_agent(file: bytes) -> AgentSettings:
    """The agent in a file.

    Raises NotAnAgentFile, OtherAgentFormat, DamagedAgentFile, and what `validate_agent` raises.
    """
    file = file.removeprefix(BOM_UTF8)
    try:
        head = _Head.model_validate_json(file)
    except ValidationError:
        raise NotAnAgentFile from None
    if head.version != VERSION:
        raise OtherAgentFormat
    try:
        return validate_agent(_File.model_validate_json(file).agent)
    except ValidationError:  # its text has the file's content
        raise DamagedAgentFile from None

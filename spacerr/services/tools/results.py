"""The tool with which a model reads on in a result that was too long to be told at once."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from spacerr.domain.errors.tool_calls import NothingThere, UnknownResult
from spacerr.domain.limits import ID_CHARS
from spacerr.domain.tools.long_results import next_page
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.steps import results
from spacerr.services.tools.tool import Tool, ToolContext

READ_RESULT = ToolSpec(
    "read_result",
    "Rest of a result",
    "Reads on in a long result",
    "Reads on in a result of a tool that was too long to be told at once. Its id and the offset "
    "stand at the end of what was told.",
    {
        "type": "object",
        "properties": {
            "id": {"type": "string", "maxLength": ID_CHARS},
            "offset": {
                "type": "integer",
                "description": "How many characters are passed over.",
                "minimum": 0,
                "default": 0,
            },
        },
        "required": ["id"],
        "additionalProperties": False,
    },
    repeatable=True,
)


def result_reader(step_ids: Collection[str]) -> Tool:
    """The tool that reads the results of these steps: of no others, since a model can be made to
    name any.
    """
    return Tool(READ_RESULT, partial(_read, step_ids))


async def _read(step_ids: Collection[str], ctx: ToolContext, arguments: Mapping[str, Any]) -> str:
    known = arguments["id"] in step_ids
    found = await results.read(ctx.d, arguments["id"]) if known else None
    if found is None:
        raise UnknownResult
    offset = int(arguments.get("offset", 0))  # 5.0 counts as an integer
    if offset >= len(found.text):
        raise NothingThere(len(found.text))
    return next_page(found.text, offset, found.chars)

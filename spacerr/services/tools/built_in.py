"""The tools that every server has: a calculator, a clock, a search in chats, and questions."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from spacerr.domain.limits import SEARCH_CHARS
from spacerr.domain.replies.questions import Choice, FieldKind, FormField, QuestionKind
from spacerr.domain.roles import Sharing
from spacerr.domain.text import one_line
from spacerr.domain.tools import calculator, clock
from spacerr.domain.tools.limits import (
    ANSWER_CHARS,
    ANSWER_CHOICES,
    EXPRESSION_CHARS,
    QUESTION_CHARS,
    ZONE_CHARS,
)
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.chats import search
from spacerr.services.chats.search import ChatHit
from spacerr.services.questions.questions import new_question
from spacerr.services.tools.tool import Ask, Tool, ToolContext

NO_ANSWER = "(The person doesn't want to answer this. Go on without, and don't ask it again.)"


def _parameters(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of arguments; those without a default are required."""
    required = [name for name, it in properties.items() if "default" not in it]
    return {
        "type": "object",
        "properties": {name: dict(it) for name, it in properties.items()},
        "required": required,
        "additionalProperties": False,
    }


async def _calculate(_: ToolContext, arguments: Mapping[str, Any]) -> str:
    return await asyncio.to_thread(calculator.calculate, arguments["expression"])


async def _tell_time(ctx: ToolContext, arguments: Mapping[str, Any]) -> str:
    zone = arguments.get("timezone") or ctx.reply.user_settings.time_zone
    return await asyncio.to_thread(clock.describe_time, datetime.now(UTC), zone)


async def _search(ctx: ToolContext, arguments: Mapping[str, Any]) -> str:
    """In a chat that others read, only what others may read is found."""
    chat = ctx.reply.chat
    team = "" if chat.shared == Sharing.PRIVATE else chat.team_id
    hits = await search.search(ctx.d, ctx.reply.user_id, arguments["query"], shared_in=team)
    found = [_hit(it) for it in hits if it.chat_id != ctx.reply.chat.id]
    if not found:
        return "Nothing was found. Every word of a query must be in one message: try fewer words."
    return json.dumps(found, ensure_ascii=False, indent=1)


def _hit(hit: ChatHit) -> dict[str, Any]:
    passages = [hit.snippet, *(it.snippet for it in hit.more)]
    return {
        "chat": "".join(it.text for it in hit.title),
        "link": f"/chat/{hit.chat_id}",
        "passages": ["".join(part.text for part in it) for it in passages if it],
    }


async def _ask(ctx: ToolContext, arguments: Mapping[str, Any]) -> str | Ask:
    asked = next((it for it in ctx.step.questions if it.kind is QuestionKind.FORM), None)
    if asked is None:
        field = _answer_field(arguments.get("choices", ()), several=arguments.get("several", False))
        message = arguments["question"].strip()
        return Ask((new_question(QuestionKind.FORM, message, fields=(field,)),))
    if not asked.accepted:
        return NO_ANSWER
    answer = asked.answer["answer"]
    return answer if isinstance(answer, str) else "\n".join(answer)


def _answer_field(choices: Iterable[str], *, several: bool) -> FormField:
    known = dict.fromkeys(line for it in choices if (line := one_line(it)))
    kind = FieldKind.CHOICES if several else FieldKind.CHOICE
    return FormField(
        name="answer",
        title="Answer",
        kind=kind if known else FieldKind.TEXT,
        required=True,
        choices=tuple(Choice(value=it, title=it) for it in known),
    )


CALCULATOR = Tool(
    ToolSpec(
        "calculator",
        "Calculator",
        "Exact arithmetic, percentages and units",
        "Computes an arithmetic expression exactly, with functions such as sqrt, ln and sin, "
        "percentages, large integers and units. Examples: 2^200, 15% of 80, sqrt(2)*3, "
        "60 km/h * 2.5 h, 72 degF to degC. Use it for any arithmetic that you are not certain of.",
        _parameters(
            expression={
                "type": "string",
                "description": "The expression to compute.",
                "minLength": 1,
                "maxLength": EXPRESSION_CHARS,
            }
        ),
        repeatable=True,
    ),
    _calculate,
)
CLOCK = Tool(
    ToolSpec(
        "current_time",
        "Clock",
        "The date and time, in any time zone",
        "Tells the current date and time in a time zone.",
        _parameters(
            timezone={
                "type": "string",
                "description": "An IANA name such as Europe/Berlin, an offset such as +02:00, or a "
                "city. Without one, the time zone of the person who asks.",
                "maxLength": ZONE_CHARS,
                "default": "",
            }
        ),
        repeatable=True,
    ),
    _tell_time,
)
SEARCH = Tool(
    ToolSpec(
        "search_knowledge_base",
        "Search",
        "What was said in your other chats",
        "Searches the earlier chats of the person who asks, and those shared with them. Returns "
        "titles, passages and links. Cite a chat with a Markdown link to its address.",
        _parameters(
            query={
                "type": "string",
                "description": "A few key words. All of them must be in one message or title.",
                "minLength": 1,
                "maxLength": SEARCH_CHARS,
            }
        ),
        repeatable=True,
    ),
    _search,
)
ASK_PERSON = Tool(
    ToolSpec(
        "ask_person",
        "Question",
        "Asks you what it can’t go on without",
        "Asks the person a question, and waits for the answer, perhaps for hours. Use it rarely: "
        "only if you can neither go on without an answer, nor find it out or assume it. Ask one "
        "thing at a time, with choices if there are few answers. Don't ask whether to begin or go "
        "on, and don't use it for a question that can stand at the end of your reply.",
        _parameters(
            question={
                "type": "string",
                "description": "The question, as plain text that is understood by itself.",
                "minLength": 1,
                "maxLength": QUESTION_CHARS,
            },
            choices={
                "type": "array",
                "description": "The possible answers. Without any, the person writes one.",
                "items": {"type": "string", "maxLength": ANSWER_CHARS},
                "maxItems": ANSWER_CHOICES,
                "default": [],
            },
            several={
                "type": "boolean",
                "description": "Whether several of the choices may be chosen.",
                "default": False,
            },
        ),
        repeatable=True,
    ),
    _ask,
)

BUILT_IN = (CALCULATOR, CLOCK, SEARCH, ASK_PERSON)

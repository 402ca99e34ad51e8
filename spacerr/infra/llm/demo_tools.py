"""What the Demo model does with tools: it calculates and tells the time when it is asked to."""

import json
import re
from collections.abc import Collection

from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest, ToolCall

_SUM = re.compile(r"(?:\d[\d.,_]*|\bpi\b|\bsqrt\b|[-+*/^×÷%!()\s])*", re.I)
_OPERATOR = re.compile(r"\d\s*[-+*/^×÷%!]|\bsqrt\b", re.I)
_TIME = re.compile(r"\bwhat time\b|\bthe time\b|\bwhich day\b|\bwhat day\b|\btoday'?s date\b", re.I)
_PLACE = re.compile(r"\bin ([A-Z][\w-]+(?: [A-Z][\w-]+)*)")


def tool_calls(request: ModelRequest) -> list[ToolCall]:
    """The calls with which a question is answered; none after their results."""
    if not request.may_call or not request.messages or request.messages[-1].role is not Role.USER:
        return []
    question = request.messages[-1].text
    known = {it.name for it in request.tools}
    turn = len(request.messages)
    calls = [*_sums(question, known), *_times(question, known)]
    return [
        ToolCall(f"demo_{turn}_{n}", name, json.dumps(arguments, ensure_ascii=False))
        for n, (name, arguments) in enumerate(calls)
    ]


def tell_results(messages: tuple[ChatMessage, ...]) -> str:
    """What the Demo model says of the results at the end of some messages."""
    results = {it.call: it.text for it in messages if it.call}
    calls = next((it.calls for it in reversed(messages) if it.calls), ())
    told = [_tell(it, results.get(it.id, "")) for it in calls]
    return "\n\n".join([*told, "I can't calculate and have no clock: the tools said so."])


def _tell(call: ToolCall, result: str) -> str:
    if call.name == "calculator" and "\n" not in result:
        return f"`{json.loads(call.arguments)['expression']}` is **{result}**."
    return "\n".join(f"> {line}  " for line in result.splitlines()[:3])


def _sums(question: str, known: Collection[str]) -> list[tuple[str, dict[str, str]]]:
    found = [it[0].strip(" \t\n,.;:") for it in _SUM.finditer(question)]
    sums = [it for it in found if _OPERATOR.search(it)]
    return [("calculator", {"expression": it}) for it in sums if "calculator" in known]


def _times(question: str, known: Collection[str]) -> list[tuple[str, dict[str, str]]]:
    if "current_time" not in known or not _TIME.search(question):
        return []
    places = _PLACE.findall(question)
    return [("current_time", {"timezone": it}) for it in places] or [("current_time", {})]

"""What the Demo model does with tools: it calculates, tells the time and asks a question when it is
asked to.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from spacerr.domain.status import Role
from spacerr.infra.llm.demo_texts import ANSWERS, QUESTION, pick_text
from spacerr.infra.llm.interface import ChatMessage, ModelRequest, ToolCall

_SUM = re.compile(r"(?:\d[\d.,_]*|\bpi\b|\bsqrt\b|[-+*/^×÷%!()\s])*", re.I)
_OPERATOR = re.compile(r"\d\s*[-+*/^×÷%!]|\bsqrt\b", re.I)
_TIME = re.compile(r"\bwhat time\b|\bthe time\b|\bwhich day\b|\bwhat day\b|\btoday'?s date\b", re.I)
_PLACE = re.compile(r"\bin ([A-Z][\w-]+(?: [A-Z][\w-]+)*)")
_ASK = re.compile(r"\bask me (?:a|an|another|one|some|something|what)\b", re.I)
_Calls = list[tuple[str, Mapping[str, Any]]]


def tool_calls(request: ModelRequest) -> list[ToolCall]:
    """The calls with which a question is answered; none after their results."""
    if not request.may_call or not request.messages or request.messages[-1].role is not Role.USER:
        return []
    question = request.messages[-1].text
    known = {it.name for it in request.tools}
    turn = len(request.messages)
    calls = [*_sums(question, known), *_times(question, known), *_questions(question, known)]
    return [
        ToolCall(f"demo_{turn}_{n}", name, json.dumps(arguments, ensure_ascii=False))
        for n, (name, arguments) in enumerate(calls)
    ]


def tell_results(messages: tuple[ChatMessage, ...]) -> str:
    """What the Demo model says of the results at the end of some messages."""
    results = {it.call: it.text for it in messages if it.call}
    calls = next((it.calls for it in reversed(messages) if it.calls), ())
    told = [_tell(it, results.get(it.id, "")) for it in calls]
    if any(it.name != "ask_person" for it in calls):
        told.append("I can't calculate and have no clock: the tools said so.")
    told += [pick_text(results[it.id]) for it in calls if results.get(it.id) in ANSWERS]
    return "\n\n".join(told)


def _tell(call: ToolCall, result: str) -> str:
    if call.name == "calculator" and "\n" not in result:
        return f"`{json.loads(call.arguments)['expression']}` is **{result}**."
    if call.name == "ask_person":
        chosen = f"You chose **{result}**." if result in ANSWERS else "You chose nothing of these."
        return f"{chosen} I waited for that, and it could have taken until tomorrow."
    return "\n".join(f"> {line}  " for line in result.splitlines()[:3])


def _sums(question: str, known: Collection[str]) -> _Calls:
    found = [it[0].strip(" \t\n,.;:") for it in _SUM.finditer(question)]
    sums = [it for it in found if _OPERATOR.search(it)]
    return [("calculator", {"expression": it}) for it in sums if "calculator" in known]


def _times(question: str, known: Collection[str]) -> _Calls:
    if "current_time" not in known or not _TIME.search(question):
        return []
    places = _PLACE.findall(question)
    return [("current_time", {"timezone": it}) for it in places] or [("current_time", {})]


def _questions(question: str, known: Collection[str]) -> _Calls:
    if "ask_person" not in known or not _ASK.search(question):
        return []
    return [("ask_person", {"question": QUESTION, "choices": list(ANSWERS)})]

"""The steps of a reply as lines of its Markdown."""

import re
from collections.abc import Sequence

from spacerr.domain.replies.questions import ACCEPTED, Decision, Question, QuestionKind
from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.text import utf16_prefix
from spacerr.domain.tools.brief import brief
from spacerr.domain.tools.limits import STEP_BRIEF_CHARS, STEP_SENTENCE_CHARS

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})")
_BLANK = re.compile(r"\A(?:\s*\n|[ \t]+)")
_MARKUP = re.compile(r"(?<=\S)[\\`*_\[<~]|[\\`*_\[<~](?=\S)")
"""Characters that are more than themselves. Between spaces they mean nothing: `17 * 23` stays."""


def with_steps(text: str, steps: Sequence[Step]) -> str:
    """A reply's text with a line for each step where it stands: before a code block, if in one."""
    parts: list[str] = []
    done = 0
    for step in steps:
        end = max(done, len(utf16_prefix(text, step.at)))
        end = done + _before_code(text[done:end])
        parts += [_piece(text, done, end), step_line(step)]
        done = end
    parts.append(_piece(text, done, len(text)))
    return "\n\n".join(part for part in parts if part)


def step_line(step: Step) -> str:
    """What was asked and answered, as a quotation of one line."""
    asked = brief(step.arguments)
    called = f"{step.title or step.name}: {asked}" if asked else step.title or step.name
    line = " ".join(f"{called}{_decided(step)}{_outcome(step)}".split())
    return "> " + _MARKUP.sub(r"\\\g<0>", line)


def _decided(step: Step) -> str:
    """What persons decided on the questions in a step."""
    said = dict.fromkeys(words for it in step.questions if (words := _decision(it)))
    return f" ({', '.join(said)})" if said else ""


def _decision(question: Question) -> str:
    confirms = question.kind is QuestionKind.CONFIRM
    match question.decision:
        case Decision.ACCEPT | Decision.ACCEPT_IN_CHAT:
            return "allowed" if confirms else ""
        case Decision.DECLINE | Decision.CANCEL:
            return "not allowed" if confirms else "not answered"
        case Decision.EXPIRED:
            return "not answered in time"
        case None:
            return ""


def _outcome(step: Step) -> str:
    refused = any(it.decision and it.decision not in ACCEPTED for it in step.questions)
    if refused and step.state is StepState.FAILED:
        return ""  # the decision says why
    match step.state:
        case StepState.SUCCEEDED:
            answer = _first_line(step.result)
            return f" → {answer}" if answer else ""
        case StepState.FAILED:
            sentence = step.result[:STEP_SENTENCE_CHARS].strip()
            return f" (failed: {sentence})" if sentence else " (failed)"
        case StepState.CANCELLED:
            return " (cancelled)"
        case _:
            return ""


def _first_line(text: str) -> str:
    line = text.lstrip().partition("\n")[0].rstrip()
    return line if len(line) <= STEP_BRIEF_CHARS else line[: STEP_BRIEF_CHARS - 1] + "…"


def _piece(text: str, begin: int, end: int) -> str:
    """A part of a text without the blank lines around it."""
    piece = text[begin:end].rstrip()
    return _BLANK.sub("", piece) if begin else piece


def _before_code(piece: str) -> int:
    """The length of a piece up to a code block that is still open at its end."""
    fence, begun, at = "", 0, 0
    for line in piece.split("\n"):
        if not fence:
            found = _FENCE.match(line)
            fence, begun = (found[1], at) if found else ("", 0)
        elif len(closing := line.strip(" \t\r>")) >= len(fence) and not closing.strip(fence[0]):
            fence = ""
        at += len(line) + 1
    return begun if fence else len(piece)

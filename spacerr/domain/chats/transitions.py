"""The note for a model where another agent answers from here on."""

import re
from enum import StrEnum
from xml.sax.saxutils import escape

NO_AGENT = "no agent"
ANOTHER_AGENT = "another agent"
"""Shown in place of an agent's name that the reader may not see."""
_QUOTES = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_CLAUDE = re.compile("claude|anthropic", re.I)


class NoteStyle(StrEnum):
    """The form of a note within a conversation: a system message, or text before the next question,
    in brackets or as a block of XML.
    """

    SYSTEM = "system"
    NOTE = "note"
    BLOCK = "block"


def note_style(model: str, own: bool) -> NoteStyle:
    """The style that suits a model, by LiteLLM's name for it. `own`: the model is at that
    provider's own service, not at a compatible server.

    Most servers take system messages at the beginning only: later ones they refuse, or move there.
    Anthropic's models understand XML best.
    """
    if _CLAUDE.search(model):
        return NoteStyle.BLOCK
    if own and model.startswith(("openai/", "azure/", "openrouter/openai/")):
        return NoteStyle.SYSTEM
    return NoteStyle.NOTE


def system_note(previous: str, new: str) -> str:
    """The note for the system prompt. It doesn't name the agent that wrote earlier replies: models
    obey the system prompt, and any member of the team may have chosen that name.
    """
    return switch_note(previous and ANOTHER_AGENT, new)


def switch_note(previous: str, new: str) -> str:
    """A short sentence, as most models understand it best. Names may be ""."""
    who = f"you are the agent {_quoted(new)}" if new else "you answer without an agent"
    before = f"by the agent {_quoted(previous)}" if previous else "without an agent"
    who = f"you are {ANOTHER_AGENT}" if new == ANOTHER_AGENT else who
    before = f"by {ANOTHER_AGENT}" if previous == ANOTHER_AGENT else before
    return f"From here on {who}. Replies above were given {before}: keep to what you are told now."


def _quoted(name: str) -> str:
    """A name in quotes, without quotes in it that could end them."""
    return '"' + _QUOTES.sub("'", name) + '"'


def bracketed_note(previous: str, new: str) -> str:
    """The same before a question, in brackets so that it isn't taken for the user's words."""
    return f"[{switch_note(previous, new)}]"


def xml_note(previous: str, new: str) -> str:
    """The same in a block of XML, as Anthropic's models understand it best."""
    return (
        "<agent_switch>\n"
        f"<previous>{escape(previous or NO_AGENT)}</previous>\n"
        f"<current>{escape(new or NO_AGENT)}</current>\n"
        f"<note>{escape(switch_note(previous, new))}</note>\n"
        "</agent_switch>"
    )

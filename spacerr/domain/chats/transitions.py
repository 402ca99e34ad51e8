"""What a model is told where another agent answers from here on."""

import re
from enum import StrEnum
from xml.sax.saxutils import escape

NOBODY = "no agent"
OTHER = "another agent"
"""What an agent is called where its name is none of a reader's business."""
_QUOTES = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_CLAUDE = re.compile("claude|anthropic", re.I)


class Manner(StrEnum):
    """How what happens within a conversation is told: as the system's words, or in front of the
    next question, in brackets or as a block of XML.
    """

    SYSTEM = "system"
    NOTE = "note"
    BLOCK = "block"


def manner(model: str, own: bool) -> Manner:
    """What suits a model by LiteLLM's name for it. `own`: it is asked at the provider that is named
    there, and not at a server that only speaks like it.

    Most servers take words of the system's at the beginning only: in mid-conversation they refuse
    them, or move them there. Anthropic's models heed XML.
    """
    if _CLAUDE.search(model):
        return Manner.BLOCK
    if own and model.startswith(("openai/", "azure/", "openrouter/openai/")):
        return Manner.SYSTEM
    return Manner.NOTE


def order(previous: str, new: str) -> str:
    """The note as the system's words: models obey those, so that who wrote earlier replies isn't
    named. Anybody in the team may have chosen that name.
    """
    return note(previous and OTHER, new)


def note(previous: str, new: str) -> str:
    """A short sentence, as most models understand it best. Names may be ""."""
    who = f"you are the agent {_quoted(new)}" if new else "you answer without an agent"
    before = f"by the agent {_quoted(previous)}" if previous else "without an agent"
    who = f"you are {OTHER}" if new == OTHER else who
    before = f"by {OTHER}" if previous == OTHER else before
    return f"From here on {who}. Replies above were given {before}: keep to what you are told now."


def _quoted(name: str) -> str:
    """A name that can't end its own quotes and go on as a sentence."""
    return '"' + _QUOTES.sub("'", name) + '"'


def bracketed(previous: str, new: str) -> str:
    """The same in front of a question, told apart from what a person says."""
    return f"[{note(previous, new)}]"


def block(previous: str, new: str) -> str:
    """The same in a block of XML, as Anthropic's models understand it best."""
    return (
        "<agent_switch>\n"
        f"<previous>{escape(previous or NOBODY)}</previous>\n"
        f"<current>{escape(new or NOBODY)}</current>\n"
        f"<note>{escape(note(previous, new))}</note>\n"
        "</agent_switch>"
    )

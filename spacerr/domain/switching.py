"""What a model is told where another agent answers from here on."""

from xml.sax.saxutils import escape

NOBODY = "no agent"


def note(previous: str, new: str) -> str:
    """A short sentence, as most models understand it best. Names may be ""."""
    who = f'you are the agent "{new}"' if new else "you answer without an agent"
    before = f'by the agent "{previous}"' if previous else "without an agent"
    return f"From here on {who}. Replies above were given {before}: keep to what you are told now."


def block(previous: str, new: str) -> str:
    """The same in a block of XML, as Anthropic's models understand it best."""
    return (
        "<agent_switch>\n"
        f"<previous>{escape(previous or NOBODY)}</previous>\n"
        f"<current>{escape(new or NOBODY)}</current>\n"
        f"<note>{escape(note(previous, new))}</note>\n"
        "</agent_switch>"
    )

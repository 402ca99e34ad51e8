"""Results of tools that are too long for a model at once: it is told them page by page."""

from spacerr.domain.replies.steps import Step
from spacerr.domain.text import utf8_length
from spacerr.domain.tools.limits import RESULT_SHOWN_CHARS, TOOL_RESULT_BYTES

NOTICE_BYTES = 512
"""Room for what is said below a page."""


def fits(text: str) -> bool:
    """Whether a model can be told a result at once."""
    return utf8_length(text) <= TOOL_RESULT_BYTES


def cut(text: str) -> str:
    """The beginning of a result of which the rest isn't kept."""
    return f"{_page(text, 0)}\n\n(The result is longer. This is its beginning.)"


def first_page(text: str, step_id: str, chars: int) -> str:
    """The beginning of a step's result, and how to read on. `text` is what is kept of its `chars`
    characters.
    """
    shown = _page(text, 0)
    kept = f", of which {len(text):,} are kept" if len(text) < chars else ""
    of = f"{chars:,} characters{kept}"
    call = f'read_result with {{{_reference(step_id)}, "offset": {len(shown)}}}'
    said = f"The result is longer: these are the first {len(shown):,} of {of}."
    return f"{shown}\n\n({said} To read on, call {call}.)"


def next_page(text: str, offset: int, chars: int) -> str:
    """What follows the first `offset` characters, and where that ends."""
    shown = _page(text, offset)
    end = offset + len(shown)
    if end < len(text):
        rest = f"To read on, call read_result with the same id and the offset {end}."
    else:
        rest = "This is the end." if end == chars else "The rest isn't kept."
    return f"{shown}\n\n(These are the characters {offset:,} to {end:,} of {chars:,}. {rest})"


def shown_to_people(text: str, chars: int) -> str:
    """A result as people read it, who aren't shown more than RESULT_SHOWN_CHARS characters."""
    shown = text[:RESULT_SHOWN_CHARS]
    if len(shown) == chars:
        return shown
    return f"{shown}\n\n(These are the first {len(shown):,} of {chars:,} characters.)"


def is_cut(step: Step) -> bool:
    """Whether a step has only the beginning of its result, and the rest is kept. Its own id stands
    below that: no tool can name the result of another step so.
    """
    return _reference(step.id) in step.result[-NOTICE_BYTES:]


def _reference(step_id: str) -> str:
    return f'"id": "{step_id}"'


def _page(text: str, offset: int) -> str:
    room = TOOL_RESULT_BYTES - NOTICE_BYTES
    return text[offset : offset + room].encode()[:room].decode(errors="ignore")

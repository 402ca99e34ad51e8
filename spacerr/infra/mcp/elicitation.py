"""What an MCP server asks a person, and what it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spacerr.domain.errors.mcp import McpAsksTooMuch, McpFormUnreadable, McpNotOffered
from spacerr.domain.replies.questions import Decision, FormField, Question, QuestionKind
from spacerr.domain.text import clean
from spacerr.domain.tools.limits import (
    LINK_CHARS,
    MCP_KEY_CHARS,
    MCP_QUESTIONS,
    MCP_STATE_CHARS,
    QUESTION_CHARS,
)
from spacerr.infra.mcp.forms import read_form

if TYPE_CHECKING:
    from mcp_types import ElicitRequestParams, ElicitResult, InputRequiredResult


@dataclass(frozen=True, slots=True)
class Asked:
    """A form to fill in, or an address to open."""

    kind: QuestionKind
    message: str
    fields: tuple[FormField, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class InputNeeded:
    """What a tool returns in place of a result while it needs input: its `requests` by their keys,
    where one that can't be shown is an error, and the `state` that it wants back with the answers.
    `anew`: it doesn't take answers, but is called once more after them.
    """

    requests: Mapping[str, Asked | McpFormUnreadable]
    state: str | None = None
    anew: bool = False


def read_request(params: "ElicitRequestParams") -> Asked:
    """What a server asks. Raises McpFormUnreadable."""
    message = clean(params.message)
    if len(message) > QUESTION_CHARS:
        raise McpFormUnreadable("its question is too long")
    if params.mode == "url":
        return Asked(QuestionKind.LINK, message, url=_checked(params.url))
    return Asked(QuestionKind.FORM, message, fields=read_form(params.requested_schema))


def read_input_needed(result: "InputRequiredResult") -> InputNeeded:
    """What a tool needs. Raises McpAsksTooMuch, McpNotOffered."""
    requests, state = result.input_requests or {}, result.request_state
    if len(requests) > MCP_QUESTIONS or len(state or "") > MCP_STATE_CHARS:
        raise McpAsksTooMuch
    if any(len(key) > MCP_KEY_CHARS for key in requests):
        raise McpAsksTooMuch
    return InputNeeded({key: _read_input(it) for key, it in requests.items()}, state)


def read_links_needed(data: Any) -> InputNeeded | None:
    """The addresses that a server wants opened before it is called again, from the data of its
    error; None where there is none. Raises McpAsksTooMuch.
    """
    from mcp_types import ElicitationRequiredErrorData
    from pydantic import ValidationError

    try:
        links = ElicitationRequiredErrorData.model_validate(data).elicitations
    except ValidationError:
        return None
    if len(links) > MCP_QUESTIONS:
        raise McpAsksTooMuch
    requests = {str(at): _read_or_error(it) for at, it in enumerate(links)}
    return InputNeeded(requests, anew=True) if requests else None


def elicit_result(question: Question | None) -> "ElicitResult":
    """What a server is answered: the question with its answer, or None where it was declined
    without a person.
    """
    from mcp_types import ElicitResult

    if question is None or question.decision is Decision.DECLINE:
        return ElicitResult(action="decline")
    if not question.accepted:
        return elicit_cancelled()
    content = dict(question.answer) if question.kind is QuestionKind.FORM else None
    return ElicitResult(action="accept", content=content)


def elicit_cancelled() -> "ElicitResult":
    """What a server is answered where there was no answer."""
    from mcp_types import ElicitResult

    return ElicitResult(action="cancel")


def _read_input(request: Any) -> Asked | McpFormUnreadable:
    if request.method != "elicitation/create":
        raise McpNotOffered(request.method)
    return _read_or_error(request.params)


def _read_or_error(params: "ElicitRequestParams") -> Asked | McpFormUnreadable:
    try:
        return read_request(params)
    except McpFormUnreadable as error:
        return error


def _checked(url: str) -> str:
    """An address that a person can be asked to open. Raises McpFormUnreadable."""
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        raise McpFormUnreadable("the address that it wants opened is none") from None
    if parts.scheme not in ("https", "http") or not has_host:
        raise McpFormUnreadable("the address that it wants opened is not one of the web")
    if parts.username is not None:
        raise McpFormUnreadable("the address that it wants opened contains a user name")
    if len(url) > LINK_CHARS or not url.isprintable() or any(it.isspace() for it in url):
        raise McpFormUnreadable("the address that it wants opened is too long or damaged")
    return url

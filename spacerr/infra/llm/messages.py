"""The messages of a request, and for a continued reply the request to continue."""

from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest

GO_ON = (
    "Your reply was cut off. Go on exactly where it stopped, in the middle of the word if need be. "
    "Don't repeat anything of it and don't comment on this."
)


def build_messages(request: ModelRequest) -> tuple[ChatMessage, ...]:
    """The messages to send: instructions first; after a partial reply the request to continue."""
    messages = request.messages
    if request.instructions:
        messages = (ChatMessage(Role.SYSTEM, request.instructions), *messages)
    if request.partial:
        go_on = (ChatMessage(Role.ASSISTANT, request.partial), ChatMessage(Role.USER, GO_ON))
        messages = (*messages, *go_on)
    return messages

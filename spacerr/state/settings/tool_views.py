"""What the settings show of tools and their servers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacerr.domain.tools.definition_diff import Difference
from spacerr.domain.tools.pins import PinState
from spacerr.domain.tools.servers import ServerAuth, ServerState
from spacerr.services.tools.choice import ToolChoice
from spacerr.services.tools.server_views import Review, ServerLine, ToolLine
from spacerr.words import tools as words


@dataclass
class TeamToolView:
    """A tool of a team: whether it is on, and when a person is asked about it, "" for a built-in
    one. `ask_label`: the name of the list to choose from. `off`: why it isn't offered.
    """

    name: str
    title: str
    summary: str
    on: bool
    on_words: str
    asking: str = ""
    ask_label: str = ""
    off: str = ""


@dataclass
class EditedServer:
    """What the form of a server begins with."""

    id: str = ""
    title: str = ""
    url: str = ""
    auth: str = ""
    header: str = ""
    client_id: str = ""
    trusted: bool = False
    revision: int = 0


@dataclass
class ServerView:
    """A server: `state` is a ServerState, "off" for one that is turned off. In `trouble` it doesn't
    work, `since` then. `of_file`: the administrator has set it up. `changeable`: the user may
    change it. `signs_in`: a manager has to sign in. `to_review`: what is said of tools that are to
    be looked at; `reviews`: the user is to look.
    """

    id: str
    title: str
    state: str
    state_words: str
    works: bool
    trouble: bool
    since: int
    of_file: bool
    trusted: bool
    enabled: bool
    changeable: bool
    signs_in: bool
    count: str
    to_review: str
    reviews: bool
    enable: str
    more: str
    review: str
    edited: EditedServer = field(default_factory=EditedServer)


@dataclass
class PartView:
    """A piece of text that stayed, was added or was removed: see PartKind."""

    kind: str
    text: str


@dataclass
class DifferenceView:
    about: str
    code: bool
    parts: list[PartView]


@dataclass
class ReviewView:
    """A tool whose description is to be looked at. `digest` says which one was."""

    name: str
    title: str
    what: str
    digest: str
    use: str
    keep_off: str
    differences: list[DifferenceView]


def tool_view(it: ToolChoice) -> TeamToolView:
    spec = it.spec
    return TeamToolView(
        name=spec.name,
        title=spec.title,
        summary=spec.summary,
        on=it.on,
        on_words=words.ON if it.on else words.OFF,
        asking=str(it.asking or ""),
        ask_label=words.ask_label(spec.title),
    )


def server_view(it: ServerLine) -> ServerView:
    states = [tool.state for tool in it.tools]
    return ServerView(
        id=it.id,
        title=it.title,
        state=str(it.state) if it.enabled else "off",
        state_words=words.server_state(it.state, enabled=it.enabled),
        works=it.state is ServerState.WORKS,
        trouble=it.enabled and it.state not in (ServerState.WORKS, ServerState.UNTRIED),
        since=it.since,
        of_file=it.of_file,
        trusted=it.trusted,
        enabled=it.enabled,
        changeable=bool(it.url),
        signs_in=it.auth == ServerAuth.SIGN_IN
        and it.state in (ServerState.SIGN_IN, ServerState.RIGHTS),
        count=words.tool_count(states),
        to_review=words.to_review(states, reviews=it.reviews),
        reviews=it.reviews,
        enable=words.enable(it.title),
        more=words.more(it.title),
        review=words.review_label(it.title),
        edited=EditedServer(
            it.id, it.title, it.url, it.auth, it.header, it.client_id, it.trusted, it.revision
        ),
    )


def server_tools(it: ServerLine, choices: Mapping[str, ToolChoice]) -> list[TeamToolView]:
    return [_server_tool(tool, choices.get(tool.called)) for tool in it.tools]


def _server_tool(it: ToolLine, known: ToolChoice | None) -> TeamToolView:
    """A tool of a server; one that models aren't offered has no choices."""
    offered = known if it.state is PinState.SEEN else None
    on = offered is not None and offered.on
    return TeamToolView(
        name=it.called,
        title=it.title,
        summary=it.summary,
        on=on,
        on_words=words.ON if on else words.OFF,
        asking=str(offered.asking) if offered else "",
        ask_label=words.ask_label(it.title),
        off=words.tool_state(it.state) or ("" if offered else words.OFF_WITH_SERVER),
    )


def review_view(it: Review) -> ReviewView:
    return ReviewView(
        name=it.name,
        title=it.title,
        what=words.NEW if it.new else words.CHANGED,
        digest=it.digest,
        use=words.use_label(it.title),
        keep_off=words.keep_off_label(it.title),
        differences=[_difference_view(difference) for difference in it.differences],
    )


def _difference_view(it: Difference) -> DifferenceView:
    parts = [PartView(str(part.kind), part.text) for part in it.parts]
    return DifferenceView(words.ASPECTS[it.about], it.about == "arguments", parts)

"""Servers that ask persons: before the result, where the call waits without a connection, or in the
middle of the call.
"""

import asyncio
from contextlib import suppress

import psutil
import pytest

from spacerr.domain.errors.mcp import (
    McpAnswerTooLate,
    McpAsksTooOften,
    McpLinkDeclined,
    McpNotOffered,
    McpServerLost,
    McpTurnTaken,
)
from spacerr.domain.replies.questions import Decision, FieldKind, QuestionKind
from spacerr.infra.mcp import calls
from tests.server import free_port
from tests.support.tools.connections import RAW, connected, serving, told
from tests.support.tools.persons import Person, accept, decide

pytestmark = pytest.mark.anyio
NEW, OLD = "/mcp", "/old/mcp"


@pytest.fixture(scope="module")
def asking():
    with serving("asking_server") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=[NEW, OLD], ids=["new", "old"])
def era(request):
    return request.param


def form(count):
    names = (f"f{n}" for n in range(count))
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}}


def elicitation(schema=None, **more):
    params = {"message": "Fill in.", "requestedSchema": schema or form(1), **more}
    return {"method": "elicitation/create", "params": params}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (accept(people="4"), 'accept {"people":4,"place":"inside"}'),
        (decide(Decision.DECLINE), "decline"),
        (decide(Decision.CANCEL), "cancel"),
        (decide(Decision.EXPIRED), "cancel"),
    ],
)
async def test_what_a_person_decides_is_what_the_server_gets(asking, era, answers, said):
    person = Person(answers)
    async with connected(asking + era) as connection:
        assert await person.call("book", {"day": "Monday"}, connection) == f"Monday: {said}"
    [question] = person.asked
    assert (question.kind, question.message) == (QuestionKind.FORM, "Which table?")
    people, place = question.fields
    assert (people.kind, people.title, people.least) == (FieldKind.INTEGER, "How many people", 1)
    assert (place.kind, place.default) == (FieldKind.CHOICE, "inside")
    assert person.rounds == (era == NEW), "only the newer era waits without a connection"


async def test_a_call_goes_on_over_another_connection(asking):
    person = Person(accept(people=2, place="outside", name="Ada"))
    async with connected(asking + NEW) as one, connected(asking + NEW) as other:
        said = await person.call("book_in_turn", {}, one, other, one)
    assert said == "Ada: 2 outside"
    assert [it.message for it in person.asked] == ["Which table?", "Whose name, for 2?"]
    assert person.rounds == 2


async def test_several_questions_are_asked_at_once(asking, era):
    person = Person(accept(people=2, name="Ada"))
    async with connected(asking + era) as connection:
        said = await person.call("book_for", {}, connection)
    assert said == 'accept {"people":2,"place":"inside"}, accept {"name":"Ada"}'
    assert (len(person.asked), person.rounds) == (2, era == NEW)


async def test_questions_in_the_middle_of_calls_side_by_side_are_each_answered_to_their_call(
    asking,
):
    persons = [Person(accept(people=n)) for n in (1, 2, 3)]
    async with connected(asking + OLD) as connection:
        told_ = await asyncio.gather(
            *(it.call("ask_in_the_middle", {"times": 2}, connection) for it in persons)
        )
    for n, said in enumerate(told_, start=1):
        assert said.count(f'"people":{n}') == 2
    assert [it.asked[1].message for it in persons] == ["Which table, 1?"] * 3


@pytest.mark.parametrize(
    ("tool", "where"), [("sign_in", NEW), ("open_in_the_middle", OLD)], ids=["new", "old"]
)
async def test_an_address_is_opened_if_a_person_agrees_and_it_is_one_of_the_web(
    asking, tool, where
):
    async with connected(asking + where) as connection:
        person = Person(accept())
        url = "https://example.org/sign-in"
        assert await person.call(tool, {"url": url}, connection) == "accept"
        assert (person.asked[0].kind, person.asked[0].url) == (QuestionKind.LINK, url)
        refused = Person(decide(Decision.DECLINE))
        assert await refused.call(tool, {"url": url}, connection) == "decline"
        person = Person(accept())
        said = await person.call(tool, {"url": "javascript:alert(1)"}, connection)
        assert said.startswith("decline\n\nThe tool's server asked something that can't be shown")
        assert person.asked == []


async def test_a_form_that_cannot_be_shown_is_declined_and_the_others_are_asked(asking):
    person = Person(accept(f0="a"))
    async with connected(asking + NEW) as connection:
        said = await person.call("fill_in", {"schemas": [form(1), form(31)]}, connection)
    assert said.startswith("accept {'f0': 'a'}; decline\n\n")
    assert "its form has more than 30 fields. It was declined." in said
    assert len(person.asked) == 1


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (form(31), "has more than 30 fields"),
        ({"type": "object", "properties": {"a": {"type": "object"}}}, "of no known kind"),
    ],
)
async def test_a_form_that_cannot_be_shown_is_declined_in_the_middle_of_a_call(schema, why):
    person = Person(accept())
    async with connected(RAW) as connection:
        said = await person.call("asks", elicitation(schema), connection)
    assert said.startswith('{"action": "decline"}\n\n') and why in said
    assert person.asked == []


async def test_a_server_may_want_to_be_called_again_but_not_for_ever(asking):
    person = Person(accept())
    async with connected(asking + NEW) as connection:
        said = await person.call("come_again", {"times": 3}, connection)
        assert said == "called 3 times more"
        with pytest.raises(McpAsksTooOften):
            await person.call("come_again", {"times": 100}, connection)
        with pytest.raises(McpAsksTooOften):
            await person.call("ask_for_ever", {}, connection)
    assert person.rounds == 10


async def test_what_is_not_offered_is_refused(asking):
    async with connected(asking + NEW) as connection:
        with pytest.raises(McpNotOffered, match="sampling"):
            await Person(accept()).call("sample", {}, connection)
    async with connected(RAW) as connection:
        wanted = {"method": "sampling/createMessage", "params": {"messages": [], "maxTokens": 9}}
        assert "not supported" in await Person(accept()).call("asks", wanted, connection)
        [told_, *_] = await told(connection)
        assert told_ == {"elicitation": {"form": {}, "url": {}}}


async def test_an_answer_that_a_server_has_forgotten_is_given_once_more(asking):
    """The server is started again while a person is asked, and doesn't know its own state."""
    port = free_port()
    person = Person(accept(people=3, name="Ada"))
    url = f"http://127.0.0.1:{port}{NEW}"
    servers = []

    def serve():
        servers.append(serving("asking_server", port=port))
        servers[-1].__enter__()

    def restart(question):
        if len(servers) == 1:
            servers[0].__exit__(None, None, None)
            serve()
        return accept(people=3, name="Ada")(question)

    person.answers = restart
    serve()
    try:
        async with connected(url) as connection:
            assert await person.call("book_in_turn", {}, connection) == "Ada: 3 inside"
        assert [it.message for it in person.asked] == ["Which table?", "Whose name, for 3?"]
    finally:
        servers[-1].__exit__(None, None, None)


async def test_a_server_that_forgets_for_ever_says_so():
    async with connected(RAW) as connection:
        late = {"code": -32602, "message": "Invalid or expired requestState"}
        with pytest.raises(McpAnswerTooLate, match="Call the tool again"):
            await Person(accept()).call("fails", late, connection)


async def test_addresses_that_a_server_of_the_older_era_wants_opened_first():
    arguments = {"urls": ["https://example.org/a"], "times": 2}
    async with connected(RAW) as connection:
        person = Person(accept())
        assert await person.call("opens", arguments, connection) == "open"
        assert [it.url for it in person.asked] == ["https://example.org/a"] * 2
    async with connected(RAW) as connection:
        with pytest.raises(McpLinkDeclined):
            await Person(decide(Decision.DECLINE)).call("opens", arguments, connection)


async def test_a_question_that_belongs_to_no_known_call_is_cancelled_and_calls_go_in_turn(
    monkeypatch,
):
    monkeypatch.setattr(calls, "MCP_TURN", 0.3)
    person = Person(accept(f0="a"))
    async with connected(RAW) as connection:
        hanging = asyncio.create_task(connection.call("hangs", {}))
        await asyncio.sleep(0)
        said = await person.call("asks", elicitation(), connection)
        assert said.startswith('{"action": "cancel"}\n\nA question of the server was cancelled')
        with pytest.raises(McpTurnTaken):
            await person.call("asks", elicitation(), connection)
        hanging.cancel()
        await asyncio.wait({hanging})
        asks = (person.call("asks", elicitation(), connection) for _ in range(3))
        assert await asyncio.gather(*asks) == ['{"action": "accept", "content": {"f0": "a"}}'] * 3


async def test_a_call_that_is_stopped_while_a_person_is_asked_leaves_no_question_open():
    asked, ended = asyncio.Event(), asyncio.Event()

    class Slow(Person):
        async def answer(self, question):
            asked.set()
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()
            return question

    async with connected(RAW) as connection:
        calling = asyncio.create_task(Slow(accept()).call("asks", elicitation(), connection))
        await asked.wait()
        calling.cancel()
        await asyncio.wait({calling}, timeout=1.0)
        assert calling.cancelled() and ended.is_set()
        heard = await told(connection)
        assert {"answer": {"action": "cancel"}} in heard
        assert any("requestId" in it for it in heard), "and the call itself was cancelled"


async def test_a_server_that_is_lost_while_a_person_is_asked_ends_the_question():
    ended = asyncio.Event()

    class Slow(Person):
        async def answer(self, question):
            for it in psutil.Process().children():
                with suppress(psutil.NoSuchProcess):  # other children of this process come and go
                    if "tests.support.tools.raw_server" in it.cmdline():
                        it.kill()
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()
            return question

    async with connected(RAW) as connection:
        with pytest.raises(McpServerLost):
            await Slow(accept()).call("asks", elicitation(), connection)
        assert ended.is_set()

"""Another model answers where the first one can't: when, how often, and what is said of it."""

import pytest

from spacerr.domain.errors.models import (
    ModelNotFound,
    ModelTimedOut,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    WrongKey,
)
from spacerr.domain.errors.team_models import ModelDisabled
from spacerr.domain.replies.events import Adjusted
from spacerr.domain.status import Category, Status
from spacerr.domain.tables import ModelOption
from spacerr.services.events import publish_settings_changed
from spacerr.state import words
from spacerr.state.chat.views import message_view
from tests.support.models.priced import FOREIGN, OTHER, PRICED, catalog, other, reply_of
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people.replies import again, answered, go_on, idle, row
from tests.support.people.studio import decide, used

__all__ = ["catalog", "other"]
pytestmark = pytest.mark.anyio


async def test_another_model_answers_where_the_first_one_fails(d, model, other):
    await decide(d, fallback_model=OTHER)
    model.says(error=ModelTimedOut())
    reply = await reply_of(d, await answered(d))
    assert (reply.content, reply.status) == ("Me too.", Status.COMPLETE)
    assert reply.meta["requested_model"] == PRICED
    told = {"from": PRICED, "to": OTHER, "reason": Category.TIMEOUT}
    assert reply.meta["fallback"] == {**told, "sentence": str(ModelTimedOut())}
    assert [it.model for it in await used(d) if it.purpose == "reply"] == [PRICED, OTHER]


async def test_what_only_the_first_one_was_asked_without_is_not_said_of_the_other(d, model, other):
    await decide(d, fallback_model=OTHER)
    model.says(Adjusted(fields=("temperature",)), error=ModelTimedOut())
    reply = await reply_of(d, await answered(d))
    assert reply.content == "Me too." and "adjusted" not in reply.meta


async def test_it_is_asked_after_the_last_attempt_and_once(d, model, other):
    await decide(d, fallback_model=OTHER)
    d.settings.retries = 1
    model.says(error=RateLimited())
    other.says(error=QuotaUsedUp())
    reply = await reply_of(d, await answered(d))
    assert (len(model.asked), len(other.asked)) == (2, 1)
    assert reply.error["category"] == Category.RATE_LIMIT, "of the model that was wanted"
    assert [it["category"] for it in reply.meta["retried"]] == [Category.RATE_LIMIT]


async def test_another_model_that_fails_too_is_not_said_to_have_answered(d, model, other):
    await decide(d, fallback_model=OTHER)
    model.says(error=ModelTimedOut())
    other.says(error=QuotaUsedUp())
    meta = (await reply_of(d, await answered(d))).meta
    assert len(other.asked) == 1 and "fallback" not in meta
    assert (meta["requested_model"], meta["cost"]) == (PRICED, 0), "whose price is known"


async def test_another_model_s_reply_that_reaches_its_limit_says_both(d, model, other):
    await decide(d, fallback_model=OTHER, max_tokens=10)
    model.says(error=ModelTimedOut())
    other.says(*["word "] * 100)
    note = message_view(await reply_of(d, await answered(d, model=PRICED))).note
    assert note == f"{words.in_place_of('gpt-4o')} · {words.cut_short('own', spoke=True)}"


async def test_a_model_of_another_provider_is_no_other_one(d, model):
    d.models["other"] = foreign = ScriptedModel()
    await decide(d, fallback_model=FOREIGN)
    model.says(error=ModelTimedOut())
    reply = await reply_of(d, await answered(d))
    assert reply.error["sentence"] == str(ModelTimedOut())
    assert foreign.asked == [] and "fallback" not in reply.meta


async def test_a_model_its_provider_does_not_know_is_said_with_one_that_can_be_asked(d, model):
    model.says(error=ModelNotFound())
    reply = await reply_of(d, await answered(d, model=PRICED))
    assert reply.error["sentence"] == f"{ModelNotFound()} You can use two."
    assert reply.error["category"] == Category.MODEL_NOT_FOUND


async def test_so_is_one_that_is_switched_off_before_it_is_asked(d, model):
    chat = (await answered(d, model=PRICED)).chat
    async with d.db.writing() as session:
        session.add(ModelOption(team_id=chat.team_id, model=PRICED, enabled=False))
        publish_settings_changed(d, session, chat.team_id)
    reply = await reply_of(d, await answered(d, chat=chat.id))
    assert reply.error["sentence"] == f"{ModelDisabled()} You can use two."


@pytest.mark.parametrize("problem", [WrongKey(), PolicyRefused()])
async def test_what_is_no_trouble_of_the_service_is_not_passed_over(d, model, other, problem):
    await decide(d, fallback_model=OTHER)
    model.says(error=problem)
    reply = await reply_of(d, await answered(d))
    assert (reply.status, other.asked) == (Status.FAILED, [])
    assert "fallback" not in reply.meta


async def test_after_the_first_word_nobody_else_goes_on(d, model, other):
    await decide(d, fallback_model=OTHER)
    model.says("Half", error=ModelTimedOut())
    reply = await reply_of(d, await answered(d))
    assert (reply.content, other.asked) == ("Half", [])
    await go_on(d, reply.id)
    await idle(d)
    assert other.asked == [], "nor where the reply is continued"


@pytest.mark.parametrize("instead", ["", PRICED, "nonsense"])
async def test_without_another_model_the_failure_is_said(d, model, instead):
    await decide(d, fallback_model=instead)
    model.says(error=ModelTimedOut())
    reply = await reply_of(d, await answered(d))
    assert reply.error["sentence"] == str(ModelTimedOut())
    assert len(model.asked) == 1
    assert "fallback" not in reply.meta


async def test_a_reply_asked_for_again_forgets_who_answered_instead(d, model, other):
    await decide(d, fallback_model=OTHER)
    model.says(error=ModelTimedOut())
    turn = await answered(d)
    model.says("Here", " I am.")
    anew = await again(d, turn.reply.id)
    await idle(d)
    assert "fallback" not in (await row(d, anew.reply.id)).meta

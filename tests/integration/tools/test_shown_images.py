"""What tools show to people: kept with the reply, for those who can read it, and for no model."""

import pytest
from sqlmodel import select

from spacerr.domain.errors.chats import ImageNotFound, MessageNotFound
from spacerr.domain.tables import Chat, ToolImage
from spacerr.services import stop_replies
from spacerr.services.chats import erase, links
from spacerr.services.replies import turns
from spacerr.services.steps import images
from spacerr.services.steps.steps import get_step, read_steps
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.models.slow_tool import SlowTool, slow_tool
from tests.support.people.replies import ADA, answered, ask, idle, person, row
from tests.support.people.teammates import share, teammate
from tests.support.stores.databases import on_both_engines
from tests.support.tools.showing_tool import ShowingTool, picture, showing_tool

__all__ = ["catalog", "showing_tool", "slow_tool"]
pytestmark = [pytest.mark.anyio, on_both_engines]


async def steps(d, reply_id):
    return (await read_steps(d, [await row(d, reply_id)], None)).get(reply_id, ())


async def drawn(d, model):
    """A reply in which something was drawn, and the step."""
    model.asked.clear()
    model.says(*call("draw", {}))
    model.then("Done.")
    turn = await answered(d)
    [step] = await steps(d, turn.reply.id)
    return turn, step


async def stored(d):
    async with d.db.reading() as session:
        return len((await session.exec(select(ToolImage.id))).all())


async def test_images_are_seen_by_those_who_can_read_the_reply(d, model, showing_tool):
    turn, step = await drawn(d, model)
    [image] = step.images
    assert (image.width, image.height, step.result) == (40, 30, "drawn")
    read = await images.read(d, ADA, turn.reply.id, image.id)
    assert read == ("image/png", picture())
    bob = await teammate(d)
    for user in (bob, await person(d, "Eve")):
        with pytest.raises(MessageNotFound):
            await images.read(d, user, turn.reply.id, image.id)
    await share(d, turn.chat.id)
    assert await images.read(d, bob, turn.reply.id, image.id) == read


async def test_an_image_is_found_in_its_own_reply_only(d, model, showing_tool):
    (one, [first]), (other, _) = [
        (turn, step.images) for turn, step in [await drawn(d, model), await drawn(d, model)]
    ]
    for reply, image in ((other, first.id), (one, "x" * 300), (one, ""), (one, one.reply.id)):
        with pytest.raises(ImageNotFound):
            await images.read(d, ADA, reply.reply.id, image)


async def test_visitors_of_a_link_see_the_images_of_its_chat(d, model, showing_tool):
    turn, step = await drawn(d, model)
    other, _ = await drawn(d, model)
    ours, theirs = [await links.create(d, ADA, it.chat.id) for it in (turn, other)]
    copy = await links.open_link(d, ours.token)
    messages = [message async for page in copy.messages for message in page]
    [shown] = messages[-1]["steps"][0]["images"]
    assert (shown["id"], shown["width"]) == (step.images[0].id, 40)
    assert await links.read_image(d, ours.token, shown["id"]) == ("image/png", picture())
    with pytest.raises(ImageNotFound):
        await links.read_image(d, theirs.token, shown["id"])


async def test_a_text_for_people_is_told_to_them_only(d, model, showing_tool):
    showing_tool.text, showing_tool.images = "Your number is 7.", []
    turn, step = await drawn(d, model)
    assert (await get_step(d, ADA, turn.reply.id, step.id)).for_people == "Your number is 7."
    assert "Your number" not in str(model.asked[-1].messages)


async def test_images_that_cannot_be_shown_are_left_out(d, model, showing_tool, monkeypatch):
    showing_tool.images = [b"<svg/>", picture(), *[picture()] * 20]
    _, step = await drawn(d, model)
    assert len(step.images) == 9 == showing_tool.shown[0], "ten are looked at"
    monkeypatch.setattr(images, "REPLY_IMAGE_BYTES", 2 * len(picture()))
    _, step = await drawn(d, model)
    assert len(step.images) == 2


async def test_a_reply_that_is_continued_has_them_too(
    d, model, showing_tool: ShowingTool, slow_tool: SlowTool
):
    model.says(*call("draw", {}))
    model.then("Two", *call("slow", {"n": 1}))
    turn = await ask(d)
    await slow_tool.running(1)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
    await idle(d)
    model.then(" and three.")
    again = await turns.continue_reply(d, turns.Request(ADA, "again"), turn.reply.id)
    await idle(d)
    [(before,), (after,)] = [(await steps(d, it.reply.id))[0].images for it in (turn, again)]
    assert before.id != after.id
    assert await images.read(d, ADA, again.reply.id, after.id) == ("image/png", picture())


async def test_they_go_with_their_chat(d, model, showing_tool):
    turn, _ = await drawn(d, model)
    assert await stored(d) == 1
    await erase.delete_chats(d, Chat.id == turn.chat.id)
    assert await stored(d) == 0

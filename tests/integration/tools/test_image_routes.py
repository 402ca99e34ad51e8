"""Images of tools over HTTP: for those who can read the reply, now, and as nothing but images."""

import pytest
from sqlmodel import select

from spacerr.domain.ids import now_ms
from spacerr.domain.status import Role
from spacerr.domain.tables import Chat, Message, ToolImage, User
from tests.support.people.door import BOB, Browser, kind, owner
from tests.support.tools.showing_tool import picture

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ada(people_d):
    return await owner(people_d)


@pytest.fixture
async def drawn(people_d, ada):
    """An image in a chat of Ada: its chat's id, and its path."""
    team_id = (await ada.get("me")).json()["teams"][0]["id"]
    async with people_d.db.writing() as session:
        user = (await session.exec(select(User).where(User.name == "Ada"))).one()
        chat = Chat(user_id=user.id, team_id=team_id, title="Drawn", model="demo")
        reply = Message(chat_id=chat.id, role=Role.ASSISTANT, content="Look.", author_id=user.id)
        data = picture()
        image = ToolImage(
            id=reply.id, message_id=reply.id, media_type="image/png", size=len(data), data=data
        )
        for row in (chat, reply, image):
            session.add(row)
            await session.flush()
        return chat.id, f"replies/{reply.id}/images/{image.id}"


async def test_an_image_is_nothing_else(ada, drawn):
    shown = await ada.get(drawn[1])
    assert (shown.status_code, shown.content) == (200, picture())
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["cross-origin-resource-policy"] == "same-site"


async def test_what_a_browser_keeps_is_shown_to_those_only_who_may_see_it_now(people_d, ada, drawn):
    chat_id, path = drawn
    shown = await ada.get(path)
    assert shown.headers["cache-control"] == "private, no-cache"
    kept = {"if-none-match": shown.headers["etag"]}
    again = await ada.get(path, **kept)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "private, no-cache"
    bob, stranger = Browser(people_d.settings), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    assert kind(await bob.get(path, **kept)) == "MessageNotFound"
    assert kind(await stranger.get(path, **kept)) == "SignedOut"
    async with people_d.db.writing() as session:
        (await session.get_one(Chat, chat_id)).deleted_at = now_ms()
    assert kind(await ada.get(path, **kept)) == "MessageNotFound"
    await ada.post("sign-out")
    assert kind(await ada.get(path, **kept)) == "SignedOut"

"""Replies that wait for a person: what is seen of them, and some that are stored at once."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect
from sqlmodel import Session, create_engine

from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.questions import Question
from spacerr.domain.replies.steps import Step, StepState
from spacerr.domain.roles import Sharing
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Message, OpenQuestion, ReplyStep
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from tests.e2e.support.tab import Tab

LOCAL = {"user_id": LOCAL_USER, "team_id": LOCAL_TEAM}
CALLED = '{"expression": "6 * 7"}'


def card(tab: Tab, name: str = "Allow Write?") -> Locator:
    """What is asked."""
    return tab.page.get_by_role("group", name=name)


def press(tab: Tab, button: str, name: str = "Allow Write?") -> None:
    """Answer what is asked."""
    card(tab, name).get_by_role("button", name=button, exact=True).click()


def step(tab: Tab) -> Locator:
    """The steps of the newest reply."""
    return tab.last.locator("[data-step-id]")


def waits(tab: Tab, count: int) -> None:
    """Wait until so many questions stand in the browser's title."""
    title = rf"^\({count} waiting" if count else r"^(?!\(\d+ w)"
    expect(tab.page).to_have_title(re.compile(title))


def waiting_reply(
    data: Path,
    title: str,
    asked: Mapping[str, Question],
    owner: Mapping[str, str] = LOCAL,
    *,
    shared: str = Sharing.PRIVATE,
    model: str = "openai/scripted-1",
) -> str:
    """Store a chat whose reply waits: in a step for each question, by the step's title. After the
    answers the steps calculate 42. Returns the chat's id.
    """
    with Session(create_engine(f"sqlite:///{data / 'spacerr.db'}")) as session:
        chat = Chat(**owner, title=title, title_source="person", model=model, shared=shared)
        of_chat = {"chat_id": chat.id, "author_id": owner["user_id"], "model": model}
        question = Message(**of_chat, role="user", content="Please do it.")
        text = "I need a word from you first."
        meta = ReplyMeta(steps=len(asked), started_at=now_ms(), parked_at=now_ms()).stored()
        reply = Message(
            **of_chat,
            parent_id=question.id,
            role="assistant",
            content=text,
            status=Status.WAITING,
            meta=meta,
        )
        chat.leaf_id, chat.running_id, chat.waiting = reply.id, reply.id, True
        session.add(chat)
        session.flush()
        session.add_all([question, reply])
        session.flush()
        for position, (step_title, it) in enumerate(asked.items()):
            session.add_all(_rows(reply, position, step_title, it, len(text)))
        session.commit()
        return chat.id


def _rows(reply: Message, position: int, title: str, asked: Question, at: int) -> list[Any]:
    step = Step(
        id=new_id(),
        call=f"call_{position + 1}",
        name="calculator",
        title=title,
        at=at,
        state=StepState.WAITING,
        arguments=CALLED,
        started_at=now_ms(),
        questions=(asked,),
    )
    stored = step.model_dump(mode="json", exclude={"progress"})
    kept = OpenQuestion(
        id=asked.id,
        chat_id=reply.chat_id,
        message_id=reply.id,
        step_id=step.id,
        tool=step.name,
        title=title,
        asked=asked.model_dump(mode="json"),
        until=asked.until,
        created_at=asked.asked_at,
    )
    return [ReplyStep(**stored, message_id=reply.id, position=position), kept]

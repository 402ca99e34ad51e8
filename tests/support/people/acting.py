"""Somebody who does one thing after another with chats, at random: what lists then hear of."""

from contextlib import suppress

from spacerr.domain.errors.chats import ChatNotFound, ReadOnlyChat
from spacerr.domain.ids import new_id
from spacerr.services import stop_replies
from spacerr.services.chats import projects
from spacerr.services.chats.projects import ProjectForm
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people.lists import change_project
from tests.support.people.replies import ADA, answered, ask, idle, said


class People:
    """Somebody at several tabs and at another device, who does one thing after another."""

    def __init__(self, d, elsewhere, model, tabs, dice, user=ADA) -> None:
        self.d, self.elsewhere, self.model, self.tabs, self.dice = d, elsewhere, model, tabs, dice
        self.user = user
        self.chats: list[str] = []
        self.deleted: list[str] = []
        self.projects: list[str] = []

    async def act(self) -> None:
        acts = [self.begin, self.begin, self.say, self.stop, self.fail, self.rename, self.pin]
        acts += [self.archive, self.move, self.see, self.delete, self.restore, self.project]
        await self.dice.choice(acts)()

    @property
    def side(self):
        return self.dice.choice([self.d, self.elsewhere])

    @property
    def tab(self):
        return self.dice.choice(self.tabs)

    @property
    def on(self) -> bool:
        return self.dice.random() < 0.7

    @property
    def chat(self) -> str:
        return self.dice.choice(self.chats) if self.chats else new_id()

    async def begin(self) -> None:
        question = f"Question {len(self.chats)}"
        self.chats.append((await answered(self.side, question, user=self.user)).chat.id)

    async def say(self) -> None:
        with suppress(ChatNotFound, ReadOnlyChat):  # which may be deleted, or taken back
            await answered(self.side, "And?", chat=self.chat, user=self.user)

    async def stop(self) -> None:
        self.model.says("Half", " a", gated=True)
        turn = await ask(self.d, "Stop me", user=self.user)
        self.chats.append(turn.chat.id)
        self.model.let()
        await said(self.d, turn.reply.id, "Half")
        await stop_replies.stop_reply(self.side, self.user, turn.reply.id)
        await idle(self.d)
        self.model.says("One", " two", " three.")

    async def fail(self) -> None:
        self.model.says(error=RuntimeError("surprise"))
        await self.begin()
        self.model.says("One", " two", " three.")

    async def rename(self) -> None:
        title = f"Title {self.dice.random()}"
        await self.tab.do(SidebarState.rename, chat_id=self.chat, title=title)

    async def pin(self) -> None:
        await self.tab.do(SidebarState.pin, chat_id=self.chat, on=self.on)

    async def archive(self) -> None:
        await self.tab.do(SidebarState.archive, chat_id=self.chat, on=self.on)

    async def move(self) -> None:
        project = self.dice.choice([*self.projects, ""])
        await self.tab.do(SidebarState.move, chat_id=self.chat, project_id=project)

    async def see(self) -> None:
        await self.tab.do(SidebarState.mark_seen, chat_id=self.chat, seen=self.on)

    async def delete(self) -> None:
        self.deleted.append(self.chat)
        await self.tab.do(SidebarState.delete, chat_id=self.deleted[-1])

    async def restore(self) -> None:
        if self.deleted:
            chat = self.dice.choice(self.deleted)
            await self.tab.do(SidebarState.restore, chat_id=chat)

    async def project(self) -> None:
        form = ProjectForm(f"Project {self.dice.random()}", "red", "")
        if self.projects and self.on:
            await change_project(self.side, self.dice.choice(self.projects), form, self.user)
        else:
            self.projects.append(await projects.create(self.side, self.user, new_id(), form))

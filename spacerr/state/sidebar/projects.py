"""Making, changing, archiving and deleting projects."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.ids import new_id
from spacerr.services.chats import project_deletion, projects
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.sidebar.views import InstructionsView, RefusedView


class ProjectState(rx.State):
    instructions: InstructionsView = InstructionsView()
    saved: str = ""
    """The request of the form that was stored last: the page may close it."""

    @rx.event
    async def look(self, project_id: str):
        """Somebody opened a project's form: what the list doesn't know of it."""
        try:
            project = await projects.get_project(deps(), session.user_of(self), str(project_id))
        except Exception as error:
            await self._refuse(str(project_id), error)
            return
        self.instructions = InstructionsView(project.id, project.instructions, project.revision)

    @rx.event
    async def save(
        self,
        request_id: str,
        project_id: str,
        revision: int,
        name: str,
        colour: str,
        instructions: str,
        team_id: str = "",
    ):
        """Make a project in a team, or change one that is still as its form was opened. What was
        typed stays in the form until `saved` says so.
        """
        form = projects.ProjectForm(str(name), str(colour), str(instructions))
        user, tab = session.user_of(self), session.tab_of(self)
        try:
            if project_id:
                revision = int(revision)
                await projects.update(deps(), user, str(project_id), form, revision, tab)
            else:
                await projects.create(deps(), user, str(request_id), form, tab, str(team_id))
        except Exception as error:
            await self._refuse(str(request_id), error)
            return
        self.saved = str(request_id)

    @rx.event
    async def archive(self, project_id: str, on: bool):
        """Put a project out of the way, or back. Its chats stay in the list."""
        user, tab = session.user_of(self), session.tab_of(self)
        try:
            await projects.set_archived(deps(), user, str(project_id), bool(on), tab)
        except Exception as error:
            await self._refuse(str(project_id), error)

    @rx.event
    async def delete(self, project_id: str, with_chats: bool):
        """Delete a project, and, `with_chats`, the chats of this person in it."""
        user, tab = session.user_of(self), session.tab_of(self)
        item, chats = str(project_id), bool(with_chats)
        try:
            await project_deletion.delete(deps(), user, item, with_chats=chats, source=tab)
        except Exception as error:
            await self._refuse(item, error)

    @rx.event
    async def restore(self, project_id: str):
        """Bring back a project that was deleted a moment ago."""
        user, tab = session.user_of(self), session.tab_of(self)
        try:
            await project_deletion.restore(deps(), user, str(project_id), tab)
        except Exception as error:
            await self._refuse(str(project_id), error)

    async def _refuse(self, item_id: str, error: Exception) -> None:
        sidebar = await self.get_state(SidebarState)
        kind = type(error).__name__
        sidebar.refused = RefusedView(new_id(), item_id, sentence_for(error), kind)

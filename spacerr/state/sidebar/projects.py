"""Creating, changing, archiving and deleting projects."""

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
    """The request of the form that was stored last; the page then closes it."""

    @rx.event
    async def load_instructions(self, project_id: str):
        """Load a project's instructions for its form; lists don't contain them."""
        try:
            project = await projects.get_project(deps(), session.get_user_id(self), str(project_id))
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
        """Create a project in a team, or update one at the given revision. The form keeps its text
        until `saved` names the request.
        """
        form = projects.ProjectForm(str(name), str(colour), str(instructions))
        user, tab = session.get_user_id(self), session.get_tab_id(self)
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
        """Archive a project, or restore it from the archive. Its chats stay in the list."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        try:
            await projects.set_archived(deps(), user, str(project_id), bool(on), tab)
        except Exception as error:
            await self._refuse(str(project_id), error)

    @rx.event
    async def delete(self, project_id: str, with_chats: bool):
        """Delete a project and, `with_chats`, the user's chats in it."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        item, chats = str(project_id), bool(with_chats)
        try:
            await project_deletion.delete(deps(), user, item, with_chats=chats, source=tab)
        except Exception as error:
            await self._refuse(item, error)

    @rx.event
    async def restore(self, project_id: str):
        """Restore a deleted project."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        try:
            await project_deletion.restore(deps(), user, str(project_id), tab)
        except Exception as error:
            await self._refuse(str(project_id), error)

    async def _refuse(self, item_id: str, error: Exception) -> None:
        sidebar = await self.get_state(SidebarState)
        kind = type(error).__name__
        sidebar.refused = RefusedView(new_id(), item_id, sentence_for(error), kind)

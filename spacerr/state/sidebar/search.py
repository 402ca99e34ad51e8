"""Searching chats by title and text."""

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.ids import new_id
from spacerr.services.chats import search as chat_search
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.sidebar.views import FoundView, WithinView, found_view


class SearchState(rx.State):
    found: FoundView = FoundView()
    within: WithinView = WithinView()

    @rx.event
    async def search(self, query: str):
        """Search for the text typed so far; the page drops answers to older queries."""
        query = str(query)
        try:
            hits = await chat_search.search(deps(), session.get_user_id(self), query)
        except Exception as error:
            self.found = FoundView(query, problem=sentence_for(error))
            return
        self.found = found_view(query, hits)

    @rx.event
    async def find(self, chat_id: str, query: str):
        """Find the words of the search in a chat that was opened from its results."""
        chat_id, query = str(chat_id), str(query)
        try:
            found = await chat_search.find_in_chat(
                deps(), session.get_user_id(self), chat_id, query
            )
        except SpacerrError:
            return
        self.within = WithinView(chat_id, query, list(found.terms), list(found.messages), new_id())

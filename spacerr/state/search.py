"""Searching chats by title and by what was said in them."""

import reflex as rx

from spacerr.deps import deps
from spacerr.services import searching
from spacerr.state import session
from spacerr.state.listing_views import FoundView, found_view
from spacerr.state.sentences import sentence_for


class SearchState(rx.State):
    found: FoundView = FoundView()

    @rx.event
    async def search(self, query: str):
        """Answer what was typed so far; the page drops answers to what it no longer asks."""
        query = str(query)
        try:
            hits = await searching.search(deps(), session.user_of(self), query)
        except Exception as error:
            self.found = FoundView(query, problem=sentence_for(error))
            return
        self.found = found_view(query, hits)

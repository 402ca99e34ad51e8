"""All routes, and the paths with larger bodies."""

from starlette.routing import Route

from spacerr.api.web import (
    accounts,
    agents,
    data,
    images,
    instructions,
    keys,
    links,
    models,
    replies,
    teams,
    tools,
    usage,
)
from spacerr.domain.limits import IMPORT_BYTES

ROUTES: list[Route] = [
    *accounts.ROUTES,
    *teams.ROUTES,
    *keys.ROUTES,
    *links.ROUTES,
    *data.ROUTES,
    *agents.ROUTES,
    *instructions.ROUTES,
    *models.ROUTES,
    *replies.ROUTES,
    *images.ROUTES,
    *tools.ROUTES,
    *usage.ROUTES,
]
LARGER_BODIES = {"/api/import": IMPORT_BYTES, **agents.LARGER_BODIES, **instructions.LARGER_BODIES}
"""Limits in bytes, by the beginning of the path."""

"""What tests do with exports: take them, bring them to another person, compare them."""

import json
from typing import Any

from spacerr.deps import Deps
from spacerr.services.data import exports, imports
from spacerr.services.data.imports import ImportResult


async def taken(d: Deps, user: str) -> dict[str, Any]:
    """Everything of a person, as they download it."""
    return json.loads("".join([piece async for piece in exports.export_account(d, user)]))


async def chat_taken(d: Deps, user: str, chat: str) -> dict[str, Any]:
    """An export with one chat."""
    _, pieces = await exports.export_chat(d, user, chat)
    return json.loads("".join([piece async for piece in pieces]))


async def brought(d: Deps, user: str, export: Any, team: str = "") -> ImportResult:
    return await imports.import_chats(d, user, team, json.dumps(export).encode())


def alike(export: dict[str, Any]) -> list[Any]:
    """An export's projects and chats, with ids as places in the file: they alone differ."""
    projects = {it["id"]: number for number, it in enumerate(export["projects"])}
    plain = [{**it, "id": projects[it["id"]]} for it in export["projects"]]
    return [plain, sorted((_chat(it, projects) for it in export["chats"]), key=str)]


def _chat(chat: dict[str, Any], projects: dict[str, int]) -> dict[str, Any]:
    places: dict[Any, Any] = {it["id"]: number for number, it in enumerate(chat["messages"])}
    places |= {None: None, "": ""}
    origin = {"edit_of", "version_of", "continues"}
    messages = [
        {
            **it,
            "id": places[it["id"]],
            "parent_id": places[it["parent_id"]],
            "origin": {
                key: places[value] if key in origin else value
                for key, value in it["origin"].items()
            },
            "author": "",
        }
        for it in chat["messages"]
    ]
    return {
        **chat,
        "id": "",
        "project_id": projects.get(chat["project_id"] or ""),
        "leaf_id": places[chat["leaf_id"]],
        "chosen": {str(places[a]): places[b] for a, b in chat["chosen"].items()},
        "messages": messages,
    }

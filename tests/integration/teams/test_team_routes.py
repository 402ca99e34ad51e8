"""Teams over HTTP: what pages ask, who may, and a sentence for everybody else."""

import csv
import io
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from spacerr import deps
from spacerr.api.web import teams as routes
from spacerr.config import Settings
from spacerr.domain.accounts import tokens
from spacerr.domain.tables import SignIn
from spacerr.infra.security import cookies
from tests.support.people.replies import person
from tests.support.stores.processes import a_process

pytestmark = pytest.mark.anyio
LATER = 2**53
WRONG_BODIES = [b"", b"{", b"[]", b"null", b"\xff", b'{"name": 1}', b"[" * 10_000]
STRANGE = ["x" * 300, "%00", "%F0%9F%98%80", "..%2F..", "%ED%A0%80"]


@pytest.fixture
async def process(settings, model, catalog):
    """A process in which people sign in."""
    secret = secrets.token_hex(32)
    people = Settings(**{**settings.model_dump(), "auth_mode": "accounts", "secret": secret})
    async with a_process(people, model, catalog) as d:
        deps.install(d)
        yield d
        deps.install(None)


@asynccontextmanager
async def browser(d, user: str = "") -> AsyncGenerator[httpx.AsyncClient]:
    """Somebody's browser; without an id, that of somebody who isn't signed in."""
    token = secrets.token_urlsafe(32)
    if user:
        async with d.db.writing() as session:
            kept = tokens.digest(token)
            session.add(SignIn(user_id=user, token_hash=kept, expires_at=LATER))
    transport = httpx.ASGITransport(Starlette(routes=[Mount("/api", routes=routes.ROUTES)]))
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://localhost/api/",
        cookies={cookies.sign_in_cookie(d.settings.port): token},
    ) as client:
        yield client


@pytest.fixture
async def ada(process):
    async with browser(process, await person(process, "Ada")) as client:
        yield client


@pytest.fixture
async def bob(process):
    async with browser(process, await person(process, "Bob")) as client:
        yield client


@pytest.fixture
async def stranger(process):
    async with browser(process) as client:
        yield client


async def ask(client: httpx.AsyncClient, path: str, **body: object):
    """The answer to a question that is not refused."""
    answer = await (client.post(path, json=body) if body else client.get(path))
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


async def refusal(client: httpx.AsyncClient, path: str, **body: object) -> tuple[int, str]:
    answer = await (client.post(path, json=body) if body else client.get(path))
    assert answer.json()["sentence"].endswith(".")
    return answer.status_code, answer.json()["kind"]


async def test_from_a_new_team_to_its_next_owner(ada, bob, stranger):
    team = (await ask(ada, "teams", name="Boats"))["id"]
    made = await ask(ada, f"teams/{team}/invitations", role="member", days=7)
    offer = {"team": "Boats", "made_by": "Ada", "role": "member", "team_id": ""}
    assert await ask(stranger, f"invitations/{made['token']}") == offer
    assert await ask(bob, f"invitations/{made['token']}") == offer
    assert await ask(bob, "invitations/accept", token=made["token"]) == {"team_id": team}
    assert (await ask(bob, f"invitations/{made['token']}"))["team_id"] == team
    members = (await ask(ada, f"teams/{team}"))["members"]
    assert [(it["name"], it["role"], it["you"]) for it in members] == [
        ("Ada", "owner", True),
        ("Bob", "member", False),
    ]
    her, him = (it["id"] for it in members)
    await ask(ada, f"teams/{team}/members/role", user_id=him, role="admin", was="member")
    await ask(bob, f"teams/{team}/name", name="Ships", revision=0)
    await ask(ada, f"teams/{team}/hand-over", user_id=him)
    await ask(bob, f"teams/{team}/members/remove", user_id=her)
    left = await ask(bob, f"teams/{team}")
    assert (left["name"], left["role"], left["revision"]) == ("Ships", "owner", 1)
    assert [it["name"] for it in left["members"]] == ["Bob"]
    assert await refusal(ada, f"teams/{team}") == (404, "TeamNotFound")


async def test_refusals_have_a_name_and_a_status(ada, bob, stranger):
    team = (await ask(ada, "teams", name="Boats"))["id"]
    token = (await ask(ada, f"teams/{team}/invitations", role="member", days=7))["token"]
    await ask(bob, "invitations/accept", token=token)
    renamed = {"name": "Ships", "revision": 0}
    assert await refusal(bob, f"teams/{team}/name", **renamed) == (403, "OnlyManagers")
    assert await refusal(bob, f"teams/{team}/audit") == (403, "OnlyManagers")
    assert await refusal(bob, f"teams/{team}/audit.csv") == (403, "OnlyManagers")
    assert await refusal(bob, f"teams/{team}/hand-over", user_id="x") == (403, "OnlyOwners")
    assert await refusal(ada, f"teams/{team}/hand-over", user_id="x") == (404, "MemberNotFound")
    assert await refusal(ada, f"teams/{team}/leave", any=1) == (409, "LastOwner")
    await ask(ada, f"teams/{team}/name", **renamed)
    assert await refusal(ada, f"teams/{team}/name", **renamed) == (409, "ChangedMeanwhile")
    wrong = {"role": "member", "days": 99}
    assert await refusal(ada, f"teams/{team}/invitations", **wrong) == (400, "InvitationTooLong")
    long = "x" * 10_000
    assert await refusal(ada, "teams", name=long) == (400, "TeamNameTooLong")
    assert await refusal(stranger, "invitations/accept", token=token) == (401, "SignedOut")
    assert await refusal(stranger, f"invitations/{token}") == (404, "InvitationNotFound")
    assert await refusal(ada, "invitations/forged") == (404, "InvitationNotFound")


async def test_managers_read_and_take_home_what_was_done(ada):
    team = (await ask(ada, "teams", name="Boats"))["id"]
    made = await ask(ada, f"teams/{team}/invitations", role="admin", days=1)
    shown = await ask(ada, f"teams/{team}")
    assert [(it["id"], it["role"], it["made_by"]) for it in shown["invitations"]] == [
        (made["id"], "admin", "Ada")
    ]
    await ask(ada, f"teams/{team}/invitations/revoke", id=made["id"])
    page = await ask(ada, f"teams/{team}/audit")
    assert [it["words"] for it in page["entries"]] == [
        "Revoked an invitation",
        "Created an invitation",
        "Created the team",
    ]
    assert page["entries"][1]["detail"] == {"role": "admin", "days": 1}
    last = page["entries"][1]["id"]
    older = await ask(ada, f"teams/{team}/audit?before={last}&action=team-created")
    assert [it["actor"] for it in older["entries"]] == ["Ada"]
    table = await ada.get(f"teams/{team}/audit.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "attachment" in table.headers["content-disposition"]
    assert len(list(csv.reader(io.StringIO(table.text)))) == 4


def paths() -> list[tuple[str, str]]:
    return [(next(iter(it.methods - {"HEAD"})), it.path) for it in routes.ROUTES]


@pytest.mark.parametrize(("method", "path"), paths())
async def test_nothing_that_is_sent_is_more_than_refused(ada, bob, stranger, method, path):
    team = (await ask(ada, "teams", name="Boats"))["id"]
    before = await ask(ada, f"teams/{team}")
    for place in (team, *STRANGE):
        for client in (bob, stranger):
            for body in WRONG_BODIES if method == "POST" else [b""]:
                url = path.format(team=place, token=place).lstrip("/")
                answer = await client.request(method, url, content=body)
                assert 400 <= answer.status_code < 500, answer.text
                assert "Traceback" not in answer.text and "Boats" not in answer.text
    assert await ask(ada, f"teams/{team}") == before

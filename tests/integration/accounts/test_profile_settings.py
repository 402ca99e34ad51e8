"""The section of the settings about a user's profile, as a tab sees it."""

import pytest

from spacerr import deps
from spacerr.services.accounts import profile
from spacerr.state.settings.profile import ProfileState
from tests.support.people.replies import ADA
from tests.support.people.tabs import a_browser
from tests.support.stores.databases import on_sqlite

pytestmark = [pytest.mark.anyio, on_sqlite]


@pytest.fixture
async def tab(d):
    """A tab with the section open."""
    deps.install(d)
    async with a_browser() as browser:
        tab = browser.tab("one", "/settings/profile")
        await tab.do(ProfileState.open)
        yield tab
    deps.install(None)


@pytest.mark.parametrize(("name", "sentence"), [(" ", "Type a name."), ("x" * 10_000, "80")])
async def test_a_bad_name_is_refused_and_is_not_stored(d, tab, name, sentence):
    await tab.do(ProfileState.type_name, text=name)
    await tab.do(ProfileState.rename)
    found = await tab.state(ProfileState)
    assert sentence in found.wrong and not found.saved
    assert (await profile.get_profile(d, ADA)).name not in ("", name)


async def test_a_name_is_stored_and_its_field_stays_as_it_is(d, tab):
    began = (await tab.state(ProfileState)).fields
    await tab.do(ProfileState.type_name, text="Ada King")
    await tab.do(ProfileState.rename)
    found = await tab.state(ProfileState)
    assert (found.saved, found.wrong, found.fields) == (True, "", began)
    assert (await profile.get_profile(d, ADA)).name == "Ada King"


async def test_a_name_that_changes_elsewhere_leaves_what_is_typed(d, tab):
    await tab.do(ProfileState.type_name, text="Typed")
    await profile.rename(d, ADA, "Elsewhere")
    await tab.do(ProfileState.open)
    assert (await tab.state(ProfileState)).name == "Typed"

"""Every name that is patched is still in the library, and a patch refuses one that is gone."""

import litellm
import pytest
from litellm import main, utils
from litellm.litellm_core_utils import token_counter
from litellm.llms.custom_httpx.aiohttp_transport import LiteLLMAiohttpTransport
from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler
from litellm.llms.ollama.common_utils import OllamaModelInfo
from litellm.llms.openai.common_utils import BaseOpenAILLM
from openai.resources.chat.completions import completions

from spacerr.domain.errors.models import UnguardedClients
from spacerr.infra.llm import patches

pytestmark = pytest.mark.anyio
PATCHED = [
    (patches.guard_http_clients, AsyncHTTPHandler, "create_client"),
    (patches.guard_http_clients, LiteLLMAiohttpTransport, "_get_proxy_settings"),
    (patches.skip_ollama_lookups, OllamaModelInfo, "get_model_info"),
    (patches.skip_token_tables, main, "_get_encoding"),
    (patches.skip_token_tables, token_counter, "_get_exact_count_function"),
    (patches.skip_token_tables, utils, "json_data"),
    (patches.skip_plain_messages, completions, "async_maybe_transform"),
]


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    for _, owner, name in PATCHED:
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(litellm, "aclient_session", litellm.aclient_session)


@pytest.mark.parametrize(("patch", "owner", "name"), PATCHED)
async def test_a_patch_replaces_a_part_of_the_library_and_refuses_one_without_it(
    patch, owner, name, monkeypatch
):
    def of_the_library(*_):
        """Stands for the library's own: what runs here may be patched already."""

    monkeypatch.setattr(owner, name, of_the_library)
    patch()
    assert getattr(owner, name) is not of_the_library
    monkeypatch.delattr(owner, name)
    with pytest.raises(UnguardedClients):
        patch()


@pytest.mark.parametrize(
    ("owner", "name"), [(litellm, "aclient_session"), (BaseOpenAILLM, "get_async_http_client")]
)
async def test_one_client_is_shared_unless_a_part_of_the_library_is_gone(owner, name, monkeypatch):
    patches.share_http_client(litellm)
    assert litellm.aclient_session.follow_redirects is False
    monkeypatch.delattr(owner, name)
    with pytest.raises(UnguardedClients):
        patches.share_http_client(litellm)

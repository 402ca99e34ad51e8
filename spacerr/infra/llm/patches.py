"""Every patch of LiteLLM and OpenAI's client, in one place. Each replaces a part by its name, and
raises UnguardedClients where the library has no such part any more.
"""

from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import structlog

from spacerr.domain.errors.models import UnguardedClients
from spacerr.domain.prompts.token_estimates import estimate_tokens
from spacerr.infra.net.ssrf_guard import guard_client, is_guarded, watch_connections

log = structlog.get_logger(__name__)

_PLAIN_MESSAGE = {"role", "content"}


def patch_before_first_call() -> None:
    """Guard all clients before LiteLLM makes one. Raises UnguardedClients."""
    guard_http_clients()
    skip_ollama_lookups()
    skip_token_tables()


def guard_http_clients() -> None:
    """Guard every HTTP client that LiteLLM makes. A guarded request uses no proxy: a proxy connects
    in our place, to any address.
    """
    from litellm.llms.custom_httpx import http_handler
    from litellm.llms.custom_httpx.aiohttp_transport import LiteLLMAiohttpTransport

    def guarded(make: Any) -> Any:
        def make_guarded(*args: Any, **options: Any) -> httpx.AsyncClient:
            return guard_client(make(*args, **options))

        return make_guarded

    def without_proxy(get_proxy: Any) -> Any:
        async def get_proxy_unless_guarded(self: Any, request: Any) -> Any:
            return None if is_guarded() else await get_proxy(self, request)

        return get_proxy_unless_guarded

    replace_part(http_handler.AsyncHTTPHandler, "create_client", guarded)
    replace_part(LiteLLMAiohttpTransport, "_get_proxy_settings", without_proxy)
    watch_connections()


def skip_ollama_lookups() -> None:
    """Keep LiteLLM from asking Ollama about models it doesn't know: it asks an address of its own
    choice, unguarded, and blocks the event loop.
    """
    from litellm.llms.ollama.common_utils import OllamaModelInfo

    replace_part(OllamaModelInfo, "get_model_info", lambda _: _no_model_info)


def skip_token_tables() -> None:
    """Have LiteLLM estimate tokens. Its exact tables take 62 MB of each process, and its counts are
    used only where a server sends none.
    """
    from litellm import main, utils
    from litellm.litellm_core_utils import token_counter

    replace_part(main, "_get_encoding", lambda _: _Encoding)
    replace_part(token_counter, "_get_exact_count_function", lambda _: _counter)
    replace_part(utils, "json_data", lambda _: {})  # a table that it has kept as a text, too


class _Encoding:
    """What LiteLLM needs of a tokenizer: a sequence as long as there are tokens."""

    def encode(self, text: str, **_: Any) -> range:
        return range(estimate_tokens(text))


def _counter(*_: Any, **__: Any) -> Callable[[str], int]:
    return estimate_tokens


def share_http_client(litellm: Any) -> None:
    """Use one HTTP client for all keys. LiteLLM makes one per key, which takes 2 ms and never gives
    its socket back. Only its aiohttp client has room for many replies on any event loop.
    """
    from litellm.llms.openai.common_utils import BaseOpenAILLM

    require_part(litellm, "aclient_session")
    made: Any = require_part(BaseOpenAILLM, "get_async_http_client")()
    client = guard_client(made)
    client.cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # keys share nothing
    litellm.aclient_session = client


def skip_plain_messages() -> None:
    """Have OpenAI's client send messages of a role and a text as they are.

    It tries each message against every message type, 0.16 ms each, and changes nothing: in a long
    chat that is most of the time before a request leaves. All other messages, and the rest of a
    request, are still transformed.
    """
    from openai.resources.chat.completions import completions

    replace_part(completions, "async_maybe_transform", _without_plain_messages)


def _without_plain_messages(transform: Any) -> Any:
    async def transform_rest(data: Any, expected_type: Any) -> Any:
        messages = data.get("messages") if isinstance(data, dict) else None
        if not _all_plain(messages):
            return await transform(data, expected_type)
        return {**await transform({**data, "messages": []}, expected_type), "messages": messages}

    return transform_rest


def _all_plain(messages: Any) -> bool:
    return isinstance(messages, list) and all(
        isinstance(message, dict)
        and message.keys() == _PLAIN_MESSAGE
        and all(type(value) is str for value in message.values())
        for message in messages
    )


def _no_model_info(*_: Any, **__: Any) -> None:
    return None


def replace_part(owner: Any, name: str, replacement: Callable[[Any], Any]) -> None:
    """Replace `owner.name` by `replacement` of it. Raises UnguardedClients where it is gone."""
    setattr(owner, name, replacement(require_part(owner, name)))


def require_part(owner: Any, name: str) -> Any:
    """`owner.name`. Raises UnguardedClients where the library has no such part: a new attribute of
    that name would change nothing.
    """
    if not hasattr(owner, name):
        log.critical("ssrf.unguarded", reason=f"there is no {name}")
        raise UnguardedClients
    return getattr(owner, name)

"""Parsers of providers' model lists. A list may hold anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spacerr.domain.errors.keys import NoModelServer
from spacerr.domain.limits import MODEL_LIST_ENTRIES, MODEL_NAME_CHARS


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model by its name in requests; `title` is for people, `context` in tokens, where the
    provider reports it.
    """

    name: str
    title: str = ""
    context: int | None = None


_CONTEXTS = (
    "max_model_len",
    "max_input_tokens",
    "context_length",
    "context_window",
    "max_context_length",
    "n_ctx",
)


def parse_openai(answer: Any) -> list[ListedModel]:
    """A list in OpenAI's format, with the fields that compatible servers add."""
    return _models(
        (entry.get("id"), entry.get("name"), _context(entry))
        for entry in _entries(answer, "data")
        if _can(entry, "completion_chat")
    )


def parse_anthropic(answer: Any) -> list[ListedModel]:
    return _models(
        (entry.get("id"), entry.get("display_name"), entry.get("max_input_tokens"))
        for entry in _entries(answer, "data")
    )


def parse_gemini(answer: Any) -> list[ListedModel]:
    return _models(
        (
            _after(entry.get("name"), "models/"),
            entry.get("displayName"),
            entry.get("inputTokenLimit"),
        )
        for entry in _entries(answer, "models")
        if "generateContent" in (entry.get("supportedGenerationMethods") or ["generateContent"])
    )


def next_page(answer: Any) -> str:
    """Gemini's token for the next page, or ""."""
    token = answer.get("nextPageToken") if isinstance(answer, Mapping) else None
    return token if isinstance(token, str) else ""


def parse_ollama(answer: Any) -> list[ListedModel]:
    return _models((entry.get("name"), "", None) for entry in _entries(answer, "models"))


def parse_azure(answer: Any) -> list[ListedModel]:
    """Deployments that succeeded, or models that can chat."""
    return _models(
        (entry.get("id"), entry.get("model"), None)
        for entry in _entries(answer, "data")
        if entry.get("status") in (None, "succeeded") and _can(entry, "chat_completion")
    )


def _entries(answer: Any, field: str) -> Iterable[Mapping[str, Any]]:
    """The entries of a list. Some servers send the list alone, some null in place of an empty one.
    Raises NoModelServer.
    """
    entries = answer
    if isinstance(answer, Mapping) and field in answer:
        entries = answer[field] if answer[field] is not None else []
    if not isinstance(entries, list):
        raise NoModelServer
    return (it for it in entries[:MODEL_LIST_ENTRIES] if isinstance(it, Mapping))


def _can(entry: Mapping[str, Any], capability: str) -> bool:
    """Whether a model has a capability. True where the entry doesn't say."""
    said = entry.get("capabilities")
    return not isinstance(said, Mapping) or bool(said.get(capability, True))


def _context(entry: Mapping[str, Any]) -> Any:
    """A model's context, in the fields of vLLM, LiteLLM's proxy, OpenRouter, Groq, Mistral and
    llama.cpp.
    """
    meta = entry.get("meta")
    places = (entry, meta if isinstance(meta, Mapping) else {})
    found = (it.get(name) for it in places for name in _CONTEXTS)
    return next((it for it in found if isinstance(it, int) and it > 0), None)


def _after(name: Any, prefix: str) -> Any:
    return name.removeprefix(prefix) if isinstance(name, str) else None


def _models(found: Iterable[tuple[Any, Any, Any]]) -> list[ListedModel]:
    """The models with a valid name, each once, in their order."""
    kept: dict[str, ListedModel] = {}
    for name, title, context in found:
        if not isinstance(name, str) or not _nameable(name):
            continue
        shown = title if isinstance(title, str) and _nameable(title) else ""
        tokens = context if isinstance(context, int) and context > 0 else None
        kept.setdefault(name, ListedModel(name, shown, tokens))
    return list(kept.values())


def _nameable(text: str) -> bool:
    return 0 < len(text.strip()) <= MODEL_NAME_CHARS and text.isprintable()

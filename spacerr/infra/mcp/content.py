"""What a tool of an MCP server returned: for a model, and for people."""

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from spacerr.domain.text import one_line

FOR_PEOPLE = "({}: shown to people only)"
_PLAIN = re.compile(r"[^\s()<>`\\]+")
_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Content:
    """A result: `text` for a model, and what is shown to people only."""

    text: str
    for_people: str = ""
    images: tuple[bytes, ...] = ()


def read_content(result: Any) -> Content:
    """The parts of a result."""
    images = [data for it in result.content if (data := _image(it))]
    said = [str(it.text) for it in result.content if it.type == "text" and _is_for_people(it)]
    return Content(result_text(result), "\n\n".join(filter(None, said)), tuple(images))


def result_text(result: Any) -> str:
    """The text of a result: its blocks in their order. What isn't text stands there by its kind and
    size, and what the server marked as for people only by its kind. Where there is no text, the
    structured value as JSON.
    """
    blocks = [text for it in result.content if (text := _block_text(it))]
    structured = result.structured_content
    if structured is not None and not any(_has_text(it) for it in result.content):
        blocks.append(json.dumps(structured, ensure_ascii=False, indent=1))
    return "\n\n".join(blocks)


def _block_text(block: Any) -> str:
    if _is_for_people(block):
        return FOR_PEOPLE.format(_kind(block))
    match block.type:
        case "text":
            return str(block.text)
        case "image":
            return f"(image, {block.mime_type}, {_size(block.data)}: shown to people)"
        case "audio":
            return f"(audio, {block.mime_type}, {_size(block.data)}: not shown)"
        case "resource_link":
            link = _link(str(block.uri), block.title or block.name)
            about = one_line(block.description or "")
            return f"{link}: {about}" if about else link
        case "resource":
            return _resource_text(block.resource)
        case kind:
            return f"({kind}: not shown)"


def _resource_text(resource: Any) -> str:
    """A resource that came with the result, with its address."""
    address = _address(str(resource.uri))
    text = getattr(resource, "text", None)
    if text is not None:
        return f"{address}:\n\n{text}"
    kind = resource.mime_type or "of unknown kind"
    to_whom = "shown to people" if kind.startswith("image/") else "not shown"
    return f"(file, {kind}, {_size(resource.blob)}, {address}: {to_whom})"


def _link(uri: str, name: str) -> str:
    """A link in Markdown for addresses of the web; others can't be opened, and are code."""
    shown = one_line(name)[:_NAME_CHARS]
    if not _is_web(uri):
        return f"{shown} ({_address(uri)})" if shown else _address(uri)
    title = re.sub(r"([\[\]\\])", r"\\\1", shown) or uri
    return f"[{title}]({uri})"


def _address(uri: str) -> str:
    return uri if _is_web(uri) else f"`{one_line(uri).replace('`', '%60')}`"


def _is_web(uri: str) -> bool:
    return uri.startswith(("https://", "http://")) and _PLAIN.fullmatch(uri) is not None


def _image(block: Any) -> bytes:
    """The bytes of an image; b"" for another block, or one that can't be read."""
    data = block.data if block.type == "image" else ""
    if block.type == "resource" and (block.resource.mime_type or "").startswith("image/"):
        data = getattr(block.resource, "blob", "")
    try:
        return base64.b64decode(data)
    except ValueError:
        return b""


def _is_for_people(block: Any) -> bool:
    notes = getattr(block, "annotations", None)
    return notes is not None and notes.audience == ["user"]


def _has_text(block: Any) -> bool:
    return block.type == "text" and bool(block.text) and not _is_for_people(block)


def _kind(block: Any) -> str:
    kind = str(block.type)
    return {"resource": "file", "resource_link": "link"}.get(kind, kind)


def _size(base64: str) -> str:
    """The bytes of what is written in base64."""
    return f"{len(base64) * 3 // 4 - base64[-2:].count('='):,} bytes"

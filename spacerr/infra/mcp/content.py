"""What a tool of an MCP server returned, as text for a model."""

import json
from typing import Any


def result_text(result: Any) -> str:
    """The text of a result: its blocks in their order; what isn't text by its kind and size."""
    blocks = [text for it in result.content if (text := _block_text(it))]
    if blocks:
        return "\n\n".join(blocks)
    structured = result.structured_content
    return "" if structured is None else json.dumps(structured, ensure_ascii=False, indent=1)


def _block_text(block: Any) -> str:
    match block.type:
        case "text":
            return str(block.text)
        case "image" | "audio":
            return (
                f"({block.type}, {block.mime_type}, {len(block.data) * 3 // 4:,} bytes: not shown)"
            )
        case "resource_link":
            return f"[{block.title or block.name}]({block.uri})"
        case "resource":
            text = getattr(block.resource, "text", None)
            return str(text) if text is not None else f"(a file, {block.resource.uri}: not shown)"
        case kind:
            return f"({kind}: not shown)"

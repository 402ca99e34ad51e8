"""Reads an export file, which isn't trusted."""

from codecs import BOM_UTF8
from json import JSONDecoder
from json.scanner import py_make_scanner  # pyright: ignore
from typing import Any, cast

from pydantic import ValidationError

from spacerr.domain.data.exports import VERSION, ChatPart, Export, ExportHead, MessagePart
from spacerr.domain.errors.data import DamagedExport, ExportTooLarge, NotAnExport, OtherVersion
from spacerr.domain.limits import IMPORT_BYTES, IMPORT_MESSAGES


def read_export(file: bytes) -> Export:
    """A file's parts, every one checked. Raises NotAnExport, OtherVersion, DamagedExport,
    ExportTooLarge.

    Part by part and in Python: one call for the whole file would hold the interpreter, and all
    other tasks, until it is done.
    """
    if len(file) > IMPORT_BYTES:
        raise ExportTooLarge
    try:
        found = _Decoder().decode(file.removeprefix(BOM_UTF8).decode())
        head = ExportHead.model_validate(found)
    except (ValueError, RecursionError):  # of which a ValidationError is one
        raise NotAnExport from None
    if head.version != VERSION:
        raise OtherVersion
    try:
        export = _export(found)
    except ValidationError as error:  # its text has the file's content
        raise (ExportTooLarge if _too_long(error) else DamagedExport) from None
    if max(export.messages, export.steps) > IMPORT_MESSAGES:
        raise ExportTooLarge
    if not export.is_consistent():
        raise DamagedExport
    return export


class _Decoder(JSONDecoder):
    """A strict JSON decoder in Python."""

    def __init__(self) -> None:
        super().__init__(parse_constant=_refuse)
        self.scan_once: Any = py_make_scanner(self)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _export(found: dict[str, Any]) -> Export:
    chats = found.get("chats")
    if isinstance(chats, list):
        found["chats"] = [_chat(it) for it in cast("list[Any]", chats)]
    return Export.model_validate(found)


def _chat(found: Any) -> ChatPart:
    if isinstance(found, dict):
        chat = cast("dict[str, Any]", found)
        messages = chat.get("messages")
        if isinstance(messages, list):
            chat["messages"] = [
                MessagePart.model_validate(message) for message in cast("list[Any]", messages)
            ]
    return ChatPart.model_validate(found)


def _too_long(error: ValidationError) -> bool:
    if error.error_count() > 1:
        return False
    return error.errors(include_input=False)[0]["type"] == "too_long"

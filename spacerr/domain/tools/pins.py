"""What became of a server's tools since they were looked at."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from spacerr.domain.tables import ToolPin
from spacerr.domain.tools.limits import MCP_TOOLS
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.domain.tools.spec import legal_name


class PinState(StrEnum):
    """`SEEN` tools are offered to models, and no others. `KEPT_OFF`: a person has looked at the
    description and not taken it.
    """

    SEEN = "seen"
    NEW = "new"
    CHANGED = "changed"
    KEPT_OFF = "kept-off"
    GONE = "gone"


TO_SEE = frozenset({PinState.NEW, PinState.CHANGED})
"""States in which a person is to look at a tool."""


def pin_state(pin: ToolPin) -> PinState:
    if pin.gone:
        return PinState.GONE
    if pin.proposed is None:
        return PinState.SEEN
    if pin.kept_off == McpTool.read(pin.proposed).digest:
        return PinState.KEPT_OFF
    return PinState.NEW if pin.definition is None else PinState.CHANGED


def compare(
    server_id: str,
    server_name: str,
    pins: Mapping[str, ToolPin],
    listed: Sequence[McpTool],
    *,
    adopt: bool,
) -> tuple[list[ToolPin], list[ToolPin]]:
    """Compare what a server lists with what is known of it, by name. Returns the rows that are new
    or changed, and those to delete. With `adopt`, what is listed counts as seen.
    """
    stored: list[ToolPin] = []
    called = {it.called for it in pins.values()}
    for position, tool in enumerate(listed):
        pin = pins.get(tool.name)
        if pin is None:
            name = _free_name(f"{server_name}_{tool.name}", called)
            called.add(name)
            pin = ToolPin(server_id=server_id, name=tool.name, called=name, position=position)
            stored.append(_listed(pin, tool, adopt=adopt))
        elif _differs(pin, tool, adopt=adopt):
            stored.append(_listed(pin, tool, adopt=adopt))
    names = {it.name for it in listed}
    gone = [it for it in pins.values() if it.name not in names]
    deleted = [it for it in gone if it.definition is None]
    kept = sorted((it for it in gone if it.definition is not None), key=lambda it: it.position)
    deleted += kept[MCP_TOOLS:]
    for pin in kept[:MCP_TOOLS]:
        if not pin.gone:
            pin.gone = True
            stored.append(pin)
    return stored, deleted


def take(pin: ToolPin) -> None:
    """Let the description that a server proposes count."""
    if pin.proposed is not None:
        tool = McpTool.read(pin.proposed)
        pin.definition, pin.digest = pin.proposed, tool.digest
    pin.proposed, pin.kept_off = None, ""


def _differs(pin: ToolPin, tool: McpTool, *, adopt: bool) -> bool:
    if pin.gone or (adopt and pin.proposed is not None):
        return True
    known = pin.definition if pin.proposed is None else pin.proposed
    return known is None or McpTool.read(known) != tool


def _listed(pin: ToolPin, tool: McpTool, *, adopt: bool) -> ToolPin:
    pin.gone = False
    pin.proposed = None if pin.definition and tool.digest == pin.digest else tool.stored()
    if adopt:
        take(pin)
    elif pin.proposed is None:
        pin.kept_off = ""
    return pin


def _free_name(name: str, used: set[str]) -> str:
    """A name that models may use for a tool, and none of those that are used."""
    legal = legal_name(name)
    chosen, number = legal, 1
    while chosen in used:
        number += 1
        chosen = f"{legal[:60]}_{number}"
    return chosen

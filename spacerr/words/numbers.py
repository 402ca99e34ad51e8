"""Numbers as the screens show them: in English, like every other word of the interface."""

MILLION = 1_000_000
"""Costs are stored in millionths of a dollar."""
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def whole(number: int) -> str:
    """12,345"""
    return f"{number:,}"


def plain(number: float) -> str:
    """0.05, 1000: as it can be typed again, to millionths."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def compact(number: int) -> str:
    """950, 1.2K, 35M: with one decimal at most."""
    for size, unit in _UNITS:
        if number >= size * 0.99995:
            return f"{number / size:.1f}".removesuffix(".0") + unit
    return str(number)


def money(cost: int | None) -> str:
    """$1.23, $0.0012; `cost` is in millionths of a dollar, None where the price is unknown."""
    if cost is None:
        return "unknown"
    if cost == 0:
        return "none"
    dollars = cost / MILLION
    if dollars < 0.0001:
        return "< $0.0001"
    return f"${dollars:,.4f}" if dollars < 0.01 else f"${dollars:,.2f}"


def count(number: int, word: str) -> str:
    """1 request, 2 requests"""
    return f"{whole(number)} {word}{'' if number == 1 else 's'}"

"""What the progress of a call says, on one line."""

from spacerr.domain.text import one_line


def progress_text(progress: float, total: float | None, message: str | None) -> str:
    """The server's own words, or how far it is."""
    said = one_line(message or "")
    if said:
        return said
    if not total or total < 0 or progress > total:
        return f"{progress:.15g} so far"
    if total == int(total) and progress == int(progress) and total > 1 and total != 100:
        return f"{progress:.15g} of {total:.15g}"
    return f"{100 * progress / total:.0f} %"

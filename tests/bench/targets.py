"""The rows of the table: which figure of which scenario, and what Spacerr is held to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`target` is the most the figure may be, or the least where `least` is set."""

    label: str
    figure: str
    target: float | None = None
    digits: int = 1
    least: bool = False
    compared: bool = True


FIRST = Row("send → first token, beyond the provider (ms)", "first", 60)
REQUEST = Row("  of which until the provider is asked (ms)", "to_provider")
COSTS = (
    Row("payload per byte of text", "payload", 8),
    Row("  bytes per websocket frame", "frame_bytes", None, 0),
    Row("page main thread per 600 tokens (s)", "main_thread", 3, 2),
    Row("  of which script (s)", "script", None, 2),
    Row("dropped frames (%)", "dropped", 2),
    Row("longest frame (ms)", "longest_frame"),
    Row("server CPU per 600 tokens (s)", "cpu", 0.5, 2),
    Row("  and Valkey's (s)", "cpu_log", None, 2),
    Row("other work on this machine (% of its cores)", "elsewhere", None, 0, compared=False),
)


def _lag(p50: float, p95: float) -> tuple[Row, ...]:
    return (
        Row("emission → visible, p50 (ms)", "lag_p50", p50),
        Row("emission → visible, p95 (ms)", "lag_p95", p95),
        Row("emission → visible, max (ms)", "lag_max"),
    )


ONCE = (
    FIRST,
    REQUEST,
    Row("last token written → all visible (ms)", "last_lag", 500),
    *COSTS,
)
SLOW = (FIRST, REQUEST, *_lag(25, 60), *COSTS)
FAST = (FIRST, REQUEST, *_lag(40, 100), *COSTS)

TABLE: dict[str, tuple[Row, ...]] = {
    "cold": (
        Row("first reply of a process: first token (ms)", "first"),
        Row("  of which until the provider is asked (ms)", "to_provider"),
    ),
    "60/s": SLOW,
    "200/s": FAST,
    "once": ONCE,
    "60/s+50": SLOW,
    "200/s+50": FAST,
    "once+50": ONCE,
    "50 turns ÷ none": (
        Row("60/s: emission → visible, p95", "60/s", 1.2, 2),
        Row("200/s: emission → visible, p95", "200/s", 1.2, 2),
        Row("at once: all visible", "once", 1.2, 2),
    ),
    "wall": FAST,
    "first": (
        Row("first token, p50 of 10 sends (ms)", "first_p50", 60),
        Row("first token, slowest of 10 (ms)", "first_max"),
        Row("  until the provider is asked, p50 (ms)", "to_provider"),
        Row("  token written → visible, p50 (ms)", "first_lag"),
    ),
    "linear": (
        Row("websocket bytes per further byte of text", "slope", 8),
        Row("R² over 500 to 4,000 tokens", "r2", 0.99, 4, least=True),
    ),
    "reload": (
        Row("reload → live again (ms)", "live_again", 300, 0),
        Row("  of which until the page is loaded (ms)", "document_loaded", None, 0),
    ),
    "tabs": (
        Row("second tab behind the first, p50 (ms)", "behind_p50"),
        Row("second tab behind the first, p95 (ms)", "behind_p95", 150),
    ),
    "memory": (
        Row("server, idle (MB)", "idle_server", 300, 0),
        Row("  not shared with others (MB)", "idle_server_unshared", None, 0),
        Row("server, after all replies (MB)", "after_server", None, 0),
        Row("Valkey, idle (MB)", "idle_log"),
        Row("Valkey, after all replies (MB)", "after_log"),
        Row("CPU while idle, per minute (s)", "idle_cpu", None, 2),
    ),
}

TITLES = {
    "cold": "The first reply after a start",
    "60/s": "600 tokens at 60 a second",
    "200/s": "2,000 tokens at 200 a second",
    "once": "2,000 tokens at once",
    "60/s+50": "600 tokens at 60 a second, after 50 turns",
    "200/s+50": "2,000 tokens at 200 a second, after 50 turns",
    "once+50": "2,000 tokens at once, after 50 turns",
    "50 turns ÷ none": "What 50 earlier turns change",
    "wall": "2,000 tokens at 200 a second, in one single paragraph",
    "first": "Short replies from a provider that answers at once",
    "linear": "Payload against length",
    "reload": "Reload in mid-reply",
    "tabs": "Two tabs on one chat",
    "memory": "Memory, and what waiting costs",
}

"""The rows of the table: which figure of which scenario, and what Spacerr is held to."""

from tests.bench.measuring.row import Row
from tests.bench.scenarios.list_targets import LISTS

FIRST = Row("send → first token, beyond the provider (ms)", "first", 40)
REQUEST = Row("  of which until the provider is asked (ms)", "to_provider")
COSTS = (
    Row("payload per byte of text", "payload", 6),
    Row("  bytes per websocket frame", "frame_bytes", None, 0),
    Row("page main thread per 600 tokens (s)", "main_thread", 2, 2),
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


def _stop(how: str, name: str) -> tuple[Row, ...]:
    return (
        Row(f"{how} → provider closed, p50 (ms)", f"{name}_closed_p50", 100),
        Row(f"{how} → provider closed, p95 (ms)", f"{name}_closed_p95", 300),
        Row("  that window has its final text, p50 (ms)", f"{name}_final_where_pressed_p50"),
        Row("  both windows have it, p50 (ms)", f"{name}_final_p50"),
        Row("  both windows have it, p95 (ms)", f"{name}_final_p95"),
    )


def _beside(name: str, doing: str) -> tuple[Row, ...]:
    return (
        Row(f"{doing}: p50 (ms)", f"{name}_p50"),
        Row("  p95 (ms)", f"{name}_p95"),
        Row("  max (ms)", f"{name}_max", 200),
    )


def _ratio(label: str, name: str) -> tuple[Row, ...]:
    return (
        Row(label, name, 1.1, 2),
        Row("  between replies that were alike", f"{name}_alike", None, 2),
    )


LOAD = (
    Row("replies complete, of 50", "complete", 50, 0, least=True),
    Row("  of which followed by a tab as they were written", "followed", 50, 0, least=True),
    Row("emission → log, p50 (ms)", "log_p50"),
    Row("emission → log, p95 (ms)", "log_p95", 150),
    Row("emission → log, max (ms)", "log_p100"),
    Row("emission → tab, p50 (ms)", "tab_p50"),
    Row("emission → tab, p95 (ms)", "tab_p95"),
    Row("server CPU per token (µs)", "cpu", None, 0),
    Row("  and Valkey's (µs)", "cpu_log", None, 0),
    Row("memory gained, not shared with others (MB)", "growth"),
    Row("how late the provider was, p95 (ms)", "provider_p95"),
    Row("how late the measuring process was, p95 (ms)", "own_delay"),
    Row("other work on this machine (% of its cores)", "elsewhere", None, 0),
)
ONCE = (
    FIRST,
    REQUEST,
    Row("last token written → all visible (ms)", "last_lag", 500),
    *COSTS,
)
SLOW = (FIRST, REQUEST, *_lag(20, 40), *COSTS)
FAST = (FIRST, REQUEST, *_lag(25, 60), *COSTS)

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
    "past": (
        *_ratio("60/s: emission → visible, p95", "60/s"),
        *_ratio("200/s: emission → visible, p95", "200/s"),
        *_ratio("at once: all visible", "once"),
    ),
    "wall": FAST,
    "first": (
        Row("first token, p50 of 10 sends (ms)", "first_p50", 40),
        Row("first token, slowest of 10 (ms)", "first_max"),
        Row("  until the provider is asked, p50 (ms)", "to_provider"),
        Row("  token written → visible, p50 (ms)", "first_lag"),
    ),
    "linear": (
        Row("websocket bytes per further byte of text", "slope", 6),
        Row("R² over 500 to 4,000 tokens", "r2", 0.99, 4, least=True),
    ),
    "wire": (
        Row("bytes on the wire per byte of text", "wire"),
        Row("  payload the page unpacked, per byte of text", "payload", 6),
    ),
    "cpu": (
        Row("server CPU per token (µs)", "all", None, 0),
        Row("  LiteLLM, OpenAI's client, HTTP (µs)", "model", None, 0),
        Row("  our code (µs)", "ours", None, 0),
        Row("  Redis client (µs)", "redis", None, 0),
        Row("  database (µs)", "database", None, 0),
        Row("  Reflex, Socket.IO, Granian's Python (µs)", "reflex", None, 0),
        Row("  asyncio and other Python (µs)", "other", None, 0),
        Row("  not seen in Python (µs)", "outside", None, 0),
        Row("Valkey CPU per token (µs)", "log", None, 0),
    ),
    "reload": (
        Row("reload → live again (ms)", "live_again", 300, 0),
        Row("  of which until the page is loaded (ms)", "document_loaded", None, 0),
    ),
    "tabs": (
        Row("second window behind the first, p50 (ms)", "behind_p50"),
        Row("second window behind the first, p95 (ms)", "behind_p95", 150),
    ),
    "stop": (
        *_stop("stop here", "here"),
        *_stop("stop in the other window", "there"),
    ),
    "studio": (
        Row("wanted → first token, new chat, p50 (ms)", "first_0_p50", 5, 2),
        Row("wanted → first token, new chat, p95 (ms)", "first_0_p95", None, 2),
        Row("wanted → first token, after 50 turns, p50 (ms)", "first_50_p50", 5, 2),
        Row("wanted → first token, after 50 turns, p95 (ms)", "first_50_p95", None, 2),
    ),
    "load": LOAD,
    "load×2": LOAD,
    **LISTS,
    "signins": (
        Row("sign-ins a second", "per_second", None, 0),
        Row("a sign-in, 20 at once, p50 (ms)", "wait_p50", None, 0),
        Row("a sign-in, 20 at once, p95 (ms)", "wait_p95", None, 0),
        Row("event loop lag before, p95 (ms)", "quiet_lag_p95"),
        Row("event loop lag meanwhile, p50 (ms)", "lag_p50"),
        Row("event loop lag meanwhile, p95 (ms)", "lag_p95", 20),
        Row("other work on this machine (% of its cores)", "elsewhere", None, 0),
    ),
    "beside": (
        *_beside("nothing", "nothing"),
        *_beside("export", "exports it"),
        *_beside("markdown", "takes it as Markdown"),
        *_beside("import", "imports it"),
        *_beside("open", "opens it, five times"),
        *_beside("ask", "asks in it"),
        *_beside("link", "makes a link to it, and opens that"),
        *_beside("endless", "gets a reply without an end"),
        *_beside("cursors", "sends odd cursors"),
        *_beside("slow", "downloads it slowly"),
        Row("other work on this machine (% of its cores)", "elsewhere", None, 0, compared=False),
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
    "past": "After 50 turns ÷ after none, in turn",
    "wall": "2,000 tokens at 200 a second, in one single paragraph",
    "first": "Short replies from a provider that answers at once",
    "linear": "Payload against length",
    "wire": "600 tokens at 60 a second, bytes",
    "cpu": "CPU of 2,000 tokens at 200 a second",
    "reload": "Reload in mid-reply",
    "tabs": "Two windows on one chat",
    "stop": "Stop, 20 times in each of two windows on one chat",
    "studio": "What the studio adds, with a model that answers at once",
    "load": "50 replies at once, 50 tokens a second each",
    "load×2": "50 replies at once, 50 tokens a second each, two workers",
    "lists": "Changes to chats in one window, two workers, until another one shows them",
    "many": "10,000 chats of ten messages",
    "crowded": "50 tabs of one person, one worker",
    "signins": "1,000 sign-ins beside 200 tabs of as many people, one worker",
    "beside": "One person's words, emission → tab, while another has 40,000 messages and",
    "memory": "Memory, and what waiting costs",
}

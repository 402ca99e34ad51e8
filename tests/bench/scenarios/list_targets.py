"""The rows of what concerns lists of chats."""

from tests.bench.measuring.row import Row

CHANGES = ("new", "rename", "pin", "unseen", "seen", "title", "archive", "back", "delete")


def _search(what: str, name: str) -> tuple[Row, ...]:
    return (
        Row(f"search at the server: {what}, p50 (ms)", f"search_{name}_p50"),
        Row("  p95 (ms)", f"search_{name}_p95", 50),
    )


LISTS: dict[str, tuple[Row, ...]] = {
    "lists": (
        Row("changes", "changes", None, 0),
        Row("done here → painted there, p50 (ms)", "p50", None, 0),
        Row("done here → painted there, p95 (ms)", "p95", 500, 0),
        Row("done here → painted there, max (ms)", "max", None, 0),
        *(Row(f"  {kind}, p50 (ms)", f"{kind}_p50", None, 0) for kind in CHANGES),
        Row("other work on this machine (% of its cores)", "elsewhere", None, 0),
    ),
    "many": (
        Row("the page's first paint (ms)", "page_p50", None, 0),
        Row("first chat listed after that, p50 (ms)", "list_p50", 300, 0),
        Row("first chat listed after that, max (ms)", "list_max", None, 0),
        Row("  the same after a reload, p50 (ms)", "reload_p50", None, 0),
        *_search("a rare word", "rare"),
        *_search("a common word", "common"),
        *_search("one letter", "letter"),
        *_search("both of these", "two"),
        Row("last key → a rare word found, p50 (ms)", "found_rare_p50", None, 0),
        Row("last key → a common word found, p50 (ms)", "found_common_p50", None, 0),
        Row("click → chat painted, p50 (ms)", "open_p50", 300, 0),
        Row("click → chat painted, p95 (ms)", "open_p95", None, 0),
        Row("scrolling to 2,000 chats: a page, p50 (ms)", "scroll_p50", None, 0),
        Row("  slowest (ms)", "scroll_max", None, 0),
        Row("  longest frame (ms)", "scroll_frame", None, 0),
        Row("frames beside 2,000: main thread (ms per s)", "rest", None, 0),
        Row("a title changes among 2,000: script (ms)", "rename_script"),
        Row("  main thread (ms)", "rename_task"),
        Row("a chat is pinned among 2,000: script (ms)", "pin_script"),
        Row("  main thread (ms)", "pin_task"),
        Row("other work on this machine (% of its cores)", "elsewhere", None, 0),
    ),
    "crowded": (
        Row("connections to Valkey, no tab", "no_connections", None, 0),
        Row("connections to Valkey, one tab", "one_connections", None, 0),
        Row("connections to Valkey, 50 tabs", "fifty_connections", None, 0),
        Row("CPU while idle, no tab, per minute (s)", "no_idle", None, 2),
        Row("CPU while idle, one tab, per minute (s)", "one_idle", None, 2),
        Row("CPU while idle, 50 tabs, per minute (s)", "fifty_idle", None, 2),
        Row("a change, one tab: server CPU (ms)", "one_cpu"),
        Row("a change, 50 tabs: server CPU (ms)", "fifty_cpu"),
        Row("  for each further tab (ms)", "cpu_each", None, 2),
        Row("  and Valkey's, whole (ms)", "fifty_cpu_log", None, 2),
        Row("changed → told to a tab, of 50, p50 (ms)", "fifty_p50"),
        Row("changed → told to a tab, of 50, p95 (ms)", "fifty_p95"),
        Row("other work on this machine (% of its cores)", "elsewhere", None, 0),
    ),
}

"""What is counted and timed, for `/metrics`."""

from prometheus_client import Counter, Gauge, Histogram

REPLIES = Counter("spacerr_replies_total", "Replies that ended, by status.", ["status"])
RUNNING = Gauge("spacerr_replies_running", "Replies being written by this process.")
FIRST_TOKEN = Histogram(
    "spacerr_first_token_seconds",
    "From the start of a reply to its first token.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)

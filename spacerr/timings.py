"""Every duration that may be tuned, with the reason for it. Seconds unless named `_MS`."""

from typing import Final

CHAT_STREAM_UI_THROTTLE_MS: Final = 8
"""Least time between two updates of one tab. Shorter than FLUSH, which is the time between two
entries: a tab that was late once must not stay late by as much."""

STREAM_SLOWEST_THROTTLE_MS: Final = 250
"""Most time between two updates, however busy the process is: beyond this, text seems to jump."""

FLUSH: Final = 0.016
"""Least time between two entries of a log: what a model says meanwhile becomes one. As long as a
refresh of a screen, so that tabs need not gather entries again."""

FLUSH_LONGEST: Final = 0.1
"""Most time between two entries while a model speaks and the process is busy: four times as long as
an append takes, so that appends leave time for all else."""

HEARTBEAT: Final = 2.0
"""How often a writer renews its lease when the model is silent: three tries per lease."""

LEASE: Final = 6.0
"""How long a reply survives without its writer. Longer than any pause of a healthy process."""

SLOT_CLAIMED: Final = 10.0
"""How long a reply may take to get its writer after its slot was taken: the wait for the database's
only writer. Later, a reply without a lease has ended."""

SNAPSHOT: Final = 3.0
"""How often a growing reply is saved to its row, in case the log is lost with its server."""

SNAPSHOT_GROWTH: Final = 1.2
"""How much longer than the last snapshot a reply has to be for the next one. So all snapshots
together are a few times the reply at most. In between, only a sign of life is saved."""

SWEEP: Final = 2.0
"""How often a process looks for replies that lost their writer: they are found within 9 s."""

LOG_KEPT_AFTER_END: Final = 10 * 60
"""How long a finished reply's log stays for readers in the middle of it; afterwards its row is the
only copy. Logs are most of what Redis keeps in memory."""

LOG_KEPT_WHILE_OPEN: Final = 24 * 60 * 60
"""How long an unfinished log stays: longer than any reply, shorter than for ever."""

BRIDGE_KEPT: Final = 24 * 60 * 60
"""How long a tab may sleep and still continue from its last event."""

PUBLISH_LIMIT: Final = 60.0
"""How long a process retries to publish an event; afterwards it is left to sweeps."""

OUTBOX_DUE: Final = 5.0
"""How long an event waits in the outbox before any process's sweep publishes it. Longer than the
time until the sweep of the process that published it deletes its row."""

READ_BLOCK_MS: Final = 2_000
"""How long the process's one reader blocks in Redis. A silent server is noticed REDIS_DEADLINE
after that."""

REDIS_DEADLINE: Final = 2.0
"""Longest wait for a command of Redis, with all retries. Longer than most of its pauses on a slow
disk, and short enough that a user who waits gets an answer within 5 s."""

REDIS_HEALTH_CHECK: Final = 15
"""Seconds without use after which a connection to Redis is checked before it is used."""

REDIS_PAUSE_LONGEST: Final = 0.5
"""Longest pause before the next attempt to reach Redis: with REDIS_DEADLINE, all is current 3 s
after it is back."""

DATABASE_PAUSE_LONGEST: Final = 5.0
"""Longest pause, plus or minus a half, before each waiting tab tries the database again: hundreds
of tabs must not keep a database busy that is starting.
"""

DATABASE_COMES: Final = 5 * 60.0
"""How long a start waits for a database that doesn't answer: longer than most take to recover from
a crash. Then the start ends with a sentence, and a supervisor can start again."""

KEEPALIVE_IDLE: Final = 5
"""Seconds of silence on a TCP connection to Redis or the database after which the kernel probes the
other end. A dead connection is found after about 11 s."""

KEEPALIVE_INTERVAL: Final = 2
"""Seconds between two probes."""

KEEPALIVE_COUNT: Final = 3
"""Probes without an answer after which the connection is closed."""

READY_WAITS: Final = 3.0
"""Longest wait of `/readyz` for database and Redis: it answers within 5 s."""

DATABASE_CONNECTS: Final = 5
"""Longest wait for a connection to PostgreSQL, in whole seconds."""

DATABASE_WAITS: Final = 30.0
"""Longest wait for a turn to use the database. Longer than SQLite waits for another program's lock,
which is 20 s."""

STATEMENT_LIMIT: Final = 30.0
"""Longest run of one statement on PostgreSQL, and longest pause inside a transaction: a process
that stopped in mid-transaction holds its locks no longer than that."""

DATABASE_ANSWERS: Final = STATEMENT_LIMIT + 5.0
"""Longest silence of PostgreSQL before its connection is closed: longer than its own limit of a
statement takes."""

VALKEY_STARTS: Final = 10.0
"""How long the bundled Valkey may take to start or to end."""

VALKEY_WATCH: Final = 0.5
"""Seconds between two checks of the bundled Valkey."""

VALKEY_UNREACHABLE: Final = 4.0
"""How long it may run without a socket before it is ended and started again: a clean-up of
temporary folders removes sockets. Longer than it needs to start."""

RESTART_PAUSE: Final = 0.2
"""First pause after Redis went away, or a background task failed; doubles each time."""

RESTART_LONGEST: Final = 30.0
"""Longest pause before a failing background task is started again: long enough to cost nothing,
short enough to be back soon after the cause is gone."""

RESTART_STEADY: Final = 5.0
"""How long a failed background task has to run before it counts as healthy: longer than the pause
between two sweeps, in which it would fail again."""

FIRST_TOKEN_LIMIT: Final = 120.0
"""Longest wait for the first token. Reasoning models think for a minute before the first text."""

WORKING_SHOWN: Final = 15.0
"""How long a model may be silent, while its server sends signs of life, before the page shows that
it is working."""

SILENCE_LIMIT: Final = 60.0
"""Longest silence inside a reply before it counts as stalled."""

TOTAL_LIMIT: Final = 30 * 60.0
"""Longest reply."""

RETRY_FIRST: Final = 1.0
"""First pause before a failed request is repeated; doubles each time."""

RETRY_LONGEST: Final = 30.0
"""Longest such pause. Where a provider asks for more, the user decides."""

SLOW_REFUSAL: Final = 15.0
"""A request whose refusal took so long isn't repeated: a proxy has tried several times already, and
the user has waited."""

STOP_SETTLES: Final = 3.0
"""How long a new message waits for a reply that is being stopped."""

ERASE_WAITS: Final = 5.0
"""How long the deletion of an account or team waits for its replies to stop, and then for its
events to be published."""

FORGET_AFTER: Final = LEASE + 4.0
"""How long after a deletion Redis is cleared: by then every reply has ended, every tab has received
its events, and tabs' states are back from the workers, which hold them for five seconds."""

ADOPT_WITHIN: Final = 120.0
"""How long after its writer's last sign of life a lost reply is continued automatically. Later,
no user waits for it any more, and it may cost money."""

DRAIN: Final = 1.5
"""How long a stopping process lets its replies finish. The others are handed over."""

TITLE_LIMIT: Final = 4.5
"""Longest wait for a title, so that every tab has one five seconds after the first turn; afterwards
the first words of the question stay."""

UNDO: Final = 60 * 60.0
"""How long a deleted chat can be restored before it is erased. The page offers it for a few
seconds; a tab that was asleep may do it later."""

PURGE: Final = 60.0
"""About how often a process looks for deleted chats to erase."""

USAGE_KEPT: Final = 400 * 24 * 60 * 60
"""How long usage rows are kept: a year and a month, to compare with a year ago and to check a
provider's last bill."""

SIGN_IN_KEPT: Final = 30 * 24 * 60 * 60
"""How long a browser stays signed in without being used."""

SIGN_IN_RECORDED: Final = 60 * 60
"""How often the use of a session is stored: a write with every event would cost too much."""

SIGN_IN_CHECKED: Final = 5.0
"""How often a tab's background event checks that the tab is still signed in. An ended session is
also published at once."""

SETUP_CODE_KEPT: Final = 24 * 60 * 60
"""How long a set-up code is valid; a restart prints another."""

DEVICE_KEPT: Final = 400 * 24 * 60 * 60
"""How long a device cookie is valid: as long as browsers keep a cookie."""

TAB_KEPT: Final = 60 * 60
"""How long Redis keeps a tab's state, where several workers share tabs."""

REFUSED_TAB_STAYS: Final = 3.0
"""How long the connection of a refused tab stays open: its page is sent the reason, which takes a
slow network two seconds."""

TAB_RECORDED: Final = 20 * 60
"""How often the user of an open tab is recorded."""

PRESENCE: Final = 4.0
"""How long a user counts as present in a chat after their tab's last beat. A tab that died is gone
within six seconds."""

PRESENCE_BEAT: Final = 0.9
"""How often a tab in a shared chat reports its presence and reads who else is there. One beat
notices that a user left, the next one shows it: within two seconds."""

ADJUSTMENTS_KEPT: Final = 60 * 60.0
"""How long a server's refusal of a field is cached: tomorrow it may be another server."""

CANARY_LIMIT: Final = 30.0
"""Longest check of the SSRF guard with one client at the start. It takes milliseconds, and seconds
on a busy machine, on which it must not fail: no model is asked afterwards."""

CATALOG_KEPT: Final = 60.0
"""How long the environment's list of models is cached before servers are asked again."""

TEAM_CACHE_KEPT: Final = 5 * 60.0
"""How long a process caches a team's data without an event about a change."""

LISTING_KEPT: Final = 5 * 60.0
"""How long a connection's list of models is cached before its provider is asked again."""

LISTING_TRIED: Final = 30.0
"""The same, for a provider that did not answer."""

LISTING_POSTPONED: Final = TOTAL_LIMIT
"""How long a server that streams replies isn't asked for its list: no reply takes longer, and some
servers end a reply when another request arrives."""

LISTING_WAITS: Final = 4.0
"""Longest wait for providers' lists that never came yet, when a user looks for a model."""

PREVIEW_WAITS: Final = 1.0
"""Longest wait for the model that a preview is for, while a user types instructions."""

PROBE_LIMIT: Final = 2.0
"""Longest wait at the start for servers' lists of models: slower lists are added later."""

KEY_PROBE_LIMIT: Final = 10.0
"""Longest wait for a provider's list in the test of a key: a user waits at the form."""

THREAD_TURN: Final = 0.0005
"""How long a thread may work while the event loop waits for its turn; Python's default is ten times
as long. A word takes many steps of the loop, and each waits so long while a thread reads a long
import: ten steps took 65 ms at the 95th percentile, and take 20. The import takes no longer."""

SOCKET_PING: Final = 8
"""How often a tab's connection is checked, in whole seconds."""

SOCKET_PATIENCE: Final = 8
"""How long an answer may take before the connection counts as dead. A page whose main thread is
frozen for longer reconnects."""

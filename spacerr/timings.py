"""Every duration that may be tuned, with the reason for it. Seconds unless named `_MS`."""

from typing import Final

CHAT_STREAM_UI_THROTTLE_MS: Final = 16
"""Least time between two updates of one tab: a refresh at 60 Hz; more is never seen."""

STREAM_SLOWEST_THROTTLE_MS: Final = 250
"""Most time between two updates, however busy the process is: beyond this, text seems to jump."""

FLUSH: Final = 0.010
"""How long deltas are gathered before they are appended to the log as one entry."""

HEARTBEAT: Final = 2.0
"""How often a writer renews its lease when the model is silent: three tries per lease."""

LEASE: Final = 6.0
"""How long a reply survives without its writer. Longer than any pause of a healthy process."""

SLOT_CLAIMED: Final = 10.0
"""How long a reply may take to get its writer after it was counted as being written: the wait for
the database's only writer. Later, one without a lease is over."""

SNAPSHOT: Final = 3.0
"""How often a growing reply is saved to its row, in case the log is lost with its server."""

SNAPSHOT_GROWTH: Final = 1.2
"""How much longer than the last one a saved reply has to be: so all of them together are never more
than a few times the reply, however slowly it comes. In between only a sign of life is saved."""

SWEEP: Final = 2.0
"""How often a process looks for replies that lost their writer: noticed within 9 s."""

LOG_KEPT_AFTER_END: Final = 10 * 60
"""How long a finished reply's log stays for readers in the middle of it; afterwards its row is the
only copy. Logs are most of what Redis keeps in memory."""

LOG_KEPT_WHILE_OPEN: Final = 24 * 60 * 60
"""How long an unfinished log stays: longer than any reply, shorter than for ever."""

BRIDGE_KEPT: Final = 24 * 60 * 60
"""How long a tab may sleep and still read on from its last event."""

ANNOUNCE_LIMIT: Final = 60.0
"""How long a process tries to publish an event again by itself; afterwards it is left to sweeps."""

OUTBOX_DUE: Final = 5.0
"""How long an event waits in the outbox before any process's sweep publishes it. Longer than the
time until the sweep of the process that published it deletes its row."""

READ_BLOCK_MS: Final = 2_000
"""How long the process's one reader waits inside Redis before it looks around. A server that went
silent is noticed REDIS_DEADLINE after that."""

REDIS_DEADLINE: Final = 2.0
"""Longest wait for a command of Redis, with all retries. Longer than most of its pauses on a slow
disk, and short enough that a user who waits gets an answer within 5 s."""

REDIS_HEALTH_CHECK: Final = 15
"""Seconds without use after which a connection to Redis is tried before it is used."""

REDIS_PAUSE_LONGEST: Final = 0.5
"""Longest pause before Redis is tried again: with REDIS_DEADLINE, all is current 3 s after it
is back."""

DATABASE_PAUSE_LONGEST: Final = 5.0
"""Longest pause, give or take half of it, before a database that is away is asked again, by each
tab that waits for it: hundreds of them don't keep one busy that comes up.
"""

DATABASE_COMES: Final = 5 * 60.0
"""How long a start waits for a database that doesn't answer: longer than most take to recover from
a crash. Then the start ends with a sentence, for a supervisor to begin another one."""

KEEPALIVE_IDLE: Final = 5
"""Seconds of silence on a TCP connection to Redis or the database after which the kernel asks
whether the other end is still there. A dead one is found after about 11 s."""

KEEPALIVE_INTERVAL: Final = 2
"""Seconds between two such questions."""

KEEPALIVE_COUNT: Final = 3
"""How many of them may stay unanswered, before the connection is closed."""

READY_WAITS: Final = 3.0
"""Longest wait of `/readyz` for the servers it asks: it answers within 5 s."""

DATABASE_CONNECTS: Final = 5
"""Longest wait for a connection to PostgreSQL, in whole seconds."""

DATABASE_WAITS: Final = 30.0
"""Longest wait for a turn to use the database. Longer than SQLite waits for another program's lock,
which is 20 s."""

STATEMENT_LIMIT: Final = 30.0
"""Longest run of one statement on PostgreSQL, and longest pause inside a transaction: a process
that stopped in mid-transaction holds its locks no longer than that."""

DATABASE_ANSWERS: Final = STATEMENT_LIMIT + 5.0
"""Longest silence of PostgreSQL before its connection is broken: longer than it takes to say by
itself that a statement took too long."""

VALKEY_STARTS: Final = 10.0
"""How long the bundled Valkey may take to start or to end."""

VALKEY_WATCH: Final = 0.5
"""Seconds between two looks at the bundled Valkey."""

VALKEY_UNREACHABLE: Final = 4.0
"""How long it may run without a socket to reach it by, before it is ended for another one to be
started: cleaning up temporary folders removes sockets. Longer than it needs to start."""

RESTART_PAUSE: Final = 0.2
"""First pause after Redis went away, or a background task failed; doubles each time."""

RESTART_LONGEST: Final = 30.0
"""Longest pause before a background task that fails again and again begins anew: rare enough to
cost nothing, often enough to be back soon after its cause is gone."""

RESTART_STEADY: Final = 5.0
"""How long a background task that failed has to run before it counts as well again: longer than
the pause between two of the sweeper's rounds, in which it would fail once more."""

FIRST_TOKEN_LIMIT: Final = 120.0
"""Longest wait for the first token. Reasoning models think for a minute before they speak."""

WORKING_TOLD: Final = 15.0
"""How long a model may be silent, while its server sends signs of life, before the page shows that
it is working."""

SILENCE_LIMIT: Final = 60.0
"""Longest silence inside a reply before it counts as stalled."""

TOTAL_LIMIT: Final = 30 * 60.0
"""Longest reply."""

RETRY_FIRST: Final = 1.0
"""First pause before a model that could not be asked is asked again; doubles each time."""

RETRY_LONGEST: Final = 30.0
"""Longest such pause. A service that wants more is not waited for: the person decides."""

SLOW_REFUSAL: Final = 15.0
"""A refusal that took so long isn't asked for again: a proxy has tried several times already, and
the person has waited for it."""

STOP_SETTLES: Final = 3.0
"""How long a new message waits for a reply that is being stopped."""

ERASE_WAITS: Final = 5.0
"""How long deleting an account or team waits for its replies to stop, before their rows go."""

FORGET_AFTER: Final = LEASE + 4.0
"""How long after a deletion Redis is cleared: by then every reply has ended, every tab has received
its events, and tabs' states are back from the workers, which hold them for five seconds."""

ADOPT_WITHIN: Final = 120.0
"""How long after its writer's last sign of life a lost reply is continued automatically. Later,
no user waits for it any more, and it may cost money."""

DRAIN: Final = 1.5
"""How long a stopping process lets its replies finish. What remains is handed over."""

TITLE_LIMIT: Final = 4.5
"""Longest wait for a title, so that every tab has one five seconds after the first turn; then the
first words of the question serve."""

UNDO: Final = 60 * 60.0
"""How long a deleted chat can still be brought back before it is gone for good. The page offers it
for a few seconds; a tab that was asleep may ask later."""

PURGE: Final = 60.0
"""About how often a process looks for deleted chats that can't be brought back any more."""

USAGE_KEPT: Final = 400 * 24 * 60 * 60
"""How long it is kept what each request used: a year and a month, to compare with a year ago and to
check a provider's last bill."""

SIGN_IN_KEPT: Final = 30 * 24 * 60 * 60
"""How long a browser stays signed in without being used."""

SIGN_IN_NOTED: Final = 60 * 60
"""How often it is noted that a browser is in use: writing that with every event would cost."""

SIGN_IN_ASKED: Final = 5.0
"""How often a tab's background event checks that the tab is still signed in. An ended session is
also published at once."""

SETUP_CODE_KEPT: Final = 24 * 60 * 60
"""How long a set-up code counts; a restart prints another."""

DEVICE_KEPT: Final = 400 * 24 * 60 * 60
"""How long a browser remembers whose it was: as long as browsers keep a cookie."""

TAB_KEPT: Final = 60 * 60
"""How long Redis keeps what a tab showed last, where several workers share tabs."""

REFUSED_TAB_STAYS: Final = 3.0
"""How long the connection of a refused tab stays open: its page is sent the reason, which takes a
slow network two seconds."""

TAB_NOTED: Final = 20 * 60
"""How often it is noted whose a tab is that stays open."""

PRESENCE: Final = 4.0
"""How long a user counts as present in a chat after their tab's last beat. A tab that died is gone
within six seconds."""

PRESENCE_BEAT: Final = 0.9
"""How often a tab in a shared chat reports its presence and reads who else is there. One beat
notices that a user left, the next one shows it: within two seconds."""

ADJUSTMENTS_KEPT: Final = 60 * 60.0
"""How long it is remembered that a server refuses a field: it may be another one tomorrow."""

CANARY_LIMIT: Final = 5.0
"""Longest try of one way to ask at the start: to this machine, it takes milliseconds."""

CATALOG_KEPT: Final = 60.0
"""How long the list of models is believed before servers are asked again."""

TEAM_CACHE_KEPT: Final = 5 * 60.0
"""How long a process believes what it knows of a team's models without hearing of a change."""

LISTING_KEPT: Final = 5 * 60.0
"""How long a connection's list of models is believed before its provider is asked again."""

LISTING_TRIED: Final = 30.0
"""The same, for a provider that did not answer."""

LISTING_POSTPONED: Final = TOTAL_LIMIT
"""How long a server that streams replies isn't asked for its list: no reply takes longer, and some
servers end one when they are asked for anything else."""

LISTING_WAITS: Final = 4.0
"""Longest wait for providers' lists that never came yet, when a user looks for a model."""

PREVIEW_WAITS: Final = 1.0
"""Longest wait for the model that a preview is for, while a user types instructions."""

PROBE_LIMIT: Final = 2.0
"""Longest wait at the start for model servers' lists of models: what is slower comes later."""

KEY_PROBE_LIMIT: Final = 10.0
"""Longest wait for what a key's provider offers: a user waits at the form."""

THREAD_TURN: Final = 0.0005
"""How long a thread may work while the event loop waits for its turn; Python's own is ten times as
long. A word goes through the loop in many steps, and each waits so long while a thread reads a long
import: ten steps took 65 ms at the 95th percentile, and take 20. The import takes no longer."""

SOCKET_PING: Final = 8
"""How often a tab's connection is tried, in whole seconds."""

SOCKET_PATIENCE: Final = 8
"""How long an answer may take before the connection counts as dead. A page whose main thread is
frozen for longer comes back through a new connection."""

#!/bin/sh
# Surprise: uvloop's timers fire before their time, because it counts whole milliseconds from the
# beginning of a turn of its loop and rounds to the nearest one. A wait of at most 10.4 ms for
# something that never comes gives up after 9.3 to 10 ms, and a sleep of 0.4 ms doesn't sleep at all.
# Python's own loop never fires early. Code that asks "has my time passed?" after such a wait finds
# that it hasn't, and code that sleeps until then in steps below half a millisecond never yields its
# core.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check uvloop==0.23.0 >/dev/null 2>&1
cat > "$folder/timers.py" <<'PYTHON'
import asyncio
import time

import uvloop

WAITS = 40


async def measured(wait):
    begun = time.perf_counter()
    await wait()
    return (time.perf_counter() - begun) * 1000


async def at_most(seconds):
    try:
        await asyncio.wait_for(asyncio.Event().wait(), seconds)
    except asyncio.TimeoutError:
        pass


async def main():
    waited = [await measured(lambda: at_most(0.0104)) for _ in range(WAITS)]
    slept = sorted([await measured(lambda: asyncio.sleep(0.0004)) for _ in range(WAITS)])
    early = sum(it < 10.4 for it in waited)
    print(f"  a wait of 10.4 ms: {early} of {WAITS} ended early, the first after {min(waited):.2f} ms")
    print(f"  a sleep of 0.4 ms: {slept[WAITS // 2]:.2f} ms at the median")
    return early, slept[WAITS // 2]


print("asyncio")
early, slept = asyncio.run(main())
assert early == 0 and slept >= 0.4, "Python's own loop fires early"
print(f"uvloop {uvloop.__version__}")
early, slept = uvloop.run(main())
assert early > WAITS / 4 and slept < 0.3, "uvloop waits as long as it is told to"
PYTHON
"$folder/venv/bin/python" "$folder/timers.py"

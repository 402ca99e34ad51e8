"""Everything random comes from one printed seed, so that a bad run can be played again.

`SPACERR_CHAOS_SEED=7` repeats a run, `SPACERR_CHAOS=full` makes it long.
"""

import os
import random
import time

# In the environment, so that every process of the run throws the same dice.
SEED = os.environ.setdefault("SPACERR_CHAOS_SEED", str(time.time_ns() % 1_000_000))
FULL = os.environ.get("SPACERR_CHAOS") == "full"
CUTS = 200 if FULL else 20
KILLS = 20 if FULL else 2


def dice(of: str) -> random.Random:
    """The random numbers of one test: the same for the same seed, whatever else runs."""
    return random.Random(f"{SEED}:{of}")

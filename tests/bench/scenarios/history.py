"""Earlier turns: what was said before the reply that is measured."""

REPLY = """\
## Answer {n}

The tide at **the iron post** turned early today, and the keeper wrote it down before breakfast.
He measures it *by hand*, as the one before him did, because the printed table is made for another
harbour and is wrong here in every month with an R in it.

- The wind stood in the north at six, at noon it had gone round, and by lamp light it was calm.
- Every vessel is in the book by name, with the people aboard and what she carries.
- Whatever floats and belongs to somebody is tied to the third ring and `marked` with chalk.

```python
def tide(hour: int, moon: float) -> float:
    return 2.4 + 1.9 * math.cos(hour / 12.42 * math.tau) * (0.8 + 0.4 * moon)
```

| post | low | high |
|------|-----|------|
| iron | 0.4 | 4.3  |
| oak  | 0.6 | 4.1  |

Later rows of the wall are taller and better cut. You can read the fortunes of the town in them:
wide joints in lean years, lead and granite when the herring came. See the
[book](https://example.org/harbour/{n}) for the rest.
"""


def turns(count: int) -> list[tuple[str, str]]:
    """Questions with replies of about 1 KB of Markdown."""
    return [
        (f"What did the keeper write on day {n}?", REPLY.replace("{n}", str(n)))
        for n in range(1, count + 1)
    ]

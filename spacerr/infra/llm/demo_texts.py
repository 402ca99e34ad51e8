"""The Demo model's texts. Each is useful Markdown about Spacerr."""

OPENING = """\
You asked: *{question}*

I am the **Demo model**. I run inside Spacerr, without a key and without the internet, and I don't \
think: I only show how a reply feels here.

"""

_TRY = """\

---

Ask me about **code**, **tables**, **math**, **models** or **streaming** to see each of them, \
*“What is 17 * 23, and what time is it in Tokyo?”* to see me use tools, or say *“Ask me a \
question”* to see me wait for your answer.
"""

QUESTION = "What would you like to see next?"
ANSWERS = ("Code", "A table", "Math", "How streaming works", "Models")
"""What the Demo model asks, and the answers that it knows."""

_WELCOME = (
    """\
### What you can try right now

1. **Reload this page** while I'm still writing. Everything so far is there, and I go on.
2. **Open this chat in a second tab.** Both tabs show the same words at the same moment.
3. **Press Stop.** I end at once, and what you saw stays.
4. **Close every tab.** I finish anyway; the reply is here when you come back.
5. **Say “Ask me a question”.** I ask in the middle of my reply, and wait, also while every tab is \
closed.

### To talk to a real model

Add a provider's key in the [settings](/settings/keys): its models appear in the list below the \
composer at once. A server of your own works too, and Ollama on this machine is found by itself. \
Or put keys into `.env`, for everybody who uses this Spacerr, and start it again:

```bash
echo 'OPENAI_API_KEY=sk-…' >> .env
make run
```
"""
    + _TRY
)

_CODE = (
    """\
Code arrives highlighted while it is written, and every block has a copy button.

```python
import asyncio


async def follow(reply: str, cursor: int = 0) -> str:
    \"\"\"Everything after the cursor, then whatever comes next.\"\"\"
    text = ""
    async with streams.subscribe(reply, after=cursor) as log:
        while not (batch := await log.next())[-1].ended:
            text += "".join(entry.text for entry in batch)
    return text


asyncio.run(follow("0199f1c2"))
```

The same idea in SQL, because what has been said lives in an ordinary database:

```sql
SELECT role, status, length(content) AS characters
  FROM message
 WHERE chat_id = :chat
 ORDER BY id;
```

> A reply is a message; while it is being written it is also a stream with the same id.
"""
    + _TRY
)

_TABLE = (
    """\
Tables are laid out as soon as their first row is complete:

| Where | What it holds | When it is gone |
|:------|:--------------|:----------------|
| Database | what has been said | when you delete it |
| Stream log | what is being said | two hours after the end |
| Tab | what this screen shows | on reload, and rebuilt at once |

And lists of things to do:

- [x] Start Spacerr with one command
- [x] Watch a reply arrive
- [ ] Add a key for a real model
"""
    + _TRY
)

_MATH = (
    """\
Formulas are set as they should be. The time you wait for a token is at most

$$
t_{\\text{visible}} \\le t_{\\text{flush}} + t_{\\text{throttle}} + t_{\\text{frame}}
$$

and with a flush of 10 ms, a throttle of 33 ms and a frame of 16 ms that is

$$
10 + 33 + 16 = 59\\ \\text{ms}
$$

in the worst case, about half of it on average. Prices such as $5 and $10 stay as they are.
"""
    + _TRY
)

_STREAMING = (
    """\
### How a reply reaches your screen

One process writes a reply; any number of tabs follow it.

1. Your message and an empty reply are stored together, or not at all.
2. A *runner* asks the model and appends every piece of text to a **stream log**.
3. Each tab has a *cursor* in that log. It gets what comes after its cursor, never twice, never \
with a gap.
4. When the model is done, the whole text is stored, and the log ends.

So a reload only means: *start again at cursor zero*. A second tab is simply another reader. And \
if the writing process dies, the log still holds every word.
"""
    + _TRY
)

_MODELS = (
    """\
### Models

Spacerr talks to every provider LiteLLM knows. What you see in the list is what can be used **now**:

| You have | Set in `.env` |
|:---------|:----|
| an OpenAI key | `OPENAI_API_KEY` |
| an Anthropic key | `ANTHROPIC_API_KEY` |
| a Gemini key | `GEMINI_API_KEY` |
| an OpenRouter key | `OPENROUTER_API_KEY` |
| your own server | `OPENAI_BASE_URL` |
| Ollama on this machine | nothing, it is found |

Or add keys in the [settings](/settings/keys). None of them ever reaches the browser again.
"""
    + _TRY
)

_TOPICS = (
    (("code", "python", "function", "program", "script", "sql", "bug"), _CODE),
    (("table", "list", "compare", "todo", "plan"), _TABLE),
    (("math", "formula", "equation", "integral", "calculate"), _MATH),
    (("stream", "reload", "tab", "work", "how", "live", "realtime"), _STREAMING),
    (("model", "key", "openai", "anthropic", "ollama", "gemini", "provider"), _MODELS),
)


def pick_text(question: str) -> str:
    """The text whose words occur most in the question; the welcome when none do."""
    asked = question.lower()
    best = max(_TOPICS, key=lambda topic: sum(word in asked for word in topic[0]))
    return best[1] if any(word in asked for word in best[0]) else _WELCOME

"""Words of the settings' section about usage: requests to models, and their cost."""

from datetime import date

from spacerr.words.numbers import compact, count, money

TITLE = "Requests, tokens and cost"
NOTE = "Every request to a model in this team: replies, retries, chat titles."
NOTE_ALONE = "Every request to a model: replies, retries, chat titles."
WHOSE = "Whose usage"
WHOSE_OPTIONS = {"me": "Yours", "team": "The team’s"}
PERIOD = "Period"
PERIOD_OPTIONS = {"7": "7 days", "30": "30 days", "90": "90 days"}
REQUESTS = "Requests"
TOKENS = "Tokens"
COST = "Cost"
AND_MORE = "and more"
NOTHING = "No requests in this period."
BY_DAY = "By day"
BY_MODEL = "By model"
BY_PERSON = "By person"
BY_CHAT = "By chat"
CHAT_NOTE = "Chats you can see are listed by name, all others in one line."
MODEL = "Model"
PERSON = "Person"
CHAT = "Chat"
OTHER_CHATS = "Other chats"
UNTITLED = "Untitled"

LIMIT_TITLE = "Limit per reply"
LIMIT_NOTE = "A reply that reaches a limit stops there, and can be continued."
DOLLARS = "Dollars"
DOLLARS_HINT = "Applies to models whose price is known."
NO_LIMIT = "No limit"
WHOLE_NUMBER = "Type a whole number, or nothing for no limit."
AMOUNT = "Type an amount such as 0.05, or nothing for no limit."


def of_tokens(prompt: int, completion: int) -> str:
    return f"{compact(prompt)} input, {compact(completion)} output"


def at_least(amount: str) -> str:
    return f"≥ {amount}"


def unknown_prices(requests: int) -> str:
    included = "it isn’t" if requests == 1 else "they aren’t"
    return f"The price of {count(requests, 'request')} is unknown; {included} included."


def estimated(requests: int) -> str:
    return (
        f"The provider didn’t report tokens for {count(requests, 'request')}; estimates are shown."
    )


def day_name(day: date) -> str:
    return f"{day.day} {day:%b}"


def of_day(day: date, requests: int, tokens: int, cost: int | None) -> str:
    used = f"{count(requests, 'request')}, {compact(tokens)} tokens, cost {money(cost)}"
    return f"{day_name(day)}: {used}"

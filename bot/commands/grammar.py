"""From what somebody typed to a query: the grammar of `/news`, the same on every platform."""

import re
from dataclasses import replace
from difflib import get_close_matches

from bot.commands.queries import (
    LATEST,
    AskHelp,
    AskLatest,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
    Query,
)
from bot.commands.schedule_grammar import parse_schedule
from bot.commands.verbs import COMMAND, NAMES, help_for
from digests.search import SearchTerms, parse_terms

MOST_STORIES = 25
"""The longest `latest`: more is a page nobody reads on a phone."""

LONGEST = 500
"""Characters of a query that are read; Slack itself would let 3,000 and more through."""

GREETINGS = frozenset(
    {"hi", "hello", "hey", "hallo", "good", "morning", "evening", "there", "bot", "news", "thanks"}
)
"""Said alone, they're answered with help; `hello` is no slip for `help`."""

SINCE = "2026-11-22, a month (2026-11), a year, today, yesterday or 7d"
"""What may stand behind `since:`."""

BEHIND = {
    "topic:": ("a topic", "AI"),
    "from:": ("a publisher", "Reuters"),
    "since:": ("a date", "7d"),
}
"""What belongs behind each operator of a search, and one of them."""

_PAGE = re.compile(r"(?:^|\s)page:\s*(\d{0,4})\d*(?!\S)", re.IGNORECASE)


def parse(text: str) -> Query:
    """The query that *text* spells, with or without the leading `/news`.

    Total: nonsense becomes NotUnderstood with the nearest verb and an example that is understood.
    """
    query = _parsed(text)
    if isinstance(query, NotUnderstood) and isinstance(_parsed(query.example), NotUnderstood):
        return replace(query, example=f"{COMMAND} help")  # it grew too long to be read whole
    return query


def _parsed(text: str) -> Query:
    typed = " ".join(text.split())
    asked = typed[len(COMMAND) :] if _addressed(typed) else typed
    asked = asked.strip()[:LONGEST].strip()
    if _greets(asked):
        return AskHelp()
    verb, _, rest = asked.partition(" ")
    match verb.casefold():
        case "":
            return AskLatest()
        case "latest":
            return _latest(rest)
        case "story":
            return _story(rest)
        case "similar":
            return _similar(rest)
        case "search":
            return _search(rest)
        case "topics":
            return AskTopics()
        case "schedule" | "schedules":
            return parse_schedule(rest)
        case "help":
            return _help(rest)
        case _:
            return _stray(asked, verb)


def _greets(asked: str) -> bool:
    """Whether nothing is asked: a question mark, a thumb, "hello there"."""
    words = "".join(sign if sign.isalnum() else " " for sign in asked.casefold()).split()
    return bool(asked) and GREETINGS.issuperset(words)


def _addressed(typed: str) -> bool:
    return typed.partition(" ")[0].casefold() == COMMAND


def _latest(rest: str) -> Query:
    """A number at the end, or a small one at the beginning, is the count; the rest is a topic."""
    topic, _, last = rest.rpartition(" ")
    first, _, others = rest.partition(" ")
    if (
        not last.removeprefix("-").isdecimal()
        and others
        and first.isdecimal()
        and 1 <= int(first) <= MOST_STORIES
    ):
        topic, last = others, first
    if not last.removeprefix("-").isdecimal():
        return AskLatest(topic=rest or None)
    count = int(last)
    if not 1 <= count <= MOST_STORIES:
        return NotUnderstood(
            typed=f"latest {rest}",
            problem=f"latest shows 1 to {MOST_STORIES} stories",
            example=f"{COMMAND} latest {topic} {LATEST}".replace("  ", " "),
        )
    return AskLatest(topic=topic or None, count=count)


def _story(rest: str) -> Query:
    if not rest:
        return _lacking("story", "which story? A word or two of it will do")
    terms = parse_terms(rest)
    return _undated("story", terms) if terms.undated else AskStory(rest)


def _similar(rest: str) -> Query:
    if not rest:
        return _lacking("similar", "similar to which story? A word or two of it will do")
    terms = parse_terms(rest)
    return _undated("similar", terms) if terms.undated else AskSimilar(rest)


def _search(rest: str) -> Query:
    """The words, and of which page they ask: `page:2`, wherever it stands."""
    pages = [int(page) for page in _PAGE.findall(rest) if page]
    terms = parse_terms(_PAGE.sub("", rest).strip())
    if not terms:
        return _nothing_sought(terms)
    if terms.undated:
        return _undated("search", terms)
    return AskSearch(terms, page=max(1, *pages[-1:], 1))


def _nothing_sought(terms: SearchTerms) -> NotUnderstood:
    """Nothing was typed, or nothing behind an operator; then what belongs there."""
    operator = terms.typed.casefold().rpartition(" ")[2]
    if operator not in BEHIND:
        return _lacking("search", "search for what?")
    what, some = BEHIND[operator]
    return NotUnderstood(
        typed=f"search {terms.typed}",
        problem=f"{operator} needs {what} behind it",
        example=f"{COMMAND} search {operator}{some}",
    )


def _undated(verb: str, terms: SearchTerms) -> NotUnderstood:
    """Its example asks for the same, of the last week."""
    asked = [f'topic:"{topic}"' for topic in terms.topics]
    asked += [f'from:"{publisher}"' for publisher in terms.publishers]
    return NotUnderstood(
        typed=f"{verb} {terms.typed}",
        problem=f"since: takes a date such as {SINCE}; “{terms.undated[0]}” is none of these",
        example=" ".join((COMMAND, verb, *terms.free, *asked, "since:7d")),
    )


def _help(rest: str) -> Query:
    verb = rest.casefold().removeprefix(COMMAND).strip()
    if not verb or verb in NAMES:
        return AskHelp(verb or None)
    nearest = _nearest(verb)
    return NotUnderstood(
        typed=f"help {rest}",
        problem=f"there's no verb “{rest}”" + (f"; did you mean “{nearest}”?" if nearest else ""),
        example=f"{COMMAND} help {nearest}" if nearest else f"{COMMAND} help",
    )


def _lacking(verb: str, problem: str) -> NotUnderstood:
    return NotUnderstood(
        typed=verb, problem=problem, example=f"{COMMAND} {help_for(verb)[0].example}"
    )


def _stray(asked: str, verb: str) -> NotUnderstood:
    """A slip of the finger gets its verb back; anything else is likely what a story is about."""
    nearest = None if verb.casefold() in GREETINGS else _nearest(verb.casefold())
    if nearest is None:
        return NotUnderstood(
            typed=asked,
            problem=f"I don't know “{verb}”. For a story about it:",
            example=f"{COMMAND} story {asked}",
        )
    rest = asked.removeprefix(verb).strip()
    meant = f"{COMMAND} {nearest} {rest}" if rest else f"{COMMAND} {help_for(nearest)[0].example}"
    read = _parsed(meant)
    return NotUnderstood(
        typed=asked,
        problem=f"I don't know “{verb}”; did you mean “{nearest}”?",
        example=read.example if isinstance(read, NotUnderstood) else meant,
    )


def _nearest(verb: str) -> str | None:
    return next(iter(get_close_matches(verb, NAMES, n=1, cutoff=0.6)), None)

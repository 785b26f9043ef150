"""The shorter answers on Discord: each says what to do next."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from bot.commands.grammar import parse
from bot.commands.queries import AskLatest, AskSchedule, NotUnderstood, Query
from bot.commands.replies import (
    FrontPage,
    HelpShown,
    LastIssue,
    NoSuchTopic,
    NothingFound,
    ScheduleRefused,
    TopicList,
    VerbHelp,
)
from bot.commands.verbs import COMMAND
from bot.platforms.discord.components import Component, button, option, text
from bot.platforms.discord.custom_ids import asking, choosing
from bot.platforms.discord.markup import MARKUP, fitted, masked, moment
from bot.platforms.discord.packing import Panel, Piece, Spread
from bot.wording import answers, schedules, stories
from digests.stories.story import Story
from digests.text import tidy

WORDS = 200
SENTENCE = 600
TITLE = 200
TOPIC = 100
"""Characters of markup."""

_COMMAND = re.compile(rf"\\\\?{COMMAND} ((?:schedule )?[a-z]+)")

BUTTONS = 4
"""A row has five, and the fifth may be to share it."""

TITLES = 10
"""Stories of an issue that the front page names; the others are counted."""

Mentions = Mapping[str, str]
"""Discord's mentions of our commands by what's typed behind `/news`: `</news latest:1>`."""


def says(*sentences: str, examples: Iterable[str] = ()) -> Spread:
    """Sentences, and what would work as buttons that ask it."""
    return Spread(
        opening="\n".join(fitted(said, SENTENCE) for said in answers.sentences(*sentences)),
        buttons=tuple(_asked(examples)),
    )


def not_understood(reply: NotUnderstood, mentions: Mentions) -> Spread:
    """What's wrong, and an example: to press, or if it would change something, to type."""
    spread = says(reply.problem, examples=(reply.example,))
    query = parse(reply.example)
    if not isinstance(query, AskSchedule):
        return spread
    return replace(spread, opening=f"{spread.opening}\n{_schedule_example(query, mentions)}")


def refused(reply: ScheduleRefused, mentions: Mentions) -> Spread:
    """What can't be done, and what can; commands that are named in it can be pressed."""
    spread = says(reply.problem, reply.remedy)
    said = _COMMAND.sub(lambda found: mentions.get(found[1], found[0]), spread.opening)
    return replace(spread, opening=said)


def nothing(reply: NothingFound) -> Spread:
    """That there's nothing, and what there is instead."""
    instead = reply.suggestions or (f"{COMMAND} latest", f"{COMMAND} topics")
    return Spread(opening=answers.nothing(reply, MARKUP), buttons=tuple(_asked(instead)))


def no_such_topic(reply: NoSuchTopic) -> Spread:
    """Which topics there are, to choose from."""
    return Spread(
        opening=answers.no_such_topic(reply, MARKUP),
        invitation="The latest on …",
        options=tuple(chain(*map(_latest, reply.known))),
    )


def topics(reply: TopicList) -> Spread:
    """The headings with their counts, to choose from."""
    pieces = (
        f"**{fitted(t.topic, TOPIC)}** · {answers.stories_of(t)}"
        + (f"\n-# {fitted(t.newest, TITLE)}" if t.newest and tidy(t.newest) else "")
        for t in reply.topics
    )
    return Spread(
        opening=f"### Topics\n-# {answers.since(reply)}",
        panels=(Panel(pieces=tuple(Piece(component=text(piece)) for piece in pieces)),),
        invitation="The latest on …",
        options=tuple(chain(*(_latest(t.topic) for t in reply.topics if t.stories))),
    )


def help_shown(reply: HelpShown, mentions: Mentions) -> Spread:
    """Each verb: what it does and takes; what can be tried at once is in a menu."""
    alone = len(reply.verbs) == 1
    examples = [e for v in reply.verbs for e in (v.example, *(v.more if alone else ()))]
    queries = [(example, parse(example)) for example in examples]
    tried = chain(*(option(e, choosing(q)) for e, q in queries if _is_harmless(q)))
    shown = [_schedule_example(q, mentions) for _, q in queries if isinstance(q, AskSchedule)]
    pieces = [_verb(v, mentions) for v in reply.verbs]
    pieces += ["\n".join(shown)] if alone and shown else []
    return Spread(
        panels=(Panel(pieces=tuple(Piece(component=text(piece)) for piece in pieces)),),
        invitation="Try one …",
        options=tuple(tried),
    )


def front_page(reply: FrontPage) -> Spread:
    """Each schedule: what it told last, by title, and when it comes next."""
    if not reply.issues:
        return Spread(opening=schedules.NOWHERE)
    return Spread(panels=tuple(map(_issue, reply.issues)))


def command(words: str, mentions: Mentions) -> str:
    """The command that is `/news WORDS` elsewhere, as a mention that fills it in if that's known.

    What is for admins is a command of its own on Discord, which can be hidden from others.
    """
    own = words.replace("schedule", f"{COMMAND}-schedule") if words.startswith("schedule") else ""
    return mentions.get(words) or f"**{own or f'{COMMAND} {words}'}**"


def _issue(issue: LastIssue) -> Panel:
    when = f"told {moment(issue.posted_at, 'R')}" if issue.posted_at else schedules.NO_DIGEST_YET
    titles = [_headline(story) for story in issue.stories[:TITLES]]
    if len(issue.stories) > TITLES:
        titles.append(f"-# and {len(issue.stories) - TITLES:,} more")
    head = f"-# {when} · {schedules.coming(issue.state, MARKUP)}"
    return Panel(
        heading=f"### {fitted(issue.state.schedule.heading, TOPIC)}",
        pieces=tuple(Piece(component=text(piece)) for piece in (head, *titles)),
    )


def _headline(story: Story) -> str:
    return f"- {masked(stories.titled(story), story.url, TITLE)}"


def _verb(verb: VerbHelp, mentions: Mentions) -> str:
    named = command(verb.verb, mentions)
    takes = verb.usage.removeprefix(verb.verb).strip()
    if f" {(first := takes.partition(' ')[0])}:" in named:  # the mention names it already
        takes = takes.removeprefix(first)
    return f"{named} {fitted(takes, WORDS)}".rstrip() + f"\n{fitted(verb.promise, SENTENCE)}"


def _schedule_example(query: AskSchedule, mentions: Mentions) -> str:
    """As Discord has it: what a schedule is made of are the command's options."""
    options = (("name", query.name), *query.settings)
    given = " ".join(f"{key}:{value}" for key, value in options if value)
    return f"- {command(f'schedule {query.verb}', mentions)} {fitted(given, WORDS)}"


def _is_harmless(query: Query) -> bool:
    """Whether it may be asked just to see what happens."""
    return not isinstance(query, AskSchedule | NotUnderstood)


def _latest(topic: str) -> Iterable[Component]:
    return option(topic, choosing(AskLatest(topic)))


def _asked(examples: Iterable[str]) -> Iterator[Component]:
    """A button for each of *examples* that is a query, the first few; each query once."""
    queries = {
        asking(query): example for example in examples if _is_harmless(query := parse(example))
    }
    for custom_id, example in list(queries.items())[:BUTTONS]:
        yield from button(example.strip().removeprefix(COMMAND).strip(), custom_id)

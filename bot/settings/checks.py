"""What no single key shows: names taken twice, unknown topics, platforms without a token."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.settings.document import Document
from bot.settings.environment import WEBHOOK, Environment
from bot.settings.problems import Path, Problem, did_you_mean, listed
from bot.settings.slack_tokens import slack_problems
from digests.quoting import cut, quoted
from digests.schedule.channel import PLATFORMS, Channel, ChannelError

NO_TOPICS = "; the file has no topics"

TOKENS = {"slack": "SLACK_BOT_TOKEN", "discord": "DISCORD_TOKEN"}
"""The variable without which a platform can't be reached."""


def problems_across(
    document: Document, environment: Environment, available: Collection[str]
) -> Iterator[Problem]:
    """All that is wrong between keys, as far as the keys themselves can be read."""
    for check in (_taken_twice, _unknown_topics, _former_names):
        yield from check(document)
    slack = list(slack_problems(document, environment))
    for path, platform, name in _addressed(document):
        if platform == "slack" and platform in available:
            problems, slack = slack, []  # at the first place that names it, and there alone
        else:
            problem = _unreachable(platform, name, environment, available)
            problems = [problem] if problem else []
        for sentence in problems:
            yield Problem(line=document.line(path), path=path, sentence=sentence)


def webhook_variable(name: str) -> str:
    """`DISCORD_WEBHOOK_NEWS_DESK` for `discord-webhook:news-desk`."""
    return WEBHOOK + name.upper().replace("-", "_")


@dataclass(frozen=True, slots=True)
class _Name:
    path: Path
    text: str

    @property
    def plain(self) -> str:
        return self.text.casefold()


def _names(document: Document, section: str, key: str = "name") -> list[_Name]:
    return [
        _Name((*path, key), entry[key].strip())
        for path, entry in document.entries(section)
        if isinstance(entry.get(key), str)
    ]


def _taken_twice(document: Document) -> Iterator[Problem]:
    for section, kind in (("topics", "topic"), ("schedules", "schedule")):
        yield from _twins(document, _names(document, section), f"another {kind} has this name")
    yield from _twins(document, _names(document, "schedules", "was"), "another schedule was that")


def _twins(document: Document, names: Iterable[_Name], sentence: str) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    for name in names:
        if name.plain in first:
            line = document.line(first[name.plain])
            yield Problem(
                line=document.line(name.path),
                path=name.path,
                sentence=f"{sentence}, on line {line}; take another",
            )
        first.setdefault(name.plain, name.path)


def _unknown_topics(document: Document) -> Iterator[Problem]:
    known = {name.plain: name.text for name in _names(document, "topics")}
    for path, entry in document.entries("schedules"):
        topics = entry.get("topics")
        for n, topic in enumerate(topics if isinstance(topics, list) else ()):
            place = (*path, "topics", n)
            if isinstance(topic, str) and topic.strip() and topic.strip().casefold() not in known:
                sentence = unknown_topic(topic, list(known.values()))
                yield Problem(line=document.line(place), path=place, sentence=sentence)


def unknown_topic(topic: str, known: Sequence[str]) -> str:
    """The sentence that says so and names the nearest, or all."""
    nearest = did_you_mean(topic, known)
    there = "there's only" if len(known) == 1 else "there are"
    others = f"; {there} {listed([*map(cut, known)], 'and')}" if known else NO_TOPICS
    return f"no topic is called {quoted(topic)}{nearest or others}"


def _former_names(document: Document) -> Iterator[Problem]:
    names = {name.plain: name for name in _names(document, "schedules")}
    for was in _names(document, "schedules", "was"):
        if was.plain in names:
            line = document.line(names[was.plain].path)
            yield Problem(
                line=document.line(was.path),
                path=was.path,
                sentence=f"a schedule on line {line} is still called that; rename it or drop was:",
            )


def _addressed(document: Document) -> Iterator[tuple[Path, str, str]]:
    """Every platform that is named, with the address on it."""
    for path, entry in document.entries("schedules"):
        text = entry.get("channel")
        try:
            channel = Channel.parse(text) if isinstance(text, str) else None
        except ChannelError:
            continue  # the key's own check says so
        if channel:
            yield (*path, "channel"), channel.platform, channel.id
    platforms = document.content.get("platforms") if isinstance(document.content, dict) else None
    for n, platform in enumerate(platforms if isinstance(platforms, list) else ()):
        if isinstance(platform, str):
            yield ("platforms", n), platform.strip(), ""


def _unreachable(
    platform: str, name: str, environment: Environment, available: Collection[str]
) -> str | None:
    """What keeps *platform* from being used, with the remedy; None for nothing."""
    if platform not in PLATFORMS:
        return f"no platform is called {quoted(platform)}{did_you_mean(platform, PLATFORMS)}"
    if platform not in available:
        others = sorted(available)
        return (
            f"this version can't post to {platform} yet, only to {listed(others, 'and')}; "
            f"name {listed(others)} instead, or take this out until it can"
        )
    token = _token(platform, name)
    if token and not (environment.text(token) or environment.text(f"{token}_FILE")):
        return (
            f"{platform} needs {token}; set it in the environment or in .env, or set {token}_FILE"
        )
    return None


def _token(platform: str, name: str) -> str | None:
    if platform == "discord-webhook":
        return webhook_variable(name) if name else None
    return TOKENS.get(platform)

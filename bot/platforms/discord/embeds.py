"""A digest as embeds: a story each, for servers that want them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.platforms.discord.digest import masthead, presentation, topics
from bot.platforms.discord.markup import address, fitted, plain
from bot.platforms.discord.packing import CONTINUED, Sheet, menu_of
from bot.platforms.discord.stories import DETAILS, TITLE, byline, summary
from bot.wording.stories import titled
from digests.digest import Digest
from digests.stories.story import Story
from digests.wording import last_line

MOST = 10
MOST_TEXT = 6_000
"""Embeds of a message, and characters over all of them (FACTS 2.1)."""

TOPIC = 200

Embed = Mapping[str, Any]


def in_embeds(digest: Digest, *, invites: bool) -> Iterator[Sheet]:
    """The title as content, then a story an embed; the last line below them.

    *invites*: with a menu for the details.
    """
    last = [{"description": line}] if (line := last_line(digest)) else []
    content = {"content": masthead(digest)}
    pages = list(_pages(digest, reserved=sum(map(_length, last)))) or [([], [])]
    for number, (embeds, stories) in enumerate(pages, 1):
        whole = [*embeds, *last] if number == len(pages) else embeds
        shown = {"embeds": whole} if whole else {}
        menu = list(menu_of(stories, DETAILS if invites else ""))
        yield Sheet({**content, **shown, **({"components": menu} if menu else {})}, stories)
        content = {}


def _pages(digest: Digest, *, reserved: int) -> Iterator[tuple[list[Embed], list[Story]]]:
    """As many stories as fit beside *reserved* characters and one embed more, time and again."""
    pictures = presentation(digest).pictures
    embeds, stories, left = list[Embed](), list[Story](), MOST_TEXT - reserved
    for section, _, accent in topics(digest):
        topic = plain(section.topic, TOPIC)
        for number, story in enumerate(section.stories):
            begins = topic if number == 0 else ""
            embed = _embed(story, begins, accent, embeds, pictures=pictures)
            if len(embeds) == MOST - 1 or _length(embed) > left:
                yield embeds, stories
                embeds, stories, left = [], [], MOST_TEXT - reserved
                begins = f"{topic}{CONTINUED}" if number else topic
                embed = _embed(story, begins, accent, embeds, pictures=pictures)
            embeds.append(embed)
            stories.append(story)
            left -= _length(embed)
    if embeds:
        yield embeds, stories


def _embed(
    story: Story, topic: str, accent: int, above: list[Embed], *, pictures: bool
) -> dict[str, Any]:
    """*story* under *topic*, which is named where it begins.

    Of embeds with one address Discord shows the first alone, so a second one goes without.
    """
    url = address(story.url)
    picture = address(story.image.url) if story.image and pictures else None
    parts = {
        "author": {"name": topic} if topic else None,
        "title": fitted(titled(story), TITLE),
        "url": None if url in {embed.get("url") for embed in above} else url,
        "description": "\n".join(filter(None, (summary(story), byline(story)))),
        "color": accent,
        "thumbnail": {"url": picture} if picture else None,
    }
    return {key: part for key, part in parts.items() if part is not None}


def _length(embed: Embed) -> int:
    """Characters that count for the message's sum."""
    author = embed.get("author", {}).get("name", "")
    return len(embed.get("title", "")) + len(embed.get("description", "")) + len(author)

"""A digest on Discord in the style that its schedule asks for, and what its adapter must know."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.platforms.discord.markup import fitted, plain
from bot.platforms.discord.packing import Panel, Spread
from bot.platforms.discord.stories import DETAILS, brief
from digests.digest import Digest, Section
from digests.schedule.presentation import Presentation
from digests.topics import ELSEWHERE
from digests.wording import dateline, last_line, tally

ACCENTS = (0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0x8E6BBF, 0xF0E442)
"""By a topic's place: colours that the colour-blind tell apart (Okabe and Ito 2008, and violet)."""

GREY = 0x8A8F98

HEADING = 100
TOPIC = 100
"""Characters of markup; a forum post's name has no more either (FACTS 2.1)."""


def presentation(digest: Digest) -> Presentation:
    """What the schedule chose; the defaults where there's none, as for `/news latest`."""
    return digest.edition.schedule.presentation if digest.edition else Presentation()


def masthead(digest: Digest) -> str:
    """Title, date and counts (DESIGN D15)."""
    return f"## {fitted(digest.heading, HEADING)}\n-# {dateline(digest)} · {tally(digest)}"


def topics(digest: Digest) -> Iterator[tuple[Section, str, int]]:
    """Each section with its heading as markup, and its colour, the same from issue to issue."""
    named = digest.edition.schedule.topics if digest.edition else ()
    for place, section in enumerate(digest.sections):
        at = named.index(section.topic) if section.topic in named else place
        accent = GREY if section.topic == ELSEWHERE else ACCENTS[at % len(ACCENTS)]
        yield section, fitted(section.topic, TOPIC), accent


def foot(digest: Digest) -> str:
    """How many more there are, when the next comes; "" where there's nothing to say."""
    return f"-# {line}" if (line := last_line(digest)) else ""


def in_components(digest: Digest) -> Spread:
    """A container a topic, a section a story, and a menu for the details."""
    pictures = presentation(digest).pictures
    return Spread(
        opening=masthead(digest),
        panels=tuple(
            Panel(
                pieces=tuple(brief(story, pictures=pictures) for story in section.stories),
                heading=f"### {heading}",
                accent=accent,
            )
            for section, heading, accent in topics(digest)
        ),
        closing=foot(digest),
        invitation=DETAILS,
    )


def for_the_adapter(digest: Digest) -> Mapping[str, Any]:
    """What `render` documents under "broadsheet"; nothing for what no schedule posts."""
    if digest.edition is None:
        return {}
    chosen = presentation(digest)
    title = plain(f"{digest.heading}, {dateline(digest)}", HEADING)
    return {"title": title, "tags": list(chosen.forum_tags), "crosspost": chosen.crosspost}

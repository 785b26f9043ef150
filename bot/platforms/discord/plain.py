"""A digest as plain text with links: for those who switched all else off."""

from collections.abc import Iterator

from bot.platforms.discord.components import MOST_OPTIONS
from bot.platforms.discord.digest import foot, masthead, topics
from bot.platforms.discord.flags import NO_PREVIEWS
from bot.platforms.discord.packing import CONTINUED, Sheet, menu_of
from bot.platforms.discord.stories import DETAILS, told
from digests.digest import Digest
from digests.stories.story import Story

MOST = 2_000
"""Characters of a message's content (FACTS 2.1)."""

STORY = 1_100
"""Characters of a story: with title, topic and last line it fits into a message."""

GAP = "\n\n"
"""Between stories, which in text nothing else would part."""


def in_text(digest: Digest, *, invites: bool) -> Iterator[Sheet]:
    """Title, topics and stories as they're read, the last line below them.

    *invites*: with a menu for the details.
    """
    last = foot(digest)
    pages = list(_pages(digest, reserved=len(GAP + last)))
    for number, (blocks, stories) in enumerate(pages, 1):
        whole = [*blocks, *filter(None, [last])] if number == len(pages) else blocks
        menu = list(menu_of(stories, DETAILS if invites else ""))
        payload = {"flags": NO_PREVIEWS, "content": GAP.join(whole)}
        yield Sheet({**payload, **({"components": menu} if menu else {})}, stories)


def _pages(digest: Digest, *, reserved: int) -> Iterator[tuple[list[str], list[Story]]]:
    """As many stories as fit beside *reserved* characters, time and again."""
    blocks, stories = [masthead(digest)], list[Story]()
    for section, heading, _ in topics(digest):
        for number, story in enumerate(section.stories):
            said = told(story, room=STORY)
            block = said if number else f"### {heading}\n{said}"
            if len(GAP.join([*blocks, block])) + reserved > MOST or len(stories) == MOST_OPTIONS:
                yield blocks, stories
                block = f"### {heading}{CONTINUED if number else ''}\n{said}"
                blocks, stories = [], []
            blocks.append(block)
            stories.append(story)
    yield blocks, stories

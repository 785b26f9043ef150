"""A list of titles under their topics, made to fit: what opens a thread."""

from collections.abc import Iterator, Sequence

from bot.platforms.slack.blocks import SECTION, Block, cost, section
from bot.platforms.slack.markup import escaped, linked
from bot.platforms.slack.messages import Room
from bot.platforms.slack.stories import name
from digests.digest import Section
from digests.stories.story import Story
from digests.wording import houses

TOPIC = 100
"""Characters of a topic, as they're sent."""

HOUSES = 80

FORMS = ((True, 150), (False, 150), (False, 60))
"""With links or without, and characters of a title: the first form that fits is taken."""


def title_list(sections: Sequence[Section], room: Room) -> list[Block]:
    """The titles in the *room* of one message; in the thread all have their links.

    What fits in no form at all ends with "…".
    """
    blocks: list[Block] = []
    for links, longest in FORMS:
        texts = [said for part in sections for said in _topic(part, longest, links=links)]
        blocks = [
            section(said) for said in (texts if len(texts) <= room.places else _joined(texts))
        ]
        if cost(blocks) <= room.characters:
            return blocks
    return _cut(blocks, room.characters)


def _topic(part: Section, longest: int, *, links: bool) -> Iterator[str]:
    """The topic and its titles, as many in one go as a section holds."""
    said = f"*{escaped(part.topic, TOPIC) or '…'}*"
    for story in part.stories:
        one = _entry(story, longest, links=links)
        if len(said) + 1 + len(one) > SECTION:
            yield said
            said = one
        else:
            said += f"\n{one}"
    yield said


def _entry(story: Story, longest: int, *, links: bool) -> str:
    title = name(story, longest)
    who = escaped(houses(story.publishers), HOUSES)
    told_by = f" · {who}" if who else ""
    return f"• {linked(story.url if links else None, title)}{told_by}"


def _joined(texts: Sequence[str]) -> Iterator[str]:
    """Neighbours in one, as long as a section holds them."""
    said = ""
    for one in texts:
        if said and len(said) + 2 + len(one) > SECTION:
            yield said
            said = ""
        said += f"\n\n{one}" if said else one
    yield said


def _cut(blocks: Sequence[Block], room: int) -> list[Block]:
    more = section("…")
    kept: list[Block] = []
    for block in blocks:
        if cost([*kept, block, more]) > room:
            return [*kept, more]
        kept.append(block)
    return kept

"""What the live window says: stories under their topics, and what is other than it was."""

from dataclasses import dataclass

from digests.stories.story import Membership, Story, StoryId
from digests.topics import Filing


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledStory:
    """A story and where it stands, best topic first; nowhere means Elsewhere."""

    story: Story
    filings: tuple[Filing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is other than it was when last said.

    *memberships* are those that are new or moved, *stories* those that are new or read
    differently, *gone* the ids under which there is no story any more, each with the story that
    took most of its articles, if one did. All three are in order of their ids.
    """

    memberships: tuple[Membership, ...] = ()
    stories: tuple[FiledStory, ...] = ()
    gone: tuple[tuple[StoryId, StoryId | None], ...] = ()

"""The book of stories: which article tells which, under ids that last."""

from base64 import b32encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import count

import numpy as np
from numpy.typing import NDArray

from digests.article import ArticleId
from digests.stories.clustering import Group, heirs
from digests.stories.story import StoryId


class Book:
    """Stories and the places of their members, and which of them changed lately."""

    def __init__(self) -> None:
        self._story: dict[int, StoryId] = {}
        self._members: dict[StoryId, Group] = {}
        self._born: dict[StoryId, int] = {}
        self._births = count()
        self._touched: set[StoryId] = set()

    @property
    def stories(self) -> Collection[StoryId]:
        """The stories that have a member."""
        return self._members.keys()

    @property
    def places(self) -> Collection[int]:
        """The places of all members."""
        return self._story.keys()

    def story(self, place: int) -> StoryId:
        """The story that the member at *place* tells."""
        return self._story[place]

    def members(self, story: StoryId) -> Sequence[int]:
        """The places of those who tell *story*; none if there's no such story."""
        return self._members.get(story, ())

    def touch(self, *stories: StoryId) -> None:
        """Note that *stories* changed."""
        self._touched.update(stories)

    def ignore(self, story: StoryId) -> None:
        """Take no notice of what changed in *story*."""
        self._touched.discard(story)

    def touched(self) -> list[StoryId]:
        """The stories that changed since this was last asked, those gone too."""
        stories = sorted(self._touched)
        self._touched.clear()
        return stories

    def put(self, place: int, story: StoryId) -> None:
        """Let *place* tell *story*, which may be new."""
        self._seat(place, story)
        self._touched.add(story)

    def leave(self, place: int) -> StoryId:
        """Take *place* out of its story, which ends with its last member; gives the story's id."""
        story = self._story.pop(place)
        self._members[story].remove(place)
        self._touched.add(story)
        if not self._members[story]:
            del self._members[story], self._born[story]
        return story

    def fresh(self, members: Sequence[ArticleId]) -> StoryId:
        """An id that no story has: that of the first member that opened none, else made of it."""
        free = (story for story in members if story not in self._members)
        made = (_made(members[0], n) for n in count(2))
        return next(free, None) or next(s for s in made if s not in self._members)

    def settle(self, groups: Sequence[Group], ids: Sequence[ArticleId]) -> None:
        """Make *groups* the stories that their members tell; story ids stay with most of them.

        *ids* are the articles' by place.
        """
        kept = heirs(groups, self._story, self._born)
        moves = [
            (group, story)
            for group, story in zip(groups, kept, strict=True)
            if story is None or sorted(self._members[story]) != group
        ]
        leaving = [(p, s) for group, s in moves for p in group if self._story[p] != s]
        for place, _ in leaving:
            self.leave(place)
        for group, story in moves:
            home = story or self.fresh([ids[place] for place in group])
            for place in group:
                if place not in self._story:
                    self.put(place, home)

    def begin_anew(self, told: Iterable[tuple[int, StoryId]]) -> None:
        """Let the members be those at the places in *told*; nothing counts as changed."""
        self._story, self._members = {}, {}
        for place, story in told:
            self._seat(place, story)

    def bury(self) -> None:
        """Forget when stories that have no member any more were born."""
        self._born = {story: born for story, born in self._born.items() if story in self._members}

    def renumber(self, places: NDArray[np.int32]) -> None:
        """Give each place the number that *places* holds for it."""
        new = places.tolist()
        self._story = {new[place]: story for place, story in self._story.items()}
        self._members = {s: [new[p] for p in places] for s, places in self._members.items()}

    def _seat(self, place: int, story: StoryId) -> None:
        self._story[place] = story
        self._members.setdefault(story, []).append(place)
        if story not in self._born:
            self._born[story] = next(self._births)


def moved(before: Mapping[ArticleId, StoryId], now: Mapping[ArticleId, StoryId]) -> set[StoryId]:
    """The stories that have other articles *now* than *before*."""
    return {
        story
        for article in now
        if now[article] != before[article]
        for story in (now[article], before[article])
    }


def _made(article: ArticleId, number: int) -> StoryId:
    return b32encode(sha256(f"{article}\n{number}".encode()).digest())[:16].decode().lower()

"""A newsroom whose stories a test puts there, each with its place in the archive's sequence."""

import asyncio

from digests.digest import Candidate
from digests.stories.story import Score


class FakeNewsroom:
    def __init__(self) -> None:
        self.stored = []
        self.last = 0
        self.filed = 0
        self.broken_for = set()
        self.asked = 0
        self.under = None
        self.may_file = asyncio.Event()
        self.may_file.set()

    def add(self, story, *, score=1.0, filings=(), seq=None):
        """Store a story under the next sequence number, or under *seq*."""
        self.last = self.last + 1 if seq is None else max(seq, self.last)
        candidate = Candidate(story=story, filings=filings, score=Score(parts={"test": score}))
        self.stored.append((self.last if seq is None else seq, candidate))
        return story

    async def through(self):
        return self.last

    async def caught_up(self, through):
        self.filed = max(self.filed, through)

    async def file_under(self, topics):
        """Takes as long as a test wants."""
        await self.may_file.wait()
        self.under = tuple(topics)

    async def candidates(self, edition, carried):
        self.asked += 1
        if edition.schedule.name in self.broken_for:
            raise RuntimeError("the worker was lost")
        window, carried = edition.window, set(carried)
        return [
            candidate
            for seq, candidate in self.stored
            if window.after < seq <= window.through or carried & set(candidate.story.articles)
        ]

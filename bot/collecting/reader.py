"""Reading beside the event loop: documents go to a worker, and none can hold the others up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.collecting.documents import Found, read_found
from bot.workers import Workers, WorkLost
from digests.reading import Problem, Reading

DEADLINE = timedelta(seconds=10)
"""For one document: saved pages take 160 ms at the 99th percentile (NEWSROOM)."""


class Reader:
    """Turns documents into readings; what overruns its deadline is a problem like any other."""

    def __init__(self, workers: Workers, deadline: timedelta = DEADLINE) -> None:
        self._workers = workers
        self._deadline = deadline

    async def read(
        self,
        documents: Sequence[Found],
        *,
        source: str,
        first_seen: datetime,
        only_published: bool = False,
    ) -> list[Reading]:
        """A reading for each of *documents*, in order."""
        work = partial(
            read_all, source=source, first_seen=first_seen, only_published=only_published
        )
        try:
            return await self._workers.run(work, tuple(documents), deadline=self._deadline)
        except WorkLost as loss:
            if len(documents) == 1:
                return [_lost(documents[0], loss)]
        readings = []
        for document in documents:
            readings += await self.read(
                [document], source=source, first_seen=first_seen, only_published=only_published
            )
        return readings


def read_all(
    documents: Sequence[Found], *, source: str, first_seen: datetime, only_published: bool
) -> list[Reading]:
    """What the worker does: a reading for each of *documents*."""
    return [
        read_found(d, source=source, first_seen=first_seen, only_published=only_published)
        for d in documents
    ]


def _lost(document: Found, loss: WorkLost) -> Reading:
    return Reading(problems=(Problem(place=document.ref, reason=f"given up: {loss}"),))

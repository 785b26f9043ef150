"""Reading beside the event loop: nothing that is read can hold the rest up, or take it down."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.collecting.batches import Batch, Rows
from bot.collecting.documents import Found
from bot.workers import WorkLost
from digests.reading.furniture import Learnt
from digests.reading.outcome import Problem, Reading

DEADLINE = timedelta(seconds=10)
"""For what is read in one piece: saved pages take 160 ms at the 99th percentile (NEWSROOM)."""


class Lectern(Protocol):
    """A `Lector`, wherever it works, spoken to by method name."""

    async def call(self, method: str, *args: object, deadline: timedelta) -> Any:  # noqa: ANN401 - the method's own
        """What the lector's *method* gives; raises WorkLost when it was lost with what it knew."""
        ...

    async def rest(self) -> None:
        """Take no memory until the next call, which finds a lector that knows nothing."""
        ...


class Notebook(Protocol):
    """Where what was learnt outlives the lector."""

    async def keep(self, learnt: Sequence[Learnt]) -> None: ...

    async def all(self) -> Sequence[Learnt]: ...


class Reader:
    """Turns documents and rows into articles; what overruns its deadline is a problem like others.

    What the lector learns of publishers on the way is kept in *notebook*.
    """

    def __init__(self, lector: Lectern, notebook: Notebook, deadline: timedelta = DEADLINE) -> None:
        self._lector = lector
        self._notebook = notebook
        self._deadline = deadline
        self._ready = False
        self._busy = False

    async def rest_if_idle(self) -> None:
        """Let the lector go where nothing was read since this was last asked."""
        if not self._busy:
            await self.rest()
        self._busy = False

    async def rest(self) -> None:
        """Let the lector go; what's read next finds another."""
        if self._ready:
            self._ready = False
            await self._lector.rest()

    async def read(
        self,
        documents: Sequence[Found],
        *,
        source: str,
        first_seen: datetime,
        only_published: bool = False,
    ) -> list[Reading]:
        """A reading for each of *documents*, in order."""
        try:
            readings: list[Reading] = await self._ask(
                "documents", tuple(documents), source, first_seen, only_published
            )
        except WorkLost as loss:
            if len(documents) == 1:
                problem = Problem(place=documents[0].ref, reason=f"given up: {loss}")
                return [Reading(problems=(problem,))]
        else:
            return readings
        readings = []
        for document in documents:
            readings += await self.read(
                [document], source=source, first_seen=first_seen, only_published=only_published
            )
        return readings

    async def rows(self, batches: Sequence[Batch], *, source: str, first_seen: datetime) -> Rows:
        """What *batches* say; of lines not read in time, the culprit is found and said."""
        try:
            rows: Rows = await self._ask("rows", tuple(batches), source, first_seen)
        except WorkLost as loss:
            if len(batches) == 1 and len(batches[0].lines) == 1:
                place, line = batches[0].name, batches[0].first
                return Rows(problems=(Problem(place=place, line=line, reason=f"given up: {loss}"),))
        else:
            return rows
        fewer = batches if len(batches) > 1 else batches[0].halves()
        parts = [await self.rows([one], source=source, first_seen=first_seen) for one in fewer]
        return Rows(
            articles=tuple(article for part in parts for article in part.articles),
            places=tuple(place for part in parts for place in part.places),
            problems=tuple(problem for part in parts for problem in part.problems),
            remarks=tuple(remark for part in parts for remark in part.remarks),
        )

    async def _ask(self, method: str, *args: object) -> Any:  # noqa: ANN401 - the method's own
        """Ask the lector, who is told first what it once knew: it starts knowing nothing."""
        self._busy = True
        if not self._ready:
            learnt = tuple(await self._notebook.all())
            await self._lector.call("recall", learnt, deadline=self._deadline)
            self._ready = True
        try:
            answer, learnt = await self._lector.call(method, *args, deadline=self._deadline)
        except WorkLost:
            self._ready = False
            raise
        await self._notebook.keep(learnt)
        return answer

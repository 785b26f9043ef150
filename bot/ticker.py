"""The clock that wakes us: a thin, typed door to APScheduler, and its only importer.

It keeps nothing and decides nothing: `digests.schedule` says when an edition is due, the database
remembers it, and a wake-up that is lost here is made good by the next sweep.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import BotError

Work = Callable[[], Coroutine[Any, Any, object]]

GRACE = timedelta(seconds=20)
"""How long the end waits for work that is under way before it's cancelled."""

OVERLAPS = 100
"""How often one date may be armed again while its work still runs; APScheduler drops the rest."""

log = structlog.get_logger(__name__)


class Ticker:
    """Calls work at a date or at a period while its context lasts.

    Work that raises is logged and stops nothing else; what its sentence explains is said once. The
    end waits up to *grace* for what is running.
    """

    def __init__(self, *, grace: timedelta = GRACE) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._running: set[asyncio.Task[object]] = set()
        self._in_trouble: set[str] = set()
        self._grace = grace

    async def __aenter__(self) -> Self:
        # Its own words on each call and each skipped one would drown ours.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.pause()
        await self._finish()
        # APScheduler cancels what runs whatever it's told, so nothing may run any more by now.
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # it only asks the loop to shut down

    def wake_at(self, due: datetime, work: Work, *, name: str) -> None:
        """Call *work* once at *due*, at once if that's past; the same *name* replaces the date."""
        self._scheduler.add_job(
            partial(self._guard, work, name),
            DateTrigger(due),
            id=name,
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=OVERLAPS,
        )

    def every(self, period: timedelta, work: Work, *, name: str) -> None:
        """Call *work* once per *period*; a slow run never piles up, a late one is never dropped."""
        self._scheduler.add_job(
            partial(self._guard, work, name),
            IntervalTrigger(seconds=period.total_seconds()),
            id=name,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def forget(self, name: str) -> None:
        """Call the work of that *name* no more; nothing happens where there's none."""
        if self._scheduler.get_job(name) is not None:
            self._scheduler.remove_job(name)

    async def _guard(self, work: Work, name: str) -> None:
        task = asyncio.create_task(work(), name=name)
        self._running.add(task)
        try:
            await task
        except BotError as trouble:  # a sentence says what it is, until it has passed
            if name not in self._in_trouble:
                log.error("job failed", job=name, reason=str(trouble))  # noqa: TRY400
            self._in_trouble.add(name)
        except Exception:  # the edge of a job: its neighbours go on
            log.exception("job failed", job=name)
        else:
            self._in_trouble.discard(name)
        finally:
            self._running.discard(task)

    async def _finish(self) -> None:
        if not self._running:
            return
        late = (await asyncio.wait(self._running, timeout=self._grace.total_seconds()))[1]
        for task in late:
            log.warning("job cancelled at the end", job=task.get_name())
            task.cancel()
        if late:
            await asyncio.wait(late)

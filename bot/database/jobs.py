"""Procrastinate's jobs: one for each channel that has something to post, made with what it's for.

A job says only where to look. What is posted, by whom and how often is decided by claims, as
without jobs; so one that runs twice, late or never loses nothing (DESIGN D3).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import job_log
from bot.database.dialects import address
from bot.database.engine import DatabaseUnusable
from bot.database.job_tables import bring_up_to_date
from bot.errors import UsageError
from digests.schedule.channel import Channel

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from procrastinate.tasks import Task

QUEUE = "broadsheet {}"
"""A platform's own: while it hangs no other's jobs wait, and who doesn't post there takes none."""

LATE = 10
"""The priority of what a sweep finds: it has waited long enough, others may be hundreds."""

LOOK_AGAIN = 0.25
"""Seconds between two looks for jobs. No NOTIFY is waited for: PgBouncer passes none on."""

DEAD = timedelta(seconds=30)
"""After so long without a sign of its worker, a job is given to another."""

Work = Callable[[str, str], Awaitable[None]]
"""Serves the channel (second) of a platform (first)."""

log = structlog.get_logger(__name__)


def usable(url: str) -> bool:
    """Whether jobs can be kept in the database at *url*: a PostgreSQL, with the extra installed."""
    dialect, _ = address(url)
    return dialect.shared and find_spec("procrastinate") is not None


class Jobs:
    """The jobs in the database at *url*; raises UsageError where it can't keep any."""

    def __init__(self, url: str) -> None:
        if not usable(url):
            raise UsageError(
                "dispatcher: procrastinate needs a PostgreSQL in BROADSHEET_DATABASE, and "
                "`pip install 'broadsheet[cluster]'`; or write dispatcher: embedded"
            )
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._app, self._task = self._made()
        self._work: Work | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """What it needs in the database is there, and it's connected, while the context lasts.

        Raises StateFolderError where its tables are another program's.
        """
        job_log.shorten()
        await bring_up_to_date(self._url)
        async with self._app.open_async():
            yield

    async def announce(self, db: AsyncConnection, channels: Sequence[Channel]) -> None:
        """A job for each of *channels*, in the transaction of *db*: all are there, or none."""
        raw = (await db.get_raw_connection()).driver_connection
        for platform in sorted({one.platform for one in channels}):
            jobs: list[dict[str, Any]] = [
                {"platform": platform, "channel": str(one)}
                for one in channels
                if one.platform == platform
            ]
            task = self._task.configure(queue=QUEUE.format(platform), connection=raw)
            await task.batch_defer_async(*jobs)

    async def announce_late(self, platform: str, channels: Collection[str]) -> None:
        """A job for each of *channels* that has waited; none where a late one waits already.

        Raises DatabaseUnusable.
        """
        from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

        for channel in channels:
            job = self._task.configure(
                queue=QUEUE.format(platform),
                queueing_lock=f"{platform} {channel}",
                priority=LATE,
            )
            try:
                await job.defer_async(platform=platform, channel=channel)
            except AlreadyEnqueued:
                continue
            except ConnectorException as trouble:
                raise DatabaseUnusable(f"jobs can't be made ({trouble.__cause__})") from trouble
            except Exception:  # the edge of a job: the others are announced all the same
                log.exception("job not made", platform=platform, channel=channel)

    async def rescue(self) -> None:
        """Give the jobs of dead workers to others; raises DatabaseUnusable.

        Where another waits for the same channel, the dead one's is over.
        """
        from procrastinate.exceptions import ConnectorException

        manager = self._app.job_manager
        try:
            stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD.total_seconds())
        except ConnectorException as trouble:
            raise DatabaseUnusable(f"jobs can't be looked at ({trouble.__cause__})") from trouble
        for job in stalled:
            try:
                await self._retry(job)
            except ConnectorException as trouble:  # mostly, another process was first
                log.warning("job not rescued", job=job.id, reason=str(trouble.__cause__))
            except Exception:  # the edge of a job
                log.exception("job not rescued", job=job.id)

    async def _retry(self, job: "Job") -> None:
        from procrastinate.exceptions import UniqueViolation
        from procrastinate.jobs import Status

        try:
            await self._app.job_manager.retry_job(job)
        except UniqueViolation:
            await self._app.job_manager.finish_job(job, Status.FAILED, delete_job=True)

    async def work(self, by: Work, *, platform: str, slots: int) -> None:
        """Do jobs *by* serving channels of *platform*, so many at a time, until cancelled.

        Then end in order. Of several platforms, all are served *by* the same. Raises
        DatabaseUnusable where Procrastinate gave up.
        """
        self._work = by
        await self._app.run_worker_async(
            queues=[QUEUE.format(platform)],
            concurrency=slots,
            listen_notify=False,
            fetch_job_polling_interval=LOOK_AGAIN,
            delete_jobs="always",
            install_signal_handlers=False,
        )
        raise DatabaseUnusable("the worker for jobs broke off, as it does without its database")

    def _made(self) -> "tuple[App, Task[Any, Any, Any]]":
        from procrastinate import App, PsycopgConnector

        app = App(connector=PsycopgConnector(conninfo=self._url, min_size=1, max_size=4))
        return app, app.task(name="deliver")(self._deliver)

    async def _deliver(self, platform: str, channel: str) -> None:
        try:
            if self._work is not None:
                await self._work(platform, channel)
        except asyncio.CancelledError:
            raise
        except Exception:  # the edge of a job: the next sweep finds what it left
            log.exception("delivery interrupted", platform=platform, channel=channel)

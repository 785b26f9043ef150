"""Departures: workspaces that the bot was thrown out of, and what stands still since then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.database.due_schedules import LIVING, RUNNING
from bot.database.engine import Database
from bot.database.marks import mark, set_mark
from bot.database.schedule_rows import pause
from bot.database.tables.archive import counters
from bot.database.tables.columns import EPOCH, MICROSECOND
from bot.database.tables.publishing import schedules

NOT_AWAY = 0
LEFT = "left "
"""Before a workspace: the name of the mark that says when."""


class Departures:
    """What leaving does to schedules, the settings file's too, and what is to be asked after it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def scheduled(self, platform: str) -> tuple[str, ...]:
        """The workspaces of *platform* where a schedule runs."""
        channel = schedules.c.definition["channel"].as_string()
        query = (
            select(schedules.c.place)
            .where(RUNNING, channel.startswith(f"{platform}:"), schedules.c.place != platform)
            .distinct()
        )
        async with self._database.read() as db:
            return tuple((await db.execute(query.order_by(schedules.c.place))).scalars())

    async def leave(self, workspace: str, *, who: str, now: datetime) -> tuple[str, ...]:
        """Pause every schedule of *workspace* ("1234") that isn't paused; gives their names."""
        running = select(schedules).where(RUNNING, schedules.c.place == workspace)
        async with self._database.write() as db:
            rows = (await db.execute(running.order_by(schedules.c.name))).all()
            for row in rows:
                await pause(db, row, who=who, now=now)
            if rows:
                value = (now - EPOCH) // MICROSECOND
                await db.run_sync(set_mark, _name(workspace), value)
        return tuple(row.name for row in rows)

    async def away(self) -> frozenset[str]:
        """The workspaces that were left and aren't back, as far as anything stands still there."""
        left = select(counters.c.name).where(
            counters.c.name.startswith(LEFT), counters.c.value != NOT_AWAY
        )
        async with self._database.read() as db:
            names = (await db.execute(left)).scalars().all()
        return frozenset(name.removeprefix(LEFT) for name in names)

    async def back(self, workspace: str) -> tuple[str, ...]:
        """The names of those that leaving *workspace* paused and that still are.

        It's told once: whoever is told asks whether they're to go on.
        """
        async with self._database.write() as db:
            left = await db.run_sync(mark, _name(workspace)) or NOT_AWAY
            if left == NOT_AWAY:
                return ()
            await db.run_sync(set_mark, _name(workspace), NOT_AWAY)
            still = select(schedules.c.name).where(
                LIVING,
                schedules.c.place == workspace,
                schedules.c.paused_at == EPOCH + left * MICROSECOND,
            )
            names: Sequence[str] = (
                (await db.execute(still.order_by(schedules.c.name))).scalars().all()
            )
        return tuple(names)


def _name(workspace: str) -> str:
    return LEFT + workspace

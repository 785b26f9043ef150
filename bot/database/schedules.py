"""Schedules live in the database: those of the settings file and those made in chat (D13)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commands.replies import ScheduleState
from bot.database import told
from bot.database.coming import Coming
from bot.database.definitions import defined, place
from bot.database.due_schedules import IN_TIME, LIVING, next_due
from bot.database.edition_rows import PASSED_OVER
from bot.database.engine import Database
from bot.database.naming import check_free, named, taken
from bot.database.schedule_rows import (
    Row,
    bring_back,
    edit,
    make,
    pause,
    remove,
    resume,
)
from bot.database.tables.publishing import editions, schedules
from bot.errors import UsageError
from digests.quoting import quoted
from digests.schedule.schedule import Schedule

MEMORY = timedelta(days=30)
"""How long a removed schedule could take its memory back (DESIGN D13)."""

SETTINGS = "the settings file"
"""Who changes the schedules of the settings file."""


class ScheduleReadOnly(UsageError):
    """The schedule lives in the settings file; it's changed there."""


class Schedules:
    """Every schedule there is; those that are *coming* are shown beside those of the database."""

    def __init__(self, database: Database, coming: Coming | None = None) -> None:
        self._database = database
        self._coming = coming or Coming()

    async def synchronise(
        self,
        wanted: Sequence[Schedule],
        *,
        now: datetime,
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        """Make the schedules of the settings file those that are *wanted*, at start or on reload.

        They are known by name (*renamed* has a former name by the new one) and keep id, told and
        window. Raises NameTaken where chat made one of that name; then nothing is changed.
        """
        async with self._database.write() as db:
            await _forget_the_removed(db, now=now)
            rows = (await db.execute(select(schedules).where(schedules.c.from_file))).all()
            living = {row.name: row for row in rows if row.removed_at is None}
            kept = _matched(wanted, living, renamed or {})
            for row in living.values():
                if row.id not in kept.values():
                    await remove(db, row, who=SETTINGS, now=now)
            by_id = {row.id: row for row in rows}
            for schedule in wanted:
                await _settle(db, schedule, by_id, kept.get(schedule.name), now=now)

    async def all(self, workspace: str | None = None) -> tuple[ScheduleState, ...]:
        """The schedules of *workspace* ("T024"), by name; all of them where it's None."""
        query = _states().where(LIVING).order_by(schedules.c.name, schedules.c.place)
        if workspace is not None:
            query = query.where(schedules.c.place == workspace)
        async with self._database.read() as db:
            known = tuple(_state(row) for row in (await db.execute(query)).all())
        coming = self._coming.beside(known, workspace)
        return tuple(sorted((*known, *coming), key=_name)) if coming else known

    async def soonest(self, most: int) -> tuple[tuple[ScheduleState, ...], int]:
        """The *most* that come due first, and how many come due at all: none that's set aside."""
        coming = and_(IN_TIME, schedules.c.next_run_at.is_not(None))
        order = (schedules.c.next_run_at, schedules.c.name)
        first = select(schedules.c.id).where(coming).order_by(*order).limit(most)
        query = _states().where(schedules.c.id.in_(first)).order_by(*order)
        async with self._database.read() as db:
            count = await db.scalar(select(func.count()).select_from(schedules).where(coming))
            rows = (await db.execute(query)).all()
        return tuple(_state(row) for row in rows), count or 0

    async def get(self, name: str, workspace: str | None = None) -> ScheduleState:
        """The schedule of that name or id; raises NoSuchSchedule with the names there are."""
        waiting = await self._waiting(workspace)
        if name in waiting:
            return waiting[name]
        async with self._database.read() as db:
            row = await named(db, name, workspace, waiting)
            query = _states().where(schedules.c.id == row.id)
            return _state((await db.execute(query)).one())

    async def _waiting(self, workspace: str | None) -> dict[str, ScheduleState]:
        """Those that aren't taken up yet, by name."""
        if not self._coming.schedules:
            return {}
        states = await self.all(workspace)
        return {state.schedule.name: state for state in states if not state.taken_up}

    async def ids(self, name: str) -> tuple[str, ...]:
        """The ids of all that have, or had, that name or id, removed ones too.

        Raises NoSuchSchedule with the names there are.
        """
        mine = or_(schedules.c.name == name, schedules.c.id == name)
        async with self._database.read() as db:
            found = (await db.scalars(select(schedules.c.id).where(mine))).all()
            return tuple(found) or ((await named(db, name, None)).id,)

    async def next_due(self) -> datetime | None:
        """When the first schedule comes due, or may be tried again (UTC); None if none will.

        One that wants an edition at its birth is due as soon as there's an article to tell.
        """
        return await self._database.consult(next_due)

    async def add(self, schedule: Schedule, *, who: str, now: datetime) -> Schedule:
        """Store a schedule made in chat; gives it with its id. Raises NameTaken.

        One of its name and place that was removed within MEMORY comes back, with what it told.
        """
        waiting = await self._waiting(place(schedule.channel))
        async with self._database.write() as db:
            await check_free(db, schedule)
            if schedule.name in waiting:
                raise taken(schedule)
            return await _make_or_bring_back(db, schedule, from_file=False, who=who, now=now)

    async def edit(self, schedule: Schedule, *, who: str, now: datetime) -> Schedule:
        """Give the schedule of that id other settings.

        Raises NoSuchSchedule, ScheduleReadOnly or NameTaken; then nothing is changed.
        """
        async with self._database.write() as db:
            row = await _changeable(db, schedule.id)
            await check_free(db, schedule)
            return await edit(db, row, schedule, who=who, now=now)

    async def pause(self, id_: str, *, who: str, now: datetime) -> None:
        """Stop new editions; raises as `edit` does. A paused one stays paused."""
        async with self._database.write() as db:
            row = await _changeable(db, id_)
            if row.paused_at is None:
                await pause(db, row, who=who, now=now)

    async def resume(self, id_: str, *, who: str, now: datetime) -> None:
        """Let editions come again; those of the pause are passed over. Raises NoSuchSchedule.

        The settings file's own are paused where their server was left, and resumed by whoever asks;
        raises ScheduleReadOnly where that file itself pauses one.
        """
        async with self._database.write() as db:
            row = await named(db, id_, None)
            if defined(row.id, row.definition).paused:
                raise ScheduleReadOnly(
                    f"{quoted(row.name)} is paused in {SETTINGS}; "
                    "take paused: true away there, then `broadsheet reload`"
                )
            if row.paused_at is not None:
                await resume(db, row, who=who, now=now)

    async def remove(self, id_: str, *, who: str, now: datetime) -> None:
        """Take it out and cancel what it hasn't posted yet. Raises as `edit` does."""
        async with self._database.write() as db:
            await remove(db, await _changeable(db, id_), who=who, now=now)


def _matched(
    wanted: Sequence[Schedule], living: Mapping[str, Row], renamed: Mapping[str, str]
) -> dict[str, str]:
    """The ids of those that were there already, by the names that they have from now on."""
    kept = {s.name: living[s.name].id for s in wanted if s.name in living}
    for schedule in wanted:
        former = renamed.get(schedule.name, "")
        if former in living and former not in kept and schedule.name not in kept:
            kept[schedule.name] = living[former].id
    return kept


async def _settle(
    db: AsyncConnection,
    schedule: Schedule,
    by_id: Mapping[str, Row],
    id_: str | None,
    *,
    now: datetime,
) -> None:
    """Edit, bring back or make *schedule* of the settings file."""
    await check_free(db, replace(schedule, id=id_ or ""))
    if id_ is not None:
        await edit(db, by_id[id_], schedule, who=SETTINGS, now=now)
        return
    await _make_or_bring_back(db, schedule, from_file=True, who=SETTINGS, now=now)


async def _make_or_bring_back(
    db: AsyncConnection, schedule: Schedule, *, from_file: bool, who: str, now: datetime
) -> Schedule:
    """Store *schedule* as the one of its name that was removed last, if that was within MEMORY.

    The settings file knows its own by name, wherever they post; else the place is the same too.
    """
    same = schedules.c.place == place(schedule.channel)
    if from_file:
        same |= schedules.c.from_file
    gone = (
        select(schedules)
        .where(same, schedules.c.name == schedule.name, schedules.c.removed_at >= now - MEMORY)
        .order_by(schedules.c.removed_at.desc(), schedules.c.id.desc())
        .limit(1)
    )
    last = (await db.execute(gone)).one_or_none()
    if last is None:
        return await make(db, schedule, from_file=from_file, who=who, now=now)
    return await bring_back(db, last, schedule, from_file=from_file, who=who, now=now)


async def _forget_the_removed(db: AsyncConnection, *, now: datetime) -> None:
    """End the memory of what was removed too long ago to come back."""
    old = select(schedules.c.id).where(schedules.c.removed_at < now - MEMORY)
    ids = tuple((await db.execute(old)).scalars())
    await db.run_sync(told.forget, ids)


async def _changeable(db: AsyncConnection, id_: str) -> Row:
    row = await named(db, id_, None)
    if row.from_file:
        raise ScheduleReadOnly(
            f'"{row.name}" lives in {SETTINGS}; change it there, then `broadsheet reload`'
        )
    return row


def _states() -> Select[tuple[Row]]:
    last = (
        select(editions.c.key)
        .where(editions.c.schedule == schedules.c.id, editions.c.state != PASSED_OVER)
        .order_by(editions.c.issued_at.desc(), editions.c.due.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(schedules, last.label("last_edition"))


def _name(state: ScheduleState) -> str:
    return state.schedule.name


def _state(row: Row) -> ScheduleState:
    paused = row.paused_at is not None
    return ScheduleState(
        schedule=defined(row.id, row.definition),
        next_due=None if paused else row.next_run_at,
        paused=paused,
        from_file=row.from_file,
        last_edition=row.last_edition,
    )

"""Which schedule a name means, and whether it's free: it's unique within a place."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.definitions import place
from bot.database.due_schedules import LIVING
from bot.database.schedule_rows import Row
from bot.database.tables.publishing import schedules
from bot.errors import UsageError
from digests.quoting import quoted
from digests.schedule.schedule import Schedule


class NoSuchSchedule(UsageError):
    """No schedule, or more than one, has that name."""


class NameTaken(UsageError):
    """Another schedule of the same workspace has that name."""


async def check_free(db: AsyncConnection, schedule: Schedule) -> None:
    """Raise NameTaken where another schedule of its place has its name."""
    where = place(schedule.channel)
    other = select(schedules.c.id).where(
        LIVING,
        schedules.c.name == schedule.name,
        schedules.c.place == where,
        schedules.c.id != schedule.id,
    )
    if await db.scalar(other) is not None:
        raise taken(schedule)


def taken(schedule: Schedule) -> NameTaken:
    """That its name is taken."""
    where = place(schedule.channel)
    return NameTaken(f'there is a schedule "{schedule.name}" in {where} already; take another name')


async def named(
    db: AsyncConnection, name: str, workspace: str | None, also: Collection[str] = ()
) -> Row:
    """The schedule of that name or id; raises NoSuchSchedule with all names and those of *also*."""
    query = select(schedules).where(LIVING, or_(schedules.c.name == name, schedules.c.id == name))
    visible = select(schedules.c.name, schedules.c.place).where(LIVING)
    if workspace is not None:
        query = query.where(schedules.c.place == workspace)
        visible = visible.where(schedules.c.place == workspace)
    rows = (await db.execute(query)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        where = ", ".join(sorted(f"{row.id} in {row.place}" for row in rows))
        raise NoSuchSchedule(f"several schedules are named {quoted(name)}; take an id: {where}")
    names = sorted({row.name for row in (await db.execute(visible)).all()}.union(also))
    known = f"there are {', '.join(names)}" if names else "there are none yet"
    if len(names) == 1:
        known = f"there's only {names[0]}"
    raise NoSuchSchedule(f"there is no schedule {quoted(name)}; {known}")

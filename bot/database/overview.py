"""All schedules at once, by queries: to start, nobody loads a hundred thousand of them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from bot.database import zone_rules
from bot.database.definitions import defined
from bot.database.due_schedules import LIVING
from bot.database.engine import Database
from bot.database.rows import chunks
from bot.database.schedule_rows import Row, last_of
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import audit, schedules
from bot.database.zone_rules import Rules
from digests.digest import topics_gone
from digests.schedule.channel import Channel
from digests.schedule.due import after_edit
from digests.schedule.occurrences import Occurrence
from digests.schedule.schedule import Schedule

BATCH = 200
"""Schedules reckoned anew in one transaction, at a tenth of a millisecond each (DESIGN D2)."""

REACH = timedelta(hours=26)
"""By how much new rules may move a time: Samoa left out a whole day in 2011."""


class Overview:
    """What is asked of all schedules at once; what it changes, *batch* of them a transaction."""

    def __init__(self, database: Database, *, batch: int = BATCH) -> None:
        self._database = database
        self._batch = batch

    async def placed(self) -> tuple[Channel, ...]:
        """The channels of the settings file's schedules, as they're stored."""
        return await self._database.consult(_placed)

    async def naming_others(self, topics: Collection[str]) -> tuple[tuple[str, list[str]], ...]:
        """The names of schedules that name other topics than these, with those that they name."""
        return await self._database.consult(_naming_others, topics)

    async def follow_new_rules(self, *, now: datetime) -> int:
        """Reckon anew what is next where a zone's rules changed since they were followed last.

        The soonest first, and others may write between two batches. What is cut short is done again
        by the next call: rules are noted at the end. Gives how many moved.
        """
        moved = 0
        rules, theirs = await self._database.consult(_under_new_rules)
        for some in chunks(theirs, self._batch):
            moved += await self._database.settle(_reckoned_anew, some, now=now)
        if rules:
            await self._database.settle(zone_rules.note, rules)
        return moved


_ZONE = schedules.c.definition["timezone"].as_string()
_TOPICS = schedules.c.definition["topics"].as_string()
"""A list, as JSON writes it."""

_SOME = select(schedules).where(LIVING, schedules.c.id.in_(bindparam("ids", expanding=True)))
_MOVE = (
    update(schedules)
    .where(schedules.c.id == bindparam("its_id"))
    .values(next_run_at=bindparam("its_next", type_=UtcDateTime))
)


def _placed(db: Connection) -> tuple[Channel, ...]:
    own = select(schedules.c.definition["channel"].as_string()).where(LIVING, schedules.c.from_file)
    return tuple(Channel.parse(written) for written in db.scalars(own))


def _naming_others(db: Connection, topics: Collection[str]) -> tuple[tuple[str, list[str]], ...]:
    """Of many schedules, few name different ones: those are read, then who names lost ones."""
    lists = db.scalars(select(_TOPICS).where(LIVING).distinct()).all()
    gone = {written: topics_gone(json.loads(written), topics) for written in lists}
    lost = [written for written in lists if gone[written]]
    found = []
    for some in chunks(lost):
        query = select(schedules.c.name, _TOPICS).where(LIVING, _TOPICS.in_(some))
        found += [(name, list(gone[written])) for name, written in db.execute(query)]
    return tuple(sorted(found))


def _under_new_rules(db: Connection) -> tuple[Rules, Sequence[str]]:
    """The rules that are new, and the ids of the schedules under them, the soonest first."""
    rules = zone_rules.present_rules(db.scalars(select(_ZONE).where(LIVING).distinct()).all())
    new = {zone: rules[zone] for zone in zone_rules.changed(db, rules)}
    query = select(schedules.c.id).where(LIVING, _ZONE.in_(list(new)))
    order = (schedules.c.next_run_at, schedules.c.id)
    return new, db.scalars(query.order_by(*order)).all() if new else ()


def _reckoned_anew(db: Connection, ids: Sequence[str], /, *, now: datetime) -> int:
    """Write down what is next under the rules as they are; gives for how many it moved."""
    rows = db.execute(_SOME, {"ids": ids}).all()
    moved = [{"its_id": row.id, "its_next": due} for row in rows for due in _moved(db, row, now)]
    if moved:
        db.execute(_MOVE, moved)
    return len(moved)


def _moved(db: Connection, row: Row, now: datetime) -> list[datetime | None]:
    """When *row* is due next, if that's another time than it says; what was missed stays.

    What the new rules moved into the past is due as well: else its date would have no edition.
    """
    if row.next_run_at is not None and row.next_run_at <= now:
        return []
    try:
        schedule = defined(row.id, row.definition)
    except ValueError:  # it's set aside when it comes due, and said then
        return []
    first = _first_since(schedule, now if row.next_run_at is None else row.next_run_at - REACH, row)
    if first is not None and first.due <= now:
        first = _first_since(schedule, _touched(db, row), row)
    due = None if first is None else first.due
    return [] if due == row.next_run_at else [due]


def _first_since(schedule: Schedule, since: datetime, row: Row) -> Occurrence | None:
    return after_edit(schedule, now=since, last=last_of(row))


def _touched(db: Connection, row: Row) -> datetime:
    """When somebody last changed the schedule of *row*: nothing from before that is due."""
    last: datetime | None = db.scalar(select(func.max(audit.c.at)).where(audit.c.subject == row.id))
    earliest: datetime = max(row.created_at, row.next_run_at - REACH)
    return max(earliest, last or earliest)

"""Issuing: what is due becomes planned editions, many schedules at a time (DESIGN D5, D6, D9)."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    bindparam,
    literal_column,
    null,
    select,
    type_coerce,
    update,
)

from bot.database.definitions import defined
from bot.database.edition_rows import claimed, pass_over, passed_over, plan
from bot.database.schedule_rows import Row, newest
from bot.database.tables.archive import articles
from bot.database.tables.columns import BigInt, UtcDateTime
from bot.database.tables.publishing import schedules
from digests.schedule.due import Decision, Standing, decide
from digests.schedule.edition import Edition, EditionKey, Kind, Window, first_key, key_for
from digests.schedule.schedule import Schedule

MISSED = "missed; a later edition came instead"
TOO_LATE = "missed by too much, and the schedule doesn't catch up"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A schedule's row, what was decided of it, and the keys that this may claim."""

    row: Row
    schedule: Schedule
    decision: Decision
    keys: tuple[tuple[EditionKey, datetime], ...]


def issue(db: Connection, rows: Sequence[Row], *, now: datetime, through: int) -> list[Edition]:
    """Claim the keys that are due by *now*; the schedules of *rows* go on from there.

    Raises what any of them raises; then nothing may be kept.
    """
    decisions: dict[Hashable, Decision] = {}
    due = [_decided(row, decisions, now=now, born=row.birth and through > 0) for row in rows]
    gone = [passed for one in due for passed in _passed_over(one)]
    pass_over(db, gone, now=now)
    taken = claimed(db, [key for one in due for key, _ in one.keys])
    windows = Windows(db)
    issued: list[Edition] = []
    onward: list[dict[str, Any]] = []
    for one in due:
        window = windows.now(one.row, now=now, through=through)
        mine = list(_editions(one, window, taken, now=now))
        issued += mine
        onward.append(_onward(one, mine, now=now))
    plan(db, issued, now=now)
    if onward:
        db.execute(_ONWARD, onward)
    return issued


class Windows:
    """What editions cover that are issued now (DESIGN D6)."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._before: dict[datetime, int] = {}

    def now(self, row: Row, *, now: datetime, through: int) -> Window:
        """From where the last edition ended; a schedule's first goes back to `window_since`."""
        after = row.window_after
        if after is None:
            after = self._stored_before(row.window_since)
        return Window(after=after, through=max(after, through), since=row.window_since, until=now)

    def between(self, since: datetime, until: datetime) -> Window:
        """What was first seen from *since* on and before *until* (UTC)."""
        return Window(
            after=self._stored_before(since),
            through=self._stored_before(until),
            since=since,
            until=until,
        )

    def _stored_before(self, moment: datetime) -> int:
        """The highest sequence number of what was first seen before then, 0 if nothing was."""
        if moment not in self._before:
            self._before[moment] = self._db.scalar(_LAST_BEFORE, {"moment": moment}) or 0
        return self._before[moment]


# Numbers grow with time, so that it's found by going back from the last; the index on the time
# itself holds all that came before.
_LAST_BEFORE = (
    select(articles.c.seq)
    .where(type_coerce(articles.c.first_seen, BigInt) + 0 < bindparam("moment", type_=UtcDateTime))
    .order_by(articles.c.seq.desc())
    .limit(1)
)

_ONWARD = (
    update(schedules)
    .where(schedules.c.id == bindparam("its_id"))
    .values(
        next_run_at=bindparam("its_next", type_=UtcDateTime),
        birth=bindparam("its_birth"),
        last_day=bindparam("its_day"),
        last_wall=bindparam("its_wall"),
        window_after=bindparam("its_after"),
        window_since=bindparam("its_since", type_=UtcDateTime),
        failures=literal_column("0"),  # what is bound costs its time once a row
        retry_at=null(),
        problem=null(),
    )
)


def _decided(row: Row, decisions: dict[Hashable, Decision], *, now: datetime, born: bool) -> _Due:
    """What becomes of a schedule; those that come at the same times share a decision."""
    schedule = defined(row.id, row.definition)
    alike = (schedule.rhythm, schedule.zone.key, schedule.catch_up, row.next_run_at)
    decision = decisions.get(alike)
    if decision is None:
        decision = decide(schedule, Standing(next_due=row.next_run_at), now=now)
        decisions[alike] = decision
    keys = tuple(_keys(schedule, decision, born=born, now=now))
    return _Due(row=row, schedule=schedule, decision=decision, keys=keys)


def _passed_over(one: _Due) -> Iterator[Any]:
    why = MISSED if one.decision.post else TOO_LATE
    decision = one.decision
    yield from passed_over(one.schedule, decision.passed_over, why=why, older=decision.older)


def _keys(
    schedule: Schedule, decision: Decision, *, born: bool, now: datetime
) -> Iterator[tuple[EditionKey, datetime]]:
    """The key of its birth, if it's to have an edition then, and that of the regular one.

    The first may have waited long for something to tell: it's an edition of *now*.
    """
    if born:
        yield first_key(schedule), min(now, decision.post.due) if decision.post else now
    if decision.post:
        yield key_for(schedule, decision.post), decision.post.due


def _editions(
    one: _Due, first: Window, taken: set[EditionKey], *, now: datetime
) -> Iterator[Edition]:
    """Those of its keys that aren't *taken*; the window is that of the *first*."""
    window: Window | None = None
    for key, due in one.keys:
        if key not in taken:
            window = first if window is None else _empty_after(window, now)
            yield Edition(
                key=key,
                schedule=one.schedule,
                due=due,
                window=window,
                next_due=one.decision.next_due,
            )


def _empty_after(window: Window, now: datetime) -> Window:
    return Window(after=window.through, through=window.through, since=now, until=now)


def _onward(one: _Due, issued: Sequence[Edition], *, now: datetime) -> dict[str, Any]:
    row = one.row
    day, wall_time = newest(one.decision) or (row.last_day, row.last_wall)
    born = any(key.kind is Kind.FIRST for key, _ in one.keys)
    return {
        "its_id": row.id,
        "its_next": one.decision.next_due,
        "its_birth": row.birth and not born,
        "its_day": day,
        "its_wall": wall_time,
        "its_after": issued[-1].window.through if issued else row.window_after,
        "its_since": now if issued else row.window_since,
    }

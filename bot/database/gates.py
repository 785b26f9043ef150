"""Rate gates that several processes share: what is used up of each limit, judged one at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, literal, select, update

from bot.clock import Clock
from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.replicas import gates

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is used of a limit, as its arithmetic counts; nothing may be until *closed_until* (UTC).

    *times* are those of the last posts, in milliseconds, as many as count. The next one is even
    with them at *even_at*, in microseconds.
    """

    even_at: float = 0.0
    times: tuple[int, ...] = ()
    closed_until: datetime | None = None


Judge = Callable[[Mapping[str, Allowance], datetime], tuple[_T, Mapping[str, Allowance]]]
"""Gives its judgement, and what is changed by it, from how things stand at an instant."""


class Gates:
    """The gates by key. Instants are the database's own, by which all processes go."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: set[str] = set()

    async def judge(self, keys: Sequence[str], by: Judge[_T]) -> _T:
        """What *by* judges of *keys*; none of them changes meanwhile, but by its judgement."""
        judgement = await self._database.fenced(self._judged, sorted(set(keys)), by)
        self._known.update(keys)
        return judgement

    def _judged(self, db: Connection, keys: Sequence[str], by: Judge[_T]) -> _T:
        # In order of their keys, whoever locks them: else two could wait for each other.
        if lacking := [key for key in keys if key not in self._known]:
            new = [{"key": key, "even_at": 0.0, "times": []} for key in lacking]
            db.execute(insert(db, gates).on_conflict_do_nothing(), new)
        here = literal(self._clock.now(), UtcDateTime)
        now = self._database.moved(here, here).label("now")
        asked = select(gates, now).where(gates.c.key.in_(keys)).order_by(gates.c.key)
        rows = db.execute(asked.with_for_update(of=gates)).all()
        before = {
            r.key: Allowance(even_at=r.even_at, times=tuple(r.times), closed_until=r.closed_until)
            for r in rows
        }
        judgement, changed = by(before, rows[0].now)
        if changed:
            db.execute(
                _CHANGE,
                [
                    {
                        "this": key,
                        "then_even_at": after.even_at,
                        "then_times": list(after.times),
                        "then_closed": after.closed_until,
                    }
                    for key, after in sorted(changed.items())
                ],
            )
        return judgement


_CHANGE = (
    update(gates)
    .where(gates.c.key == bindparam("this"))
    .values(
        even_at=bindparam("then_even_at"),
        times=bindparam("then_times"),
        closed_until=bindparam("then_closed", type_=UtcDateTime),
    )
)

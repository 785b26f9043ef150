"""Claims: who works on which part, and what came of it; every write is void once the claim is."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Payload, Receipt
from bot.database.engine import Database
from bot.database.group_commit import GroupCommit
from bot.database.parts import OPEN, State, end, parts_of, set_part, under
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import editions, parts, schedules
from digests.schedule.channel import Channel
from digests.schedule.schedule import OnUnknown

parent = parts.alias("parent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A part that is ours until the lease ends; *fence* tells this claim from any other.

    *unsure_since* and *attempted_at* (UTC) are the first and the last attempt that may have posted
    it. A part is *unclear* until it was read back. *ends* is by the clock of `ticks`.
    """

    number: int
    edition: str
    seq: int
    channel: Channel
    payload: Payload
    send_key: str
    under: Receipt | None
    owner: str
    fence: int
    unclear: bool
    attempts: int
    attempted_at: datetime | None
    unsure_since: datetime | None
    on_unknown: OnUnknown
    ends: float

    def lasts(self, patience: timedelta) -> bool:
        """Whether the lease has so much time left: the process may have stood still meanwhile."""
        return ticks() + patience.total_seconds() <= self.ends


class Claims:
    """The parts of the outbox as *owner* works on them, each for at most a *lease*."""

    def __init__(self, database: Database, *, owner: str, lease: timedelta) -> None:
        self._database = database
        self._together = GroupCommit(database)
        self._owner = owner
        self._lease = lease
        long_enough = database.moved(bindparam("long_enough", type_=UtcDateTime), _NOW)
        self._intend = INTEND.where(parts.c.lease_until >= long_enough)

    async def claim(
        self,
        platform: str,
        *,
        now: datetime,
        most: int,
        in_hand: Collection[int] = (),
        channel: str | None = None,
    ) -> tuple[Claim, ...]:
        """The first part of each channel that can be worked on now, oldest first.

        A channel whose first part is put off, or in somebody's hands, has none. Whose lease ran
        out is dead or frozen, except for the numbers *in_hand*: those we know to be at work. With
        *channel*, only its own.
        """
        ends = ticks() + self._lease.total_seconds()
        ready = _ready(platform, now)
        if channel is not None:
            ready = ready.where(parts.c.channel == channel)
        rows = await self._database.fenced(
            self._take, ready.limit(most), platform, now, None if channel else in_hand
        )
        return tuple(self._claim(row, ends) for row in rows)

    async def adopt(self) -> int:
        """Take over what other owners hold, since they are dead; gives how many parts that was.

        Only who holds the process lock may call it (DESIGN D2). Where others may be at work, none:
        what a dead one holds can be claimed when its lease runs out.
        """
        if self._database.shared:
            return 0
        return await self._database.fenced(_rescue, parts.c.owner != self._owner)

    async def ready_channels(self, platform: str, *, now: datetime, most: int) -> Sequence[str]:
        """Channels that have a part which could be worked on now, and nobody does; oldest first."""
        return await self._database.fenced(self._late, platform, now, most)

    async def next_ready(self, platform: str) -> datetime | None:
        """When the first part that is put off can be worked on; None if none is."""
        query = select(func.min(parts.c.not_before)).where(
            parts.c.number.in_(_heads(platform)),
            parts.c.owner.is_(None),
        )
        async with self._database.read() as db:
            found: datetime | None = await db.scalar(query)
            return found

    async def intend(self, claim: Claim, *, now: datetime, patience: timedelta) -> bool:
        """Write down that *claim* is about to be posted; False if it's not ours that long any more.

        Committed before the post: a crash in between is unclear, never unknown.
        """
        long_enough = now + patience
        return await self._together.write(
            _write, self._intend, claim, now=now, long_enough=long_enough
        )

    async def put_off(self, some: Collection[tuple[Claim, datetime | None]]) -> None:
        """Give claims back before their posts: next in line again, but not before these times."""
        await self._together.write(_put_off, some)

    async def receive(self, claim: Claim, receipt: Receipt, *, now: datetime) -> bool:
        """*claim* was posted: keep the receipt."""
        return await self._together.write(
            _write,
            RECEIVE,
            claim,
            now=now,
            in_channel=receipt.channel,
            as_message=receipt.message,
            in_thread=receipt.thread,
        )

    async def refuse(
        self, claim: Claim, problem: str, *, not_before: datetime, now: datetime
    ) -> bool:
        """*claim* wasn't posted, for *problem*: again, not before then."""
        return await self._back_in_line(
            claim, now=now, problem=problem, not_before=not_before, unsure_since=EARLIER
        )

    async def again(self, claim: Claim, *, now: datetime) -> bool:
        """*claim* isn't there, or may be posted all the same: it's next in its channel again."""
        return await self._back_in_line(claim, now=now, not_before=None)

    async def unclear(self, claim: Claim, problem: str, *, not_before: datetime) -> bool:
        """Nobody can tell yet whether *claim* was posted: to be read back, not before then."""
        values = {"state": State.UNCLEAR, "problem": problem, "not_before": not_before}
        return await self._together.write(_write, _given_up(values), claim)

    async def hold(self, claim: Claim, problem: str) -> bool:
        """Nobody can tell whether *claim* was posted: a person decides, what is below it waits."""
        values = {"state": State.HELD, "problem": problem, "not_before": None}
        async with self._database.write() as db:
            held = await db.run_sync(_write, _given_up(values), claim)
            for child in under(await parts_of(db, claim.edition), claim.seq) if held else ():
                if child.state == State.PENDING:
                    await set_part(db, child.number, state=State.WAITING)
            return held

    async def fail(self, claim: Claim, problem: str, *, now: datetime) -> bool:
        """*claim* was refused for good: its stories compete again, what is below it fails too."""
        async with self._database.write() as db:
            if not await db.run_sync(_write, STILL, claim):
                return False
            await end(db, claim.edition, [claim.seq], State.FAILED, why=problem, now=now)
            return True

    async def _back_in_line(self, claim: Claim, *, now: datetime, **values: object) -> bool:
        async with self._database.write() as db:
            back = _given_up({"state": State.PENDING, **values})
            pending = await db.run_sync(_write, back, claim)
            if pending and await _is_removed(db, claim.edition):
                why = "the schedule was removed"
                await end(db, claim.edition, [claim.seq], State.CANCELLED, why=why, now=now)
            return pending

    def _take(
        self,
        db: Connection,
        ready: Select[Any],
        platform: str,
        now: datetime,
        in_hand: Collection[int] | None,
    ) -> Sequence[Any]:
        if in_hand is not None:
            self._free(db, platform, now, in_hand)
        here = literal(now, UtcDateTime)
        rows = db.execute(ready).all()
        if rows:
            until = self._database.moved(literal(now + self._lease, UtcDateTime), here)
            db.execute(
                update(parts)
                .where(parts.c.number.in_([row.number for row in rows]))
                .values(owner=self._owner, fence=parts.c.fence + 1, lease_until=until)
            )
        return rows

    def _free(self, db: Connection, platform: str, now: datetime, in_hand: Collection[int]) -> None:
        """Void the claims of the dead and the frozen."""
        here = literal(now, UtcDateTime)
        dead = parts.c.lease_until < self._database.moved(here, here)
        others = parts.c.number.not_in(sorted(in_hand))
        _rescue(db, and_(parts.c.platform == platform, dead, others))

    def _late(self, db: Connection, platform: str, now: datetime, most: int) -> Sequence[str]:
        self._free(db, platform, now, ())
        ready = _ready(platform, now).with_only_columns(parts.c.channel)
        return db.scalars(ready.limit(most)).all()

    def _claim(self, row: Any, ends: float) -> Claim:  # noqa: ANN401 - a row has the columns of its query
        above = row.parent_message and Receipt(
            channel=row.parent_channel, message=row.parent_message, thread=row.parent_thread
        )
        return Claim(
            number=row.number,
            edition=row.edition,
            seq=row.seq,
            channel=Channel.parse(row.channel),
            payload=row.payload,
            send_key=row.send_key,
            under=above or None,
            owner=self._owner,
            fence=row.fence + 1,
            unclear=row.state == State.UNCLEAR,
            attempts=row.attempts,
            attempted_at=row.attempted_at,
            unsure_since=row.unsure_since,
            on_unknown=OnUnknown.RESEND if row.released else OnUnknown(row.on_unknown),
            ends=ends,
        )


def ticks() -> float:
    """Seconds that go on whatever is done to the clock, and, where Linux counts so, in a sleep."""
    return time.clock_gettime(_CLOCK) if _CLOCK is not None else time.monotonic()


_CLOCK: int | None = getattr(time, "CLOCK_BOOTTIME", None)

EARLIER = case((parts.c.unsure_since == parts.c.attempted_at, None), else_=parts.c.unsure_since)
"""A refusal settles the last attempt, not those before it."""


OURS = update(parts).where(
    parts.c.number == bindparam("our_number"),
    parts.c.owner == bindparam("our_owner"),
    parts.c.fence == bindparam("our_fence"),
)
"""What a claim may write to, while it holds; statements are made once, since that takes longer
than to run one."""

STILL = OURS.values(fence=parts.c.fence)

RELEASED: Mapping[str, Any] = {"owner": None, "lease_until": None}
"""A claim that is given up."""

_NOW = bindparam("now", type_=UtcDateTime)

INTEND = OURS.where(parts.c.state == State.PENDING).values(
    state=State.SENDING,
    attempts=parts.c.attempts + 1,
    attempted_at=_NOW,
    unsure_since=func.coalesce(parts.c.unsure_since, _NOW),
    not_before=None,
)

RECEIVE = OURS.values(
    state=State.SENT,
    receipt_channel=bindparam("in_channel"),
    receipt_message=bindparam("as_message"),
    receipt_thread=bindparam("in_thread"),
    sent_at=_NOW,
    problem=None,
    **RELEASED,
)

PUT_OFF = OURS.values(not_before=bindparam("later", type_=UtcDateTime), **RELEASED)

UNDER_WAY = parts.c.state.in_(bindparam("open", OPEN, expanding=True, literal_execute=True))
"""Spelled out in the statement, or SQLite doesn't see that its index is of just these."""


def _heads(platform: str) -> Select[tuple[int]]:
    """The first part of each channel that isn't over and doesn't wait for a person."""
    return (
        select(func.min(parts.c.number))
        .where(parts.c.platform == platform, UNDER_WAY)
        .group_by(parts.c.channel)
    )


def _ready(platform: str, now: datetime) -> Select[Any]:
    return (
        select(
            parts,
            editions.c.on_unknown,
            parent.c.receipt_channel.label("parent_channel"),
            parent.c.receipt_message.label("parent_message"),
            parent.c.receipt_thread.label("parent_thread"),
        )
        .join(editions, editions.c.key == parts.c.edition)
        .outerjoin(parent, (parent.c.edition == parts.c.edition) & (parent.c.seq == parts.c.under))
        .where(
            parts.c.number.in_(_heads(platform)),
            parts.c.state.in_((State.PENDING, State.UNCLEAR)),
            parts.c.owner.is_(None),
            or_(parts.c.not_before.is_(None), parts.c.not_before <= now),
        )
        .order_by(parts.c.number)
        .with_for_update(of=parts, skip_locked=True)
    )


def _rescue(db: Connection, which: ColumnElement[bool]) -> int:
    """Void the claims of *which*; what was about to be posted is unclear from now on."""
    unclear = case((parts.c.state == State.SENDING, State.UNCLEAR), else_=parts.c.state)
    rescued = db.execute(
        update(parts)
        .where(parts.c.owner.is_not(None), UNDER_WAY, which)
        .values(owner=None, lease_until=None, fence=parts.c.fence + 1, state=unclear)
    )
    return rescued.rowcount


def _given_up(values: Mapping[str, object]) -> Update:
    return OURS.values(**values, **RELEASED)


def _put_off(db: Connection, some: Collection[tuple[Claim, datetime | None]]) -> None:
    if some:
        db.execute(PUT_OFF, [_ours(claim) | {"later": later} for claim, later in some])


def _write(db: Connection, /, statement: Update, claim: Claim, **values: object) -> bool:
    """Write by *statement* if *claim* still holds; False, and nothing is changed, if it doesn't."""
    return bool(db.execute(statement, _ours(claim) | values).rowcount)


def _ours(claim: Claim) -> dict[str, object]:
    return {"our_number": claim.number, "our_owner": claim.owner, "our_fence": claim.fence}


async def _is_removed(db: AsyncConnection, edition: str) -> bool:
    gone = exists().where(
        editions.c.key == edition,
        schedules.c.id == editions.c.schedule,
        schedules.c.removed_at.is_not(None),
    )
    return bool(await db.scalar(select(gone)))

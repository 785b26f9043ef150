"""Claims: who works on which part, and what came of it; every write is void once the claim is."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, literal, select, update

from bot.chat import Receipt
from bot.database.claim import Claim, claimed, ticks
from bot.database.claim_statements import (
    EARLIER,
    INTEND,
    NOW,
    OURS,
    RECEIVE,
    STILL,
    given_up,
    heads,
    is_removed,
    put_off,
    ready,
    rescue,
    write,
)
from bot.database.engine import Database
from bot.database.group_commit import GroupCommit
from bot.database.parts import State, end, parts_of, set_part, under
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import parts


class Claims:
    """The parts of the outbox as *owner* works on them, each for at most a *lease*."""

    def __init__(self, database: Database, *, owner: str, lease: timedelta) -> None:
        self._database = database
        self._together = GroupCommit(database)
        self._owner = owner
        self._lease = lease
        long_enough = database.moved(bindparam("long_enough", type_=UtcDateTime), NOW)
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
        wanted = ready(platform, now, channel).limit(most)
        rows = await self._database.fenced(
            self._take, wanted, platform, now, None if channel else in_hand
        )
        return tuple(claimed(row, owner=self._owner, ends=ends) for row in rows)

    async def adopt(self) -> int:
        """Take over what other owners hold, since they are dead; gives how many parts that was.

        Only who holds the process lock may call it (DESIGN D2). Where others may be at work, none:
        what a dead one holds can be claimed when its lease runs out.
        """
        if self._database.shared:
            return 0
        return await self._database.fenced(rescue, parts.c.owner != self._owner)

    async def ready_channels(self, platform: str, *, now: datetime, most: int) -> Sequence[str]:
        """Channels that have a part which could be worked on now, and nobody does; oldest first."""
        return await self._database.fenced(self._late, platform, now, most)

    async def next_ready(self, platform: str) -> datetime | None:
        """When the first part that is put off can be worked on; None if none is."""
        query = select(func.min(parts.c.not_before)).where(
            parts.c.number.in_(heads(platform)),
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
            write, self._intend, claim, now=now, long_enough=long_enough
        )

    async def keep(self, claim: Claim, *, now: datetime) -> bool:
        """*claim* is at work for longer than was thought: ours for another lease, if it's still so.

        Only for others: how long it `lasts` by our clock, which a post begins by, doesn't change.
        """
        until = self._database.moved(
            literal(now + self._lease, UtcDateTime), literal(now, UtcDateTime)
        )
        return await self._database.fenced(write, OURS.values(lease_until=until), claim)

    async def put_off(self, some: Collection[tuple[Claim, datetime | None]]) -> None:
        """Give claims back before their posts: next in line again, but not before these times."""
        await self._together.write(put_off, some)

    async def receive(self, claim: Claim, receipt: Receipt, *, now: datetime) -> bool:
        """*claim* was posted: keep the receipt."""
        return await self._together.write(
            write,
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
        return await self._together.write(write, given_up(values), claim)

    async def hold(self, claim: Claim, problem: str) -> bool:
        """Nobody can tell whether *claim* was posted: a person decides, what is below it waits."""
        values = {"state": State.HELD, "problem": problem, "not_before": None}
        async with self._database.write() as db:
            held = await db.run_sync(write, given_up(values), claim)
            for child in under(await parts_of(db, claim.edition), claim.seq) if held else ():
                if child.state == State.PENDING:
                    await set_part(db, child.number, state=State.WAITING)
            return held

    async def fail(self, claim: Claim, problem: str, *, now: datetime) -> bool:
        """*claim* was refused for good: its stories compete again, what is below it fails too."""
        async with self._database.write() as db:
            if not await db.run_sync(write, STILL, claim):
                return False
            await end(db, claim.edition, [claim.seq], State.FAILED, why=problem, now=now)
            return True

    async def _back_in_line(self, claim: Claim, *, now: datetime, **values: object) -> bool:
        async with self._database.write() as db:
            back = given_up({"state": State.PENDING, **values})
            pending = await db.run_sync(write, back, claim)
            if pending and await is_removed(db, claim.edition):
                why = "the schedule was removed"
                await end(db, claim.edition, [claim.seq], State.CANCELLED, why=why, now=now)
            return pending

    def _take(
        self,
        db: Connection,
        wanted: Select[Any],
        platform: str,
        now: datetime,
        in_hand: Collection[int] | None,
    ) -> Sequence[Any]:
        if in_hand is not None:
            self._free(db, platform, now, in_hand)
        here = literal(now, UtcDateTime)
        rows = db.execute(wanted).all()
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
        rescue(db, and_(parts.c.platform == platform, dead, others))

    def _late(self, db: Connection, platform: str, now: datetime, most: int) -> Sequence[str]:
        self._free(db, platform, now, ())
        late = ready(platform, now).with_only_columns(parts.c.channel)
        return db.scalars(late.limit(most)).all()

"""The outbox: what will be said is written down before it's said; people decide what is held."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.audit import Change, Record, record
from bot.database.carried import uncarry
from bot.database.definitions import place
from bot.database.edition_rows import PLANNED
from bot.database.engine import Database
from bot.database.enqueuing import Rendered, Rendering, enqueue
from bot.database.parts import (
    UNPOSTED,
    Row,
    State,
    end,
    parts_of,
    set_part,
    spoken_in,
    under,
)
from bot.database.tables.publishing import editions
from bot.database.told import Said, ToldMeanwhile, tell
from bot.errors import UsageError
from digests.schedule.channel import Channel
from digests.schedule.edition import Edition, EditionKey

Announce = Callable[[AsyncConnection, Sequence[Channel]], Awaitable[None]]


class NothingToDecide(UsageError):
    """The edition has no part that could be decided so; nothing was changed."""


class Outbox:
    """Messages waiting to be posted, edition by edition.

    *announce* is told of the channels that have some, in the same transaction.
    """

    def __init__(self, database: Database, announce: Announce | None = None) -> None:
        self._database = database
        self._announce = announce

    async def enqueue(self, edition: Edition, rendering: Rendering, *, now: datetime) -> bool:
        """Keep the first rendering of a planned edition; a later one changes nothing, even longer.

        Without messages the edition is empty. Raises ToldMeanwhile where another edition of the
        schedule has told one of its stories since; then nothing is changed.
        """
        return (await self.enqueue_all([(edition, rendering)], now=now))[0]

    async def enqueue_all(self, some: Sequence[Rendered], *, now: datetime) -> list[bool]:
        """As `enqueue`, in one transaction: all of *some*, or none where one can't be.

        They are of different schedules.
        """
        if self._announce is None:
            return await self._database.settle(enqueue, some, now)
        async with self._database.write() as db:
            kept = await db.run_sync(enqueue, some, now)
            if channels := _channels(some, kept):
                await self._announce(db, channels)
            return kept

    async def release(
        self, key: EditionKey, *, who: str, now: datetime, posted: bool = False
    ) -> int:
        """Let the held parts of an edition go on: looked for once more, then posted if need be.

        With *posted*, somebody has seen them in the channel: they count as sent. Gives how many
        there were; raises NothingToDecide if none.
        """
        async with self._database.write() as db:
            siblings = await _known(db, key)
            held = [part for part in siblings if part.state == State.HELD]
            for part in held:
                if posted:
                    await set_part(
                        db, part.number, state=State.SENT, sent_at=part.attempted_at, problem=None
                    )
                else:
                    await set_part(
                        db, part.number, state=State.UNCLEAR, not_before=None, released=True
                    )
                await _wake_children(db, siblings, part.seq)
            await _decided(db, key, "released", held, siblings, who=who, now=now)
            return len(held)

    async def retry(self, key: EditionKey, *, who: str, now: datetime) -> int:
        """Post the failed and the held parts of an edition again; gives how many there were.

        One that was set aside is assembled again soon, and counts as one. Raises NothingToDecide
        if there are none, or if their stories were told since.
        """
        async with self._database.write() as db:
            if await _assemble_again(db, key):
                await _note(db, key, "retried", who=who, now=now)
                return 1
            before = await _known(db, key)
            again = [part for part in before if part.state in (State.FAILED, State.HELD)]
            try:
                for part in again:
                    await _again(db, key, part)
            except ToldMeanwhile as told:
                raise NothingToDecide(
                    f"{key}: its stories were told again by a later edition; nothing was changed"
                ) from told
            siblings = await parts_of(db, str(key))
            for part in again:
                await _wake_children(db, siblings, part.seq)
            await _decided(db, key, "retried", again, before, who=who, now=now)
            return len(again)

    async def skip(self, key: EditionKey, *, who: str, now: datetime) -> int:
        """Give up what an edition hasn't posted; its stories compete again. Gives how many parts.

        One of which nobody knows yet if it was posted is given up as well. Raises NothingToDecide
        if there are none.
        """
        async with self._database.write() as db:
            given_up = (*UNPOSTED, State.FAILED)
            siblings = await _known(db, key)
            left = [part for part in siblings if part.state in given_up]
            seqs = [part.seq for part in left]
            if seqs:
                await end(db, str(key), seqs, State.SKIPPED, why=f"skipped by {who}", now=now)
            await _decided(db, key, "skipped", left, siblings, who=who, now=now)
            return len(seqs)


def _channels(some: Iterable[Rendered], kept: Iterable[bool]) -> Sequence[Channel]:
    """Where those of *some* go that were kept and say something, each once."""
    posted = (
        edition.schedule.channel
        for (edition, rendering), new in zip(some, kept, strict=True)
        if new and rendering.messages
    )
    return list(dict.fromkeys(posted))


async def _wake_children(db: AsyncConnection, siblings: Sequence[Row], seq: int) -> None:
    """Let what hangs under part *seq* be posted after it."""
    for child in under(siblings, seq):
        if child.state == State.WAITING:
            await set_part(db, child.number, state=State.PENDING)


async def _known(db: AsyncConnection, key: EditionKey) -> Sequence[Row]:
    found = await parts_of(db, str(key))
    if not found:
        raise NothingToDecide(
            f"{key} has no messages in the outbox; `broadsheet editions` lists what there is"
        )
    return found


async def _assemble_again(db: AsyncConnection, key: EditionKey) -> bool:
    """Let an edition that was set aside be assembled at the next sweep; whether it was one."""
    soon = await db.execute(
        update(editions)
        .where(
            editions.c.key == str(key),
            editions.c.state == PLANNED,
            editions.c.retry_at.is_not(None),
        )
        .values(retry_at=None, failures=0)
    )
    return bool(soon.rowcount)


async def _again(db: AsyncConnection, key: EditionKey, part: Row) -> None:
    """Put a part back in line; what a failed one gave back is told again."""
    if part.state == State.FAILED:
        spoken = spoken_in(part)
        await db.run_sync(tell, [Said.of(key.schedule, str(key), part.seq, spoken)])
        await db.run_sync(uncarry, [(key.schedule, s.story) for s in spoken])
    await set_part(db, part.number, state=State.PENDING, not_before=None, attempts=0, problem=None)


async def _decided(
    db: AsyncConnection,
    key: EditionKey,
    what: str,
    some: Sequence[Row],
    siblings: Sequence[Row],
    *,
    who: str,
    now: datetime,
) -> None:
    """Write down what became of *some* of the *siblings*; raises NothingToDecide without any."""
    if not some:
        raise NothingToDecide(f"{key} has nothing that could be {what}; nothing was changed")
    before, after = _states(siblings), _states(await parts_of(db, str(key)))
    await _note(db, key, what, who=who, now=now, before=before, after=after)


async def _note(
    db: AsyncConnection,
    key: EditionKey,
    what: str,
    *,
    who: str,
    now: datetime,
    before: Record | None = None,
    after: Record | None = None,
) -> None:
    channel = await db.scalar(select(editions.c.channel).where(editions.c.key == str(key)))
    change = Change(
        at=now,
        who=who,
        place=place(Channel.parse(channel or "")),
        subject=str(key),
        what=what,
        before=before,
        after=after,
    )
    await record(db, change)


def _states(some: Iterable[Row]) -> dict[str, str]:
    return {f"part {part.seq + 1}": part.state for part in some}

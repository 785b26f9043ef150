"""Parts as rows: the states of a message, and how one ends with all that hangs under it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.carried import Spoken
from bot.database.edition_rows import CANCELLED, PLANNED
from bot.database.tables.publishing import editions, parts
from bot.database.told import give_back

Row = Any
"""A row of the parts table."""


class State(StrEnum):
    """Where a part stands (DESIGN D14)."""

    PENDING = "pending"
    SENDING = "sending"
    """The intent is written down; the post may or may not have been made."""
    UNCLEAR = "unclear"
    """The answer was lost; to be read back once it has settled."""
    WAITING = "waiting"
    """Its parent is held."""
    HELD = "held"
    """Nobody can tell whether it was posted; a person decides."""
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


OPEN = (State.PENDING, State.SENDING, State.UNCLEAR)
"""A channel's first part in one of these is the next to be worked on."""

UNPOSTED = (State.PENDING, State.UNCLEAR, State.WAITING, State.HELD)
"""What can still be given up: everything that isn't over and isn't being posted this moment."""

OVER = (State.SENT, State.FAILED, State.SKIPPED, State.CANCELLED)

ORPHANED = "the message that it belongs under wasn't posted"


async def parts_of(db: AsyncConnection, edition: str) -> Sequence[Row]:
    """The parts of *edition*, in order, as they stay until the end of the transaction."""
    query = select(parts).where(parts.c.edition == edition).order_by(parts.c.seq)
    query = query.with_for_update()  # of those who deliver, some write beside us
    return (await db.execute(query)).all()


def under(siblings: Iterable[Row], seq: int) -> tuple[Row, ...]:
    """Those among *siblings* (in order) that hang under part *seq*, however deep."""
    below = {seq}
    hanging = []
    for part in siblings:
        if part.under in below:
            below.add(part.seq)
            hanging.append(part)
    return tuple(hanging)


async def end(
    db: AsyncConnection,
    edition: str,
    seqs: Collection[int],
    state: State,
    *,
    why: str | None,
    now: datetime,
) -> None:
    """End parts of *edition* in *state* without a post, and what hangs under them.

    Whoever holds a claim on one loses it, and their stories compete again (DESIGN D7).
    """
    siblings = await parts_of(db, edition)
    chosen = [part for part in siblings if part.seq in seqs]
    orphans = {
        child.seq: child
        for part in chosen
        for child in under(siblings, part.seq)
        if child.state in UNPOSTED and child.seq not in seqs
    }
    reasons = [(part, why) for part in chosen] + [(child, ORPHANED) for child in orphans.values()]
    for part, reason in reasons:
        await _end(db, part, state, why=reason)
    given_up = [part for part, _ in reasons if part.state not in OVER]
    await _give_back(db, edition, given_up, now=now)


async def withdraw(db: AsyncConnection, schedule: str, *, why: str, now: datetime) -> None:
    """Cancel what *schedule* has planned or has not posted yet."""
    mine = editions.c.schedule == schedule
    await db.execute(
        update(editions)
        .where(mine, editions.c.state == PLANNED)
        .values(state=CANCELLED, problem=why)
    )
    query = (
        select(parts.c.edition, parts.c.seq)
        .join(editions, editions.c.key == parts.c.edition)
        .where(mine, parts.c.state.in_(UNPOSTED))
        .order_by(parts.c.number)
        .with_for_update(of=parts)
    )
    unposted: dict[str, list[int]] = {}
    for row in (await db.execute(query)).all():
        unposted.setdefault(row.edition, []).append(row.seq)
    for edition, seqs in unposted.items():
        await end(db, edition, seqs, State.CANCELLED, why=why, now=now)


def spoken_in(part: Row) -> list[Spoken]:
    """The stories that *part* tells."""
    return [
        Spoken(story=story, score=score, articles=tuple(articles))
        for story, score, articles in part.tells
    ]


def told_as(stories: Iterable[Spoken]) -> list[list[object]]:
    """*stories* as a part's row holds them."""
    return [[story.story, story.score, list(story.articles)] for story in stories]


async def set_part(db: AsyncConnection, number: int, **values: object) -> None:
    """Write *values* to a part, and void any claim on it."""
    void = {"owner": None, "lease_until": None, "fence": parts.c.fence + 1}
    await db.execute(update(parts).where(parts.c.number == number).values(values | void))


async def _end(db: AsyncConnection, part: Row, state: State, *, why: str | None) -> None:
    await set_part(db, part.number, state=state, problem=why, not_before=None)


async def _give_back(
    db: AsyncConnection, edition: str, ended: Sequence[Row], *, now: datetime
) -> None:
    mine = select(editions.c.schedule).where(editions.c.key == edition)
    schedule = (await db.execute(mine)).scalar_one()
    passed_over = 0
    for part in ended:
        spoken = spoken_in(part)
        passed_over += await db.run_sync(give_back, schedule, edition, part.seq, spoken, now=now)
    if passed_over:
        await db.execute(
            update(editions)
            .where(editions.c.key == edition)
            .values(passed_over=editions.c.passed_over + passed_over)
        )

"""The statements of claims, made once where they can be: that takes longer than to run one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.claim import Claim
from bot.database.parts import OPEN, State
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import editions, parts, schedules

parent = parts.alias("parent")

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

NOW = bindparam("now", type_=UtcDateTime)

INTEND = OURS.where(parts.c.state == State.PENDING).values(
    state=State.SENDING,
    attempts=parts.c.attempts + 1,
    attempted_at=NOW,
    unsure_since=func.coalesce(parts.c.unsure_since, NOW),
    not_before=None,
)

RECEIVE = OURS.values(
    state=State.SENT,
    receipt_channel=bindparam("in_channel"),
    receipt_message=bindparam("as_message"),
    receipt_thread=bindparam("in_thread"),
    sent_at=NOW,
    problem=None,
    **RELEASED,
)

PUT_OFF = OURS.values(not_before=bindparam("later", type_=UtcDateTime), **RELEASED)

UNDER_WAY = parts.c.state.in_(bindparam("open", OPEN, expanding=True, literal_execute=True))
"""Spelled out in the statement, or SQLite doesn't see that its index is of just these."""


def heads(platform: str, channel: str | None = None) -> Select[tuple[int]]:
    """The first part of each channel, or of one, that isn't over and doesn't wait for a person."""
    first = select(func.min(parts.c.number)).where(parts.c.platform == platform, UNDER_WAY)
    if channel is not None:
        return first.where(parts.c.channel == channel)
    return first.group_by(parts.c.channel)


def ready(platform: str, now: datetime, channel: str | None = None) -> Select[Any]:
    """The heads that could be worked on now and that nobody works on, locked as they're read."""
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
            parts.c.number.in_(heads(platform, channel)),
            parts.c.state.in_((State.PENDING, State.UNCLEAR)),
            parts.c.owner.is_(None),
            or_(parts.c.not_before.is_(None), parts.c.not_before <= now),
        )
        .order_by(parts.c.number)
        .with_for_update(of=parts, skip_locked=True)
    )


def rescue(db: Connection, which: ColumnElement[bool]) -> int:
    """Void the claims of *which*; what was about to be posted is unclear from now on."""
    unclear = case((parts.c.state == State.SENDING, State.UNCLEAR), else_=parts.c.state)
    rescued = db.execute(
        update(parts)
        .where(parts.c.owner.is_not(None), UNDER_WAY, which)
        .values(owner=None, lease_until=None, fence=parts.c.fence + 1, state=unclear)
    )
    return rescued.rowcount


def given_up(values: Mapping[str, object]) -> Update:
    return OURS.values(**values, **RELEASED)


def put_off(db: Connection, some: Collection[tuple[Claim, datetime | None]]) -> None:
    if some:
        db.execute(PUT_OFF, [_ours(claim) | {"later": later} for claim, later in some])


def write(db: Connection, /, statement: Update, claim: Claim, **values: object) -> bool:
    """Write by *statement* if *claim* still holds; False, and nothing is changed, if it doesn't."""
    return bool(db.execute(statement, _ours(claim) | values).rowcount)


def _ours(claim: Claim) -> dict[str, object]:
    return {"our_number": claim.number, "our_owner": claim.owner, "our_fence": claim.fence}


async def is_removed(db: AsyncConnection, edition: str) -> bool:
    gone = exists().where(
        editions.c.key == edition,
        schedules.c.id == editions.c.schedule,
        schedules.c.removed_at.is_not(None),
    )
    return bool(await db.scalar(select(gone)))

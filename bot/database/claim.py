"""A claim on a part: what is to be posted, and how long it's ours to post."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.chat import Payload, Receipt
from bot.database.parts import State
from digests.schedule.channel import Channel
from digests.schedule.schedule import OnUnknown


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


def claimed(row: Any, *, owner: str, ends: float) -> Claim:  # noqa: ANN401 - a row
    """The claim that *owner* has on the part of *row*, as it was before it was claimed."""
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
        owner=owner,
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

"""Enqueuing: rendered editions become parts in the outbox, many at a time (DESIGN D1, D7, D8)."""

from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.chat import Message
from bot.database.carried import Left, Spoken, carry, uncarry
from bot.database.edition_rows import EMPTY, ENQUEUED, PLANNED
from bot.database.parts import State, told_as
from bot.database.rows import chunks
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import editions, parts
from bot.database.told import Said, tell
from digests.schedule.edition import Edition, EditionKey, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """An edition as it will be posted.

    *tells* has, by the index of its message, the stories that each message says, every story once.
    *left_out* found no place and competes again; *competed* were carried here by earlier editions,
    and *passed_over* of them had no time left.
    """

    messages: Sequence[Message]
    tells: Mapping[int, Sequence[Spoken]]
    left_out: Sequence[Spoken] = ()
    competed: Sequence[Spoken] = ()
    passed_over: int = 0


Rendered = tuple[Edition, Rendering]


def enqueue(db: Connection, some: Sequence[Rendered], now: datetime) -> list[bool]:
    """Keep *some*, of different schedules, where they are planned; gives which were.

    Raises ToldMeanwhile where another edition has told one of their stories; then nothing may be
    kept.
    """
    planned = _planned(db, some)
    new = [(edition, rendering) for edition, rendering in some if str(edition.key) in planned]
    if new:
        if rows := [row for edition, rendering in new for row in _parts(edition, rendering)]:
            db.execute(insert(parts), rows)
        tell(db, [said for edition, rendering in new for said in _said(edition, rendering)])
        over = _carry(db, [one for one in new if one[0].key.kind is not Kind.EXTRA])
        db.execute(_ENQUEUED, [_onward(*one, over.get(one[0].schedule.id, 0), now) for one in new])
    return [str(edition.key) in planned for edition, _ in some]


def send_key(edition: EditionKey, seq: int) -> str:
    """24 characters of base32 that name a part for ever: they fit Discord's nonce (DESIGN D14)."""
    return b32encode(sha256(f"{edition}\n{seq}".encode()).digest())[:24].decode().lower()


_ENQUEUED = (
    update(editions)
    .where(editions.c.key == bindparam("its_key"))
    .values(
        state=bindparam("as_state"),
        enqueued_at=bindparam("now", type_=UtcDateTime),
        problem=None,
        stories=bindparam("told"),
        carried=bindparam("left"),
        passed_over=bindparam("over"),
    )
)


def _planned(db: Connection, some: Sequence[Rendered]) -> set[str]:
    """The keys of those that are planned, as they stay until the end of the transaction."""
    found: set[str] = set()
    for keys in chunks([str(edition.key) for edition, _ in some]):
        mine = select(editions.c.key).where(editions.c.key.in_(keys), editions.c.state == PLANNED)
        found.update(db.scalars(mine.with_for_update()))
    return found


def _parts(edition: Edition, rendering: Rendering) -> Iterator[dict[str, Any]]:
    channel = edition.schedule.channel
    for seq, message in enumerate(rendering.messages):
        if message.under is not None and not 0 <= message.under < seq:
            raise ValueError(f"part {seq} of {edition.key} hangs under part {message.under}")
        yield {
            "edition": str(edition.key),
            "seq": seq,
            "platform": channel.platform,
            "channel": str(channel),
            "send_key": send_key(edition.key, seq),
            "under": message.under,
            "state": State.PENDING,
            "attempts": 0,
            "fence": 0,
            "released": False,
            "tells": told_as(rendering.tells.get(seq, ())),
            "payload": message.payload,
        }


def _said(edition: Edition, rendering: Rendering) -> Iterator[Said]:
    for seq, spoken in rendering.tells.items():
        yield Said.of(edition.schedule.id, str(edition.key), seq, spoken)


def _carry(db: Connection, some: Sequence[Rendered]) -> Mapping[str, int]:
    """Keep what *some* left out; gives how many of it were passed over, by schedule.

    What an extra edition leaves out is still in the window, so it's none of them.
    """
    over = [
        (edition.schedule.id, story)
        for edition, rendering in some
        for story in {s.story for s in rendering.competed} - {s.story for s in rendering.left_out}
    ]
    uncarry(db, over)
    return carry(
        db,
        [
            Left(schedule=edition.schedule.id, stories=rendering.left_out, since=edition.due)
            for edition, rendering in some
        ],
    )


def _onward(edition: Edition, rendering: Rendering, over: int, now: datetime) -> dict[str, Any]:
    left_out = 0 if edition.key.kind is Kind.EXTRA else len(rendering.left_out)
    return {
        "its_key": str(edition.key),
        "as_state": ENQUEUED if rendering.messages else EMPTY,
        "now": now,
        "told": sum(len(spoken) for spoken in rendering.tells.values()),
        "left": left_out - over,
        "over": rendering.passed_over + over,
    }

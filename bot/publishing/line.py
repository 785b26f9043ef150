"""The line before a gate: parts that wait for a limit, without a slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from bot.database.claim import Claim
from bot.publishing.gates import Shut

HORIZON = timedelta(seconds=10)
"""Who would have to wait for longer waits in the database: a claim doesn't last for ever."""

EARLY = HORIZON / 2
"""By how much sooner than its turn a part comes back from there."""

LONGEST = 2 * HORIZON
"""What one that came back waits, where it goes slower than was thought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """The turn of the last part that waits elsewhere, and the youngest whose turn comes before."""

    number: int
    turn: datetime


class Line:
    """Claims by what they wait for, the oldest first; each key is asked again when it opens."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[int, int, Claim]]] = {}
        self._shut: dict[str, Shut] = {}
        self._order: list[tuple[datetime, str]] = []
        self._promised: dict[str, Promised] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def next_open(self) -> datetime | None:
        """When the first of the line may be asked for again; None if nobody waits."""
        while self._order and not self._stands(*self._order[0]):
            heappop(self._order)  # its key opens at another time since, or nobody waits for it
        return self._order[0][0] if self._order else None

    def shut(self, keys: Iterable[str], *, now: datetime) -> Shut | None:
        """What others wait for already that need one of *keys*: the gate needn't be asked again."""
        known = [shut for key in keys if (shut := self._shut.get(key)) and shut.until > now]
        return max(known, key=lambda shut: shut.until, default=None)

    def put_off_until(self, claim: Claim, shut: Shut, *, now: datetime) -> datetime | None:
        """Until when *claim*, *shut* out, should wait elsewhere; None if its turn is soon enough.

        Each later than the one before, as the gate will let them through. Who is older than one
        that was promised a turn there doesn't queue behind it: it has had its own.
        """
        waiting = self._waiting.get(shut.key, [])
        first = bool(waiting) and claim.number < waiting[0][0]
        turn = shut.until if first else shut.until + len(waiting) * shut.every
        promised = self._promised.get(shut.key)
        if promised is not None and now < promised.turn and claim.number <= promised.number:
            return turn - EARLY if turn - now > LONGEST else None
        if promised is not None and now < promised.turn:
            turn = max(turn, promised.turn + shut.every)
        if turn - now <= HORIZON:
            return None
        youngest = max([claim.number, *(number for number, *_ in waiting)])
        self._promised[shut.key] = Promised(number=youngest, turn=turn)
        return turn - EARLY

    def add(self, claim: Claim, shut: Shut) -> None:
        """Let *claim* wait until what has *shut* it out opens."""
        waiting = self._waiting.setdefault(shut.key, [])
        heappush(waiting, (claim.number, claim.fence, claim))
        if not self._stands(shut.until, shut.key):
            heappush(self._order, (shut.until, shut.key))
        self._shut[shut.key] = shut

    def take(self, now: datetime) -> Claim | None:
        """The oldest of those whose key is open by *now*; it waits no longer."""
        opens = self.next_open()
        if opens is None or opens > now:
            return None
        key = self._order[0][1]
        *_, claim = heappop(self._waiting[key])
        if not self._waiting[key]:
            del self._waiting[key], self._shut[key]
        return claim

    def dissolve(self) -> list[Claim]:
        """All of them, who wait no longer."""
        left = [claim for waiting in self._waiting.values() for *_, claim in waiting]
        self._waiting.clear()
        self._shut.clear()
        return left

    def _stands(self, opens: datetime, key: str) -> bool:
        return key in self._shut and self._shut[key].until == opens

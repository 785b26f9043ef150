"""A dispatcher: serves one platform's channels, each in its own order, all side by side."""

import asyncio

import structlog

from bot.chat import Platform
from bot.clock import Clock
from bot.database.claims import Claims
from bot.database.engine import DatabaseUnusable
from bot.publishing.gates import Gate
from bot.publishing.pace import Pace
from bot.publishing.posting import Posting
from bot.publishing.read_back import ReadBack
from bot.publishing.turns import Turn, Turns
from bot.ticker import Ticker

AHEAD = 4
"""How many claims for each slot are made in one commit; each would cost one of its own."""

log = structlog.get_logger(__name__)


class Dispatcher:
    """Takes the first part of each channel as far as it goes now, then the next.

    A part that has to wait holds no slot: it stands at the gate, or in the database, with its time.
    """

    def __init__(
        self,
        platform: Platform,
        claims: Claims,
        gate: Gate,
        ticker: Ticker,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._platform = platform
        self._ticker = ticker
        self._slots = pace.slots
        self._turns = Turns(platform, claims, gate, clock, most=AHEAD * pace.slots)
        self._posting = Posting(platform, claims, gate, clock, pace)
        self._read_back = ReadBack(platform, claims, gate, clock, pace)
        self._at_work: dict[int, asyncio.Task[None]] = {}
        self._suspects: set[int] = set()
        self._turn = asyncio.Lock()
        self._stirred = asyncio.Event()
        self._stirred.set()  # whatever the last process left
        self._stopping = False
        self._in_trouble = False
        self._interrupted = False

    @property
    def platform(self) -> str:
        """The name of the platform that it serves."""
        return self._platform.name

    def stir(self) -> None:
        """There may be something new to do."""
        self._stirred.set()

    def stop(self) -> None:
        """Begin nothing more; what is under way is finished."""
        self._stopping = True
        self.stir()

    async def run(self) -> None:
        """Work whenever stirred, until stopped; the ticker stirs when what was put off is ready."""
        while not self._stopping:
            await self._stirred.wait()
            try:
                await self.work()
                if soon := await self._turns.next_at():
                    self._ticker.wake_at(soon, self._wake, name=f"deliver to {self.platform}")
                self._in_trouble = self._interrupted  # what waits for its lease tells nothing
            except DatabaseUnusable as trouble:  # it's tried at each turn until that passes
                self._complain(trouble)
            except Exception:  # the edge of a task
                log.exception("delivery interrupted", platform=self.platform)
        await self._leave()

    async def work(self) -> None:
        """Return when nothing is under way and nothing could be posted now."""
        async with self._turn:
            try:
                while await self._begin() or self._at_work:
                    await self._until_something_ends()
            except asyncio.CancelledError:
                for task in self._at_work.values():
                    task.cancel()
                raise
            finally:
                await self._end()

    async def _wake(self) -> None:
        self.stir()

    async def _begin(self) -> bool:
        """Put free slots to work; whether there was something for them."""
        self._stirred.clear()
        self._turns.begin()
        begun = False
        while not self._stopping and len(self._at_work) < self._slots:
            suspects = len(self._suspects) < self._slots // 2
            turn = await self._turns.next(at_work=self._at_work, suspects=suspects)
            if turn is None:
                break
            number = turn.claim.number
            if turn.claim.attempts:
                self._suspects.add(number)
            self._at_work[number] = asyncio.create_task(self._advance(turn))
            begun = True
        await self._turns.put_off()
        if self._at_work and (opens := self._turns.next_open()):
            self._ticker.wake_at(opens, self._wake, name=f"gate of {self.platform}")
        return begun

    async def _advance(self, turn: Turn) -> None:
        claim = turn.claim
        try:
            if claim.unclear:
                await self._read_back.settle(claim)
            else:
                await self._posting.post(claim, leaves=turn.leaves)
        except DatabaseUnusable as trouble:  # the claim ends with its lease, then it's unclear
            self._complain(trouble)
            self._interrupted = True
        except Exception:  # the edge of a task: the same
            log.exception("part interrupted", edition=claim.edition, part=claim.seq)
        else:
            self._interrupted = False

    def _complain(self, trouble: DatabaseUnusable) -> None:
        """Say it once, however many parts meet it, until it has passed."""
        if not self._in_trouble:
            log.error("delivery interrupted", platform=self.platform, reason=str(trouble))
        self._in_trouble = True

    async def _until_something_ends(self) -> None:
        stirred = asyncio.create_task(self._stirred.wait())
        await asyncio.wait({stirred, *self._at_work.values()}, return_when=asyncio.FIRST_COMPLETED)
        stirred.cancel()
        self._at_work = {n: task for n, task in self._at_work.items() if not task.done()}
        self._suspects &= self._at_work.keys()

    async def _end(self) -> None:
        if self._at_work:
            await asyncio.wait(self._at_work.values())
            self._at_work = {}
            self._suspects.clear()

    async def _leave(self) -> None:
        """What waits in memory is everybody's again at once, not only when its lease ends."""
        try:
            await self._turns.give_back()
        except Exception:  # the edge of a task: the leases end by themselves
            log.exception("parts not given back", platform=self.platform)

"""Three bots on one PostgreSQL: killed, one of them for good; frozen; the server stopped."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.database.engine import open_database
from bot.database.ledger import Ledger
from tests.fakes.sink import Sink
from tests.torture import processes
from tests.torture.log import complaints, fault
from tests.torture.outcome import Outcome, judged, say
from tests.torture.planting import plant, wanted
from tests.torture.poster import TEXTS
from tests.torture.replica import PACE, RATE

REPLICAS = 3
FROZEN_FOR = PACE.lease.total_seconds() + 2
PATIENCE = 300
NOTICING = 60
"""Seconds within which a server that is gone is noticed on a busy machine."""
BUNCHED = RATE * 4 // 5
"""What a busy machine may hold up and let go at once; without a common limit it's more."""

Replica = asyncio.subprocess.Process


class Fleet:
    """Replicas at work on one database, and the sink that they post to."""

    def __init__(
        self,
        stack: AsyncExitStack,
        url: str,
        dispatcher: str,
        schedules: int,
        logs: Path | None = None,
    ) -> None:
        self.sink = Sink(moment=0.08, seed=1, senders=REPLICAS)
        self.replicas: list[Replica] = []
        self._stack = stack
        self._url = url
        self._dispatcher = dispatcher
        self._schedules = schedules
        self._port = 0
        self._logs = logs
        self.said: list[Path] = []

    @property
    def parts(self) -> int:
        return self._schedules * len(TEXTS)

    async def listen(self) -> None:
        self._port = await self._stack.enter_async_context(self.sink.listening())

    async def start(self) -> Replica:
        log = None
        if self._logs is not None:
            log = self._logs / f"replica-{len(self.said)}.log"
            self.said.append(log)
        words = (self._url, self._port, self._dispatcher)
        one = processes.running("tests.torture.replica", *words, log=log)
        return await self._stack.enter_async_context(one)

    async def has_posted(self, count: int) -> None:
        await asyncio.wait_for(self.sink.holds(count), PATIENCE)

    async def have_complained(self) -> None:
        """Return once each has said that something is wrong."""
        while not all(map(complaints, self.said)):  # noqa: ASYNC110 - other processes write it
            await asyncio.sleep(processes.LOOK)

    async def finish(self, replicas: Sequence[Replica]) -> Outcome:
        """What has become of everything, once *replicas* have ended in order."""
        await asyncio.gather(*(processes.ended(one, within=PATIENCE) for one in replicas))
        async with open_database(self._url) as database:
            records = await Ledger(database).editions()
        states = sorted({record.state for record in records})
        found = judged(self._dispatcher, self.sink.by_channel(), wanted(self._schedules))
        rate = self.sink.most_within(1)
        return replace(
            found,
            found=f"{found.found}; at most {rate} posts in a second ({RATE} allowed)",
            passed=found.passed and states == ["posted"] and rate <= RATE + BUNCHED,
        )


@asynccontextmanager
async def at_work(
    url: str, dispatcher: str, *, schedules: int, begun: float = 0.25, logs: Path | None = None
) -> AsyncIterator[Fleet]:
    """Three replicas in the middle: they have posted that share of it."""
    await plant(url, schedules)
    async with AsyncExitStack() as stack:
        fleet = Fleet(stack, url, dispatcher, schedules, logs)
        await fleet.listen()
        fleet.replicas = [await fleet.start() for _ in range(REPLICAS)]
        await fleet.has_posted(max(1, round(fleet.parts * begun)))
        yield fleet


async def killed(
    url: str, dispatcher: str, *, schedules: int, kills: int, seed: int = 1
) -> Outcome:
    """The one that was first is killed for good, the others again and again along the way.

    One of them may have finished before it was its turn.
    """
    chance = random.Random(seed)
    async with at_work(url, dispatcher, schedules=schedules, begun=0) as fleet:
        dead, *living = fleet.replicas
        cut_short = int(await processes.killed(dead))
        share = (fleet.parts - len(fleet.sink.posted)) // kills
        for _ in range(kills - 1):
            await fleet.has_posted(
                min(fleet.parts - 1, len(fleet.sink.posted) + chance.randint(0, share))
            )
            await asyncio.sleep(chance.uniform(0, 0.2))
            which = chance.randrange(len(living))
            cut_short += await processes.killed(living[which])
            living[which] = await fleet.start()
            say(f"{dispatcher}: {cut_short} killed, {len(fleet.sink.posted)} of {fleet.parts}")
        found = await fleet.finish(living)
    what = f"{schedules} schedules × {len(TEXTS)}, {REPLICAS} replicas ({dispatcher})"
    return replace(
        found,
        what=f"{what}, one dead for good, {cut_short} × kill -9",
        passed=found.passed and cut_short >= kills - 1,
    )


async def frozen(url: str, dispatcher: str, *, schedules: int, times: int = 1) -> Outcome:
    """One and two of them by turns stand still for longer than their leases, and thaw."""
    async with at_work(url, dispatcher, schedules=schedules) as fleet:
        for n in range(times):
            some = [fleet.replicas[(n + k) % REPLICAS] for k in range(1 + n % 2)]
            _send(some, signal.SIGSTOP)
            await asyncio.sleep(FROZEN_FOR)  # real processes, real leases
            _send(some, signal.SIGCONT)
            say(f"{dispatcher}: thawed {n + 1} times, {len(fleet.sink.posted)} of {fleet.parts}")
            await fleet.has_posted(min(fleet.parts, len(fleet.sink.posted) + fleet.parts // 20))
        found = await fleet.finish(fleet.replicas)
    what = f"{schedules} schedules, 1 or 2 of {REPLICAS} replicas ({dispatcher}) frozen, {times} ×"
    return replace(found, what=f"{what} {FROZEN_FOR:.0f} s")


async def stopped(
    url: str,
    dispatcher: str,
    *,
    schedules: int,
    seconds: float,
    logs: Path,
    stop: Callable[[], None],
    start: Callable[[], None],
) -> Outcome:
    """The PostgreSQL at *url* is stopped in the middle, and started again; *logs* is a folder."""
    async with at_work(url, dispatcher, schedules=schedules, logs=logs) as fleet:
        before = len(fleet.sink.posted)
        await asyncio.to_thread(stop)
        await asyncio.sleep(seconds)  # a real server that isn't there
        with suppress(TimeoutError):  # who says nothing all the same is for the verdict
            await asyncio.wait_for(fleet.have_complained(), NOTICING)
        meanwhile = len(fleet.sink.posted) - before
        await asyncio.to_thread(start)
        found = await fleet.finish(fleet.replicas)
    said = [complaints(path) for path in fleet.said]
    faults = [wrong for entries in said if (wrong := fault(entries))]
    lines = "/".join(str(len(entries)) for entries in said)
    told = "; ".join(faults) or f"{lines} lines said by the three, none twice, no traceback"
    return replace(
        found,
        what=f"PostgreSQL stopped for {seconds:.0f} s in the middle ({dispatcher})",
        must=f"{found.must}, recovers by itself, each process says it once",
        found=f"{found.found}; {meanwhile} posts that were under way when it stopped; {told}",
        passed=found.passed and not faults,
    )


def _send(some: Sequence[Replica], what: signal.Signals) -> None:
    for one in some:
        if one.returncode is None:
            one.send_signal(what)

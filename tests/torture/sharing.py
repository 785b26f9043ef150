"""Three processes on one PostgreSQL post as fast as their platform allows them all together."""

import time
from contextlib import AsyncExitStack

from bot.database.engine import open_database
from tests.fakes.limited import MODELS
from tests.fakes.sink import Sink
from tests.printing import channel
from tests.torture import processes
from tests.torture.outcome import Outcome
from tests.torture.rates import fill_outbox, judged
from tests.torture.replica import RATE

REPLICAS, MOMENT = 3, 0.03


class CountingSink(Sink):
    """Tells those to wait that come too often for *counting*, a window of `tests.fakes.limited`."""

    def __init__(self, counting):
        super().__init__(moment=MOMENT, senders=REPLICAS)
        self.refused = 0
        self._counting = counting

    async def _answer(self, asked):
        if "text" in asked:
            now = time.monotonic()
            if wait := self._counting.wait(now):
                self.refused += 1
                return {"refused": wait}
            self._counting.count(now)
        return await super()._answer(asked)


async def paced(url: str, dispatcher: str, model: str, *, channels: int) -> Outcome:
    """Each of *channels* gets a post, from whichever of the three."""
    sink = CountingSink(MODELS[model](RATE, 1))
    async with open_database(url) as database:
        await fill_outbox(database, [channel(f"C{n}") for n in range(channels)], parts=1)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(sink.listening())
        for _ in range(REPLICAS):
            one = processes.running("tests.torture.sharer", url, port, dispatcher)
            await stack.enter_async_context(one)
        await sink.holds(channels)
    times = [at for *_, at in sink.posted]
    what = f"{channels:,} channels, {REPLICAS} replicas ({dispatcher}), allowed by a {model}"
    return judged(what, times, sink.refused, RATE)

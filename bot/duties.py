"""Duties: what only one of several running bots does, and another as soon as that one is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum

import structlog

from bot.database.leases import Lease, Leases

PAUSE = 5.0
"""Seconds before a duty that was interrupted is taken up again, by whoever comes first."""

log = structlog.get_logger(__name__)


class Role(StrEnum):
    """What a running bot does; each may do all, or some of them beside others (DESIGN D3)."""

    SCHEDULER = "scheduler"
    """Files what was stored, issues and assembles editions: one process at a time."""
    WORKER = "worker"
    """Posts what is in the outbox: any number."""
    COLLECTOR = "collector"
    """Looks at the sources: one at a time."""
    SLACK = "slack"
    """Answers people in Slack."""
    DISCORD = "discord"
    """Answers people in Discord; of each shard, one at a time."""


ALL_ROLES = frozenset(Role)


async def keep_up(
    leases: Leases,
    duty: Role,
    *,
    begin: Callable[[Lease], Awaitable[None]],
    end: Callable[[], Awaitable[None]],
    settled: asyncio.Event,
) -> None:
    """*begin* a duty whenever its lease is ours, and *end* it when the lease is lost; for ever.

    It's *settled* once the duty has begun here, or somebody else has it.
    """
    while True:
        try:
            async with leases.hold(duty, waiting=settled.set) as lease:
                try:
                    await _unless_lost(lease, begin(lease))
                    settled.set()
                    await lease.lost.wait()
                finally:
                    await end()
        except Exception:  # the edge of a duty: whoever is next may have more luck
            log.exception("duty interrupted", duty=duty)
        settled.set()
        await asyncio.sleep(PAUSE)


async def _unless_lost(lease: Lease, work: Awaitable[None]) -> None:
    """Do *work*, which is cancelled as soon as *lease* is lost; raises what it raises."""
    lost = asyncio.create_task(lease.lost.wait())
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait({lost, working}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        for task in (lost, working):
            task.cancel()
        await asyncio.gather(lost, working, return_exceptions=True)

"""An installation moves from one database to another, while no bot works on either."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bot import state
from bot.clock import SystemClock
from bot.database.engine import file_of, migrate, open_database
from bot.database.leases import Leases
from bot.database.moving import Moved, move
from bot.duties import Role
from bot.errors import UsageError


def move_installation(
    source: str, target: str, progress: Callable[[str], None], *, folder: Path
) -> Sequence[Moved]:
    """Copy all that *source* holds to *target*; raises as `bot.database.moving.move` does.

    And StateFolderError or UsageError where a running bot works on one of them, with *folder* as
    its state folder perhaps.
    """
    folders = {folder, *(path.parent for path in map(file_of, (source, target)) if path)}
    with ExitStack() as stack:
        for each in sorted(folders):
            if each.is_dir():
                stack.enter_context(state.RunLock(each).for_run(lambda _sentence: None))
        asyncio.run(_prepare(source, create=False))
        asyncio.run(_prepare(target, create=True))
        return move(source, target, progress)


async def _prepare(url: str, *, create: bool) -> None:
    """Bring a database up to date; raises UsageError where a server's has a bot at work on it."""
    await migrate(url, create=create)
    async with open_database(url) as database:
        if not database.shared:
            return
        async with Leases(database, SystemClock()).hold_if_free(Role.SCHEDULER) as lease:
            if lease is None:
                raise UsageError("a bot works on the PostgreSQL database: end it first")

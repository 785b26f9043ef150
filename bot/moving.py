"""An installation moves from one database to another, while no bot works on either."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from bot import state
from bot.clock import SystemClock
from bot.database.attendance import Attendance
from bot.database.engine import file_of, open_database
from bot.database.moving import Moved, NotMoved, move

Progress = Callable[[str], None]


def move_installation(
    source: str, target: str, progress: Progress, *, folder: Path
) -> Sequence[Moved]:
    """Copy all that *source* holds to *target*; raises as `bot.database.moving.move` does.

    And StateFolderError or UsageError where a running bot works on one of them, with *folder* as
    its state folder perhaps. None can begin to, until it's done.
    """
    folders = {folder, *(path.parent for path in map(file_of, (source, target)) if path)}
    with ExitStack() as stack:
        for each in sorted(folders):
            if each.is_dir():
                stack.enter_context(state.RunLock(each).for_migrate())
        return asyncio.run(_move(source, target, progress))


async def _move(source: str, target: str, progress: Progress) -> Sequence[Moved]:
    async with AsyncExitStack() as stack:
        for url, create in ((source, False), (target, True)):
            database = await stack.enter_async_context(open_database(url, create=create))
            if database.shared:
                await stack.enter_async_context(Attendance(database, SystemClock()).alone())
        return await _copied(source, target, progress)


async def _copied(source: str, target: str, progress: Progress) -> Sequence[Moved]:
    """As `move` in a thread; where this is cancelled, it's undone at the next table."""
    interrupted = False

    def go_on(table: str) -> None:
        if interrupted:
            raise NotMoved("it was interrupted; nothing was moved")
        progress(table)

    copying = asyncio.create_task(asyncio.to_thread(move, source, target, go_on))
    try:
        return await asyncio.shield(copying)
    except asyncio.CancelledError:
        interrupted = True
        await asyncio.wait([copying])
        raise

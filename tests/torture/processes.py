"""Processes that are there to be killed; none of them outlives the torture."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[2]
PATIENCE = 600
LOOK = 0.005


@asynccontextmanager
async def running(
    module: str, *arguments: object, log: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m module`, killed at the end of the context unless it has ended by then.

    What it says goes to *log*, if one is named.
    """
    words = [str(argument) for argument in arguments]
    with nullcontext() if log is None else log.open("ab") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *words,
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,  # Ctrl-C is for us: we end it
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()  # even one that was stopped
        await process.wait()


async def killed(process: asyncio.subprocess.Process) -> bool:
    """Kill *process*; whether that was what ended it."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    return await process.wait() == -signal.SIGKILL


async def ended(process: asyncio.subprocess.Process, *, within: float) -> None:
    """Return once *process* has ended by itself and in order, *within* so many seconds."""
    if code := await asyncio.wait_for(process.wait(), within):
        raise AssertionError(f"a bot ended with {code}")


async def until(process: asyncio.subprocess.Process, there: Callable[[], bool]) -> None:
    """Return once it's *there*, or *process* has ended; that one makes it, so it's looked at."""
    async with asyncio.timeout(PATIENCE):
        while process.returncode is None and not there():  # noqa: ASYNC110
            await asyncio.sleep(LOOK)


def die_with_parent() -> None:
    """To be called in such a process: end with whoever started it, even if that was killed."""

    def wait() -> None:
        os.read(0, 1)  # comes back when its other end is closed
        os._exit(1)

    Thread(target=wait, daemon=True).start()

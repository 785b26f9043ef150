"""Processes that are there to be killed; none of them outlives the torture."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def running(
    module: str, *arguments: object, stderr: int | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m module`, killed at the end of the context unless it has ended by then."""
    words = [str(argument) for argument in arguments]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, cwd=ROOT, stderr=stderr
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

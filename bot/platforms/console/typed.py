"""What is typed: lines from a prompt with history, or from standard input until its end."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

PROMPT = "/news … > "


async def from_prompt(history: Path) -> AsyncIterator[str]:
    """Lines from the terminal, remembered in *history*; Ctrl-C and Ctrl-D end them."""
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    with patch_stdout(raw=True):
        while True:
            try:
                yield await session.prompt_async(PROMPT)
            except (EOFError, KeyboardInterrupt):
                return


async def from_stream(descriptor: int = 0) -> AsyncIterator[str]:
    """Lines from the file *descriptor* until its end.

    A thread reads them, since a regular file and /dev/null can't be polled; it is a daemon, since
    nothing can wake it while it waits for a line that never comes.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def give(line: str | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        with open(os.dup(descriptor), encoding="utf-8", errors="replace") as stream:  # noqa: PTH123 - a descriptor has no path
            for line in stream:
                give(line)
        give(None)

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line

"""What is typed: lines from a prompt with history, or from standard input until its end."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout

from bot.platforms.console.layout import MEASURE, wrapped

PROMPT = "> "

HINT = "Ask: latest, story WORDS, search WORDS, topics, help. Ctrl-D ends."
"""Said once to whoever sits at a terminal; the prompt itself takes what stands behind /news."""

LONGEST = 4096
"""Characters of a line; the rest of a longer one is passed over."""

AHEAD = 64
"""Lines that are read before they're answered: a long file waits its turn outside of memory."""

NOWHERE = -1
"""A descriptor that can't be read: its end is reached at once."""


def typed(history: Path) -> AsyncGenerator[str]:
    """Lines from the terminal, with a prompt, or from whatever else standard input is."""
    if sys.stdin is None or sys.stdin.closed:
        return from_stream(NOWHERE)
    if at_a_prompt():
        return from_prompt(history)
    return from_stream(sys.stdin.fileno())


def at_a_prompt() -> bool:
    """Whether somebody sits at a terminal, and is asked there."""
    streams = (sys.stdin, sys.stdout)
    return all(s is not None and not s.closed and s.isatty() for s in streams)


async def from_prompt(history: Path) -> AsyncGenerator[str]:
    """Lines from the terminal, remembered in *history*; Ctrl-C and Ctrl-D end them.

    The first prompt stands below the HINT. Whatever is printed meanwhile appears above the prompt.
    """
    session: PromptSession[str] = PromptSession(history=FileHistory(str(history)))
    width = session.output.get_size().columns
    with patch_stdout(raw=True):
        print_formatted_text("\n".join(wrapped(HINT, min(width, MEASURE))))
        while True:
            try:
                # A SIGINT from outside is the process's, which has a handler of its own for it.
                line = await session.prompt_async(PROMPT, handle_sigint=False)
            except (EOFError, KeyboardInterrupt):
                return
            yield line


async def from_stream(descriptor: int = 0) -> AsyncGenerator[str]:
    """Lines from the file *descriptor* until its end; what can't be read is at its end.

    A thread reads them, since a regular file and /dev/null can't be polled; it is a daemon, since
    nothing can wake it while it waits for a line that never comes.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    room = threading.Semaphore(AHEAD)

    def give(line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        try:
            # Not sys.stdin: at exit, its lock, held by a thread that waits, would be fatal.
            with os.fdopen(os.dup(descriptor), encoding="utf-8", errors="replace") as stream:
                for line in _lines(stream):
                    room.acquire()
                    give(line)
        except OSError:
            pass  # what can't be read is at its end
        finally:
            give(None)

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines of *stream*, each up to its LONGEST."""
    at_start = True
    while piece := stream.readline(LONGEST):
        if at_start:
            yield piece.rstrip("\r\n")
        at_start = piece.endswith("\n")

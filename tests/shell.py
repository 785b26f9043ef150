"""Broadsheet as a shell starts it: real processes, in a folder and a state of the test's own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
OURS = ("BROADSHEET_", "SLACK_", "DISCORD_", "COV_")
OF_MAKE = {"ARGS", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS"}
"""With these a make knows that another one called it, and says more than to a person."""
PATIENCE = 120
"""Seconds after which what a test waits for won't come any more, on however busy a machine."""
SAYS_WHAT_IT_IMPORTS = {"PYTHONPROFILEIMPORTTIME": "1"}
STARTING = ["bot.workers", "bot.settings", "bot.app", "alembic", "bot.collecting.lector"]
"""Moments of a start, in order: the last two are the database's and a worker's."""


def environment(**variables):
    """The environment and *variables*, without what would steer Broadsheet or another make."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS) and k not in OF_MAKE}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "80", **variables}


class Shell:
    """Starts `broadsheet …` in *folder*, with *folder*/state as its state folder."""

    def __init__(self, folder, **variables):
        self.folder = folder
        self.state = folder / "state"
        self.environment = environment(BROADSHEET_STATE=str(self.state), **variables)

    def run(self, *words, typed="", stdout=subprocess.PIPE, **variables):
        """The ended process, with its exit code and what it wrote."""
        return subprocess.run(
            self.command(words),
            cwd=self.folder,
            env={**self.environment, **variables},
            input=typed,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )

    def unread(self, *words):
        """The ended process, whose reader was gone before it wrote, as a `head` that has enough."""
        reader, writer = os.pipe()
        os.close(reader)
        try:
            return self.run(*words, stdout=writer)
        finally:
            os.close(writer)

    @contextmanager
    def running(self, *words):
        """The started process; it's told to end, in order, when the test is done with it."""
        with subprocess.Popen(
            self.command(words),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                process.communicate(timeout=PATIENCE)

    def command(self, words):
        return [sys.executable, "-m", "bot", *words]


def seen(stream, words):
    """Read *stream* until a line says *words*; what was read."""
    lines = []
    while line := stream.readline():
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"never said {words!r}, but: {''.join(lines)}")


def imported(module):
    """What ends the line on standard error that says so, with SAYS_WHAT_IT_IMPORTS."""
    return f" {module}\n"

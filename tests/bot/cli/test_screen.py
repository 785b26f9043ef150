import os
import pty
import struct
import sys
from fcntl import ioctl
from subprocess import Popen
from termios import TIOCSWINSZ

import pytest

from tests.shell import PATIENCE

PROGRAM = "from bot.cli.screen import screen; out = screen(); out.print(out.width)"


@pytest.mark.parametrize("terminal", ["dumb", "xterm"])
@pytest.mark.parametrize(("columns", "width"), [(None, b"40"), ("60", b"60")])
def test_a_screen_is_as_wide_as_its_terminal_or_as_it_is_told(terminal, columns, width):
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    steered = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
    steered |= {"TERM": terminal} | ({"COLUMNS": columns} if columns else {})

    with Popen(
        [sys.executable, "-c", PROGRAM], stdout=theirs, stdin=theirs, env=steered
    ) as process:
        assert process.wait(timeout=PATIENCE) == 0
        assert os.read(ours, 100).split() == [width]

    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    "words",
    [
        "replay --from 2026-11-16 --to 2026-11-17",
        "replay --from 2026-11-16 --to 2026-11-17 --json",
        "export articles",
        "editions",
        "ask latest",
    ],
)
def test_what_nobody_reads_to_its_end_ends_without_a_word(shell, told, words):
    assert shell.unread(*words.split()).stderr == ""

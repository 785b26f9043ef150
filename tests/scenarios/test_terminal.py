"""A terminal session as a person has it: a prompt with history, and two keys that end it."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

import pytest

from tests.shell import PATIENCE, SAYS_WHAT_IT_IMPORTS, STARTING, Shell, imported

CTRL_C, CTRL_D, ENTER, UP = b"\x03", b"\x04", b"\r", b"\x1b[A"
WHERE = b"\x1b[6n"
"""What a terminal is asked for its cursor's place."""
LOOK = 0.05
"""Seconds between looks at who is typed to."""

STEERING = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r")


class Session:
    """`broadsheet …` on a terminal of 80 × 40 of its own."""

    def __init__(self, shell, *words):
        self._terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=shell.folder,
            env={**shell.environment, "TERM": "xterm", "LINES": "40"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_take_the_terminal,  # noqa: PLW1509 - nothing that a thread could hold
        )
        os.close(theirs)
        self._said, self._seen, self._placed = b"", 0, 0

    @property
    def text(self):
        """All that was said, without what steers the terminal."""
        return STEERING.sub(b"", self._said).decode(errors="replace")

    def press(self, keys):
        """Press *keys* whoever takes them: the prompt, or the terminal itself."""
        os.write(self._terminal, keys)

    def type(self, keys):
        """Type *keys* once a prompt takes them, now or next.

        Until it does, Ctrl-D is the terminal's, and lost where a prompt begins meanwhile. What it
        has taken is never the terminal's any more.
        """
        self._read_until(self._is_asked, "what may be typed")
        self.press(keys)

    def see(self, words):
        """Read on until *words* are said, later than what was seen before."""
        self._read_until(lambda: words in self.text[self._seen :], words)
        self._seen = self.text.index(words, self._seen) + len(words)

    def end(self):
        """The exit code, once it has said all."""
        until = time.monotonic() + PATIENCE
        while select.select([self._terminal], [], [], max(0, until - time.monotonic()))[0]:
            if not self._read():
                break
        code = self.process.wait(PATIENCE)
        os.close(self._terminal)
        return code

    def _is_asked(self):
        """Whether keys go to a prompt, one by one, and no line is put together for its end."""
        return not termios.tcgetattr(self._terminal)[3] & termios.ICANON

    def _read_until(self, reached, words):
        until = time.monotonic() + PATIENCE
        while not reached():
            assert time.monotonic() < until, f"never said {words!r}: {self.text}"
            # The terminal doesn't tell when it changes hands: it's looked at now and then.
            if select.select([self._terminal], [], [], LOOK)[0]:
                assert self._read(), f"ended without saying {words!r}: {self.text}"

    def _read(self):
        try:
            piece = os.read(self._terminal, 65536)
        except OSError:  # the other end is closed
            return b""
        self._said += piece
        while self._said.count(WHERE) > self._placed:  # prompt_toolkit waits for it
            self._placed += 1
            os.write(self._terminal, b"\x1b[1;1R")
        return piece


def _take_the_terminal():
    """Make standard input the session's own terminal, so that Ctrl-C reaches it as a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


@pytest.fixture
def start(shell):
    """Starts sessions; what a failed test leaves running is killed."""
    sessions = []

    def begin(*words):
        sessions.append(Session(shell, *words))
        return sessions[-1]

    yield begin
    for session in sessions:
        session.process.kill()
        session.process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["ctrl-c", "ctrl-d"])
def test_a_session_tells_the_digest_answers_and_ends_in_order(start, key):
    session = start("run")
    session.see("Next: ")
    session.see("Ask: latest, story WORDS")
    session.type(b"story zhipu" + ENTER)
    session.see("Celebrity Gig")

    session.type(key)

    assert session.end() == 0
    assert "Traceback" not in session.text
    assert "info " not in session.text, "the log stands in the conversation"


@pytest.mark.slow
def test_what_was_typed_comes_back_with_the_up_key_also_the_next_time(start):
    first = start("run")
    first.type(b"search ferry" + ENTER)
    first.see("search ferry")
    first.type(CTRL_D)
    assert first.end() == 0

    second = start("run")
    second.type(UP)
    second.see("search ferry")
    second.type(CTRL_C)
    assert second.end() == 0


@pytest.mark.slow
def test_a_log_level_that_the_settings_name_holds_on_a_terminal_too(shell, start):
    (shell.folder / "broadsheet.yaml").write_text("sources: []\nlog: {level: info}\n")
    session = start("run")
    session.type(CTRL_D)

    assert session.end() == 0
    assert "ending" in session.text


@pytest.mark.slow
@pytest.mark.parametrize("when", [*STARTING, "bot.platforms.console.typed"])
def test_ctrl_c_at_any_moment_of_the_start_ends_without_a_traceback(
    shell, start, interruptible, when
):
    shell.environment |= SAYS_WHAT_IT_IMPORTS
    session = start("run")
    session.see(imported(when))
    session.press(CTRL_C)

    assert session.end() in (0, 1, 130, -signal.SIGINT)
    assert "Traceback" not in session.text

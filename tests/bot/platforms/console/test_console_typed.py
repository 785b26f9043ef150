import asyncio
import os
import re
import subprocess
import sys
from contextlib import aclosing, suppress
from io import StringIO

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.platforms.console.typed import AHEAD, LONGEST, NOWHERE, from_prompt, from_stream
from tests.shell import PATIENCE


async def lines(descriptor):
    return [line async for line in from_stream(descriptor)]


@pytest.fixture
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        with suppress(OSError):
            os.close(end)


async def test_lines_of_a_pipe_come_until_its_end(pipe):
    reading, writing = pipe
    os.write(writing, "latest\r\nstory 智谱\nlast without an end".encode())
    os.close(writing)

    assert await lines(reading) == ["latest", "story 智谱", "last without an end"]


async def test_a_line_comes_while_the_pipe_stays_open(pipe):
    reading, writing = pipe
    async with aclosing(from_stream(reading)) as typed:
        os.write(writing, b"latest\n")

        assert await anext(typed) == "latest"


async def test_a_regular_file_is_read_to_its_end_however_long(tmp_path):
    file = tmp_path / "typed"
    file.write_text("topics\n" * (5 * AHEAD))

    with file.open() as opened:
        assert await lines(opened.fileno()) == ["topics"] * (5 * AHEAD)


async def test_reading_runs_ahead_of_answering_only_so_far(tmp_path):
    file = tmp_path / "typed"
    file.write_text("topics\n" * 100_000)

    with file.open() as opened:
        async with aclosing(from_stream(opened.fileno())) as typed:
            await anext(typed)
            await asyncio.sleep(0.05)
            read = os.lseek(opened.fileno(), 0, os.SEEK_CUR)

    assert read < 100_000


async def test_the_rest_of_an_endless_line_is_passed_over(tmp_path):
    file = tmp_path / "typed"
    file.write_text(f"{'x' * 3 * LONGEST}\ntopics\n")

    with file.open() as opened:
        assert await lines(opened.fileno()) == ["x" * LONGEST, "topics"]


async def test_bytes_that_are_no_text_are_no_reason_to_stop(pipe):
    reading, writing = pipe
    os.write(writing, b"\xff\xfe\ntopics\n")
    os.close(writing)

    assert await lines(reading) == ["��", "topics"]


async def test_dev_null_is_at_its_end():
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        assert await lines(nothing) == []
    finally:
        os.close(nothing)


async def test_what_cannot_be_read_is_at_its_end(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        assert await lines(folder) == []
    finally:
        os.close(folder)
    assert await lines(NOWHERE) == []


@pytest.mark.parametrize("open_stdin", [True, False])
def test_the_process_ends_while_a_line_is_still_awaited(open_stdin):
    program = (
        "import asyncio\n"
        "from pathlib import Path\n"
        "from bot.platforms.console.typed import typed\n"
        "async def main():\n"
        "    try:\n"
        "        async with asyncio.timeout(None) as patience:\n"
        "            async for line in typed(Path('history')):\n"
        "                print(line)\n"
        f"                {'patience.reschedule(patience_ends())' if open_stdin else 'pass'}\n"
        "    except TimeoutError:\n"
        "        print('gave up waiting')\n"
        "def patience_ends():\n"
        "    return asyncio.get_running_loop().time() + 0.1\n"
        "asyncio.run(main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        process.stdin.write("latest\n")
        process.stdin.flush()
        if not open_stdin:
            process.stdin.close()
        assert process.wait(timeout=PATIENCE) == 0
        assert process.stderr.read() == ""
        said = process.stdout.read()

    assert said == ("latest\ngave up waiting\n" if open_stdin else "latest\n")


@pytest.fixture
def keyboard():
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
async def test_a_prompt_gives_lines_until_it_is_ended(keyboard, tmp_path, key):
    keyboard.send_text(f"latest\rstory zhipu\r{key}")

    typed = [line async for line in from_prompt(tmp_path / "history")]

    assert typed == ["latest", "story zhipu"]


async def test_a_prompt_remembers_what_was_typed_before(keyboard, tmp_path):
    history = tmp_path / "history"
    for keys in ("story zhipu\r\x04", "\x1b[A\r\x04"):  # the second: the arrow up
        keyboard.send_text(keys)
        typed = [line async for line in from_prompt(history)]

    assert typed == ["story zhipu"]


async def test_a_terminal_is_told_once_what_can_be_asked_within_its_width(tmp_path):
    shown = StringIO()
    screen = Vt100_Output(shown, lambda: Size(rows=20, columns=40))
    with create_pipe_input() as keys, create_app_session(input=keys, output=screen):
        keys.send_text("latest\rtopics\r\x04")
        typed = [line async for line in from_prompt(tmp_path / "history")]

    assert typed == ["latest", "topics"]
    said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.getvalue()).replace("\r", "")
    assert said.startswith("Ask: latest, story WORDS, search WORDS,\ntopics, help. Ctrl-D ends.\n>")
    assert said.count("Ask:") == 1
    assert "/news" not in said

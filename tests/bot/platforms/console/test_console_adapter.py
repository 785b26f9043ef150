import asyncio
import errno
import subprocess
import sys
from io import StringIO

import pytest
from rich.console import Console as Screen

from bot.chat import PostFailed, Receipt, Unreadable
from bot.commands.queries import AskStory
from bot.commands.replies import NothingFound
from bot.platforms.console.adapter import Console, whoever_sits_there
from bot.platforms.console.lines import LineStyle, line, payload
from digests.schedule.channel import Channel
from tests.builders import HONG_KONG, NOW
from tests.shell import PATIENCE

HERE = Channel(platform="console")


class FakeDesk:
    """Finds nothing, and remembers who asked for what."""

    def __init__(self):
        self.asked = []

    async def answer(self, query, asker):
        self.asked.append((query, asker))
        return NothingFound(str(query))


@pytest.fixture
def screen():
    return Screen(file=StringIO(), width=80)


@pytest.fixture
def console(screen):
    return Console(FakeDesk(), screen, whoever_sits_there(HONG_KONG))


def text(words):
    return payload([line(LineStyle.TEXT, words)])


async def lines(*typed):
    for one in typed:
        yield one


async def test_what_is_posted_is_printed_with_a_gap_below_it(console, screen):
    receipt = await console.post(HERE, text("Morning brief"), send_key="k" * 24)

    assert screen.file.getvalue() == "Morning brief\n\n"
    assert receipt == Receipt(channel="console", message="k" * 24)


async def test_a_post_is_printed_whole_whatever_else_is_posted(console, screen):
    long = payload([line(LineStyle.TEXT, f"row {n}") for n in range(200)])

    await asyncio.gather(
        *(console.post(HERE, long, send_key="k"), console.post(HERE, text("other"), send_key="l"))
    )

    rows = "".join(f"row {n}\n" for n in range(200))
    assert screen.file.getvalue() == f"{rows}\nother\n\n"


class FullDisk(StringIO):
    """Takes nothing until there's room."""

    room = False

    def write(self, words):
        if not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(words)


async def test_what_cannot_be_written_is_tried_again_and_then_stands_there_once():
    disk = FullDisk()
    console = Console(FakeDesk(), Screen(file=disk, width=80), whoever_sits_there(HONG_KONG))

    with pytest.raises(PostFailed, match="No space left") as failed:
        await console.post(HERE, text("Morning brief"), send_key="k")
    disk.room = True
    await console.post(HERE, text("Morning brief"), send_key="k")

    assert failed.value.retry
    assert disk.getvalue() == "Morning brief\n\n"


def test_the_process_ends_when_nobody_reads_what_it_prints():
    program = (
        "import asyncio\n"
        "from zoneinfo import ZoneInfo\n"
        "from rich.console import Console as Screen\n"
        "from bot.platforms.console.adapter import Console, whoever_sits_there\n"
        "from bot.platforms.console.lines import LineStyle, line, payload\n"
        "async def main():\n"
        "    console = Console(None, Screen(), whoever_sits_there(ZoneInfo('UTC')))\n"
        "    while True:\n"
        "        await console.say(payload([line(LineStyle.TEXT, 'Morning brief')]))\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "Morning brief\n"
        process.stdout.close()

        assert process.wait(timeout=PATIENCE) == 1
        assert process.stderr.read() == ""


async def test_a_terminal_cannot_be_read_back(console):
    assert not console.readable
    with pytest.raises(Unreadable):
        await console.find(HERE, "k", under=None, since=NOW, until=NOW)


async def test_each_line_is_answered_in_turn_until_the_end(console, screen):
    await console.converse(lines("story zhipu", "  ", "", "/news story openai"))

    assert [query for query, _ in console._desk.asked] == [AskStory("zhipu"), AskStory("openai")]
    assert screen.file.getvalue().count("Nothing on") == 2


@pytest.mark.parametrize("goodbye", ["quit", "exit", " Exit "])
async def test_a_goodbye_ends_the_conversation(console, goodbye):
    await console.converse(lines("story zhipu", goodbye, "story openai"))

    assert [query for query, _ in console._desk.asked] == [AskStory("zhipu")]


async def test_whoever_sits_there_is_an_admin_in_the_terminals_own_channel(console):
    await console.converse(lines("help"))

    [(_, asker)] = console._desk.asked
    assert asker.admin
    assert asker.channel == str(HERE)
    assert asker.workplace == "console"
    assert asker.zone == HONG_KONG


async def test_a_conversation_cut_short_closes_what_it_read_from(console):
    closed = asyncio.Event()

    async def endless():
        try:
            while True:
                yield "help"
                await asyncio.sleep(0)
        finally:
            closed.set()

    talk = asyncio.create_task(console.converse(endless()))
    await asyncio.sleep(0.01)
    talk.cancel()
    await asyncio.gather(talk, return_exceptions=True)

    assert closed.is_set()

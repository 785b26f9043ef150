"""Discord from outside: the shipped command, its gateway and its channels, with nothing patched."""

import asyncio
import signal
import sys
from contextlib import asynccontextmanager

import pytest

from tests.bot.platforms.discord.conftest import People, channel_of
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.shapes import FORUM
from tests.shell import PATIENCE, ROOT, Shell

pytestmark = pytest.mark.slow

FILE = """
timezone: Asia/Hong_Kong
sources: [{folder: "SEEDS"}]
topics:
  - {name: Funding, match: [raised, funding round, investors, backers, valuation]}
  - {name: AI, tags: [AI], match: [artificial intelligence, language model, OpenAI]}
schedules:
  - {name: morning-brief, channel: "discord:NEWS", every: weekday at 09:00, first: now}
  - {name: papers, channel: "discord:FORUM", every: day at 09:00, first: now, forum_tags: [News]}
  - {name: hooked, channel: "discord-webhook:desk", every: weekday at 09:00, first: now}
"""


class Bot:
    """`broadsheet …` in a folder of the test's own, pointed at the fake."""

    def __init__(self, shell):
        self._shell = shell
        self.log = ""
        self._more = asyncio.Event()

    async def command(self, *words):
        """What a command that ends by itself wrote, and its exit code."""
        done = await asyncio.to_thread(self._shell.run, *words)
        return done.stdout + done.stderr, done.returncode

    @asynccontextmanager
    async def running(self):
        """The bot at work; it's told to end, in order, afterwards."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=self._shell.folder,
            env={**self._shell.environment, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        reading = asyncio.create_task(self._read(process.stdout))
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                await reading
                assert await process.wait() == 0, self.log

    async def has_said(self, words):
        """Return once a line of the log says *words*."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.log:
                self._more.clear()
                await self._more.wait()

    async def _read(self, lines):
        async for line in lines:
            self.log += line.decode()
            self._more.set()


@pytest.fixture
async def fake():
    async with FakeDiscord() as discord:
        yield discord


@pytest.fixture
def town(fake):
    """A server with a text channel, a forum, and a webhook in a third channel."""
    world = fake.world
    guild = world.guild()
    return {
        "news": world.channel(guild),
        "forum": world.channel(guild, "papers", kind=FORUM, tags=["News"]),
        "hook": world.channel(guild, "hooked"),
        "webhook": world.webhook,
    }


@pytest.fixture
def broadsheet(fake, town, tmp_path):
    text = FILE.replace("SEEDS", str(ROOT / "seeds")).replace("NEWS", town["news"], 1)
    (tmp_path / "broadsheet.yaml").write_text(text.replace("FORUM", town["forum"], 1))
    hook = fake.webhook_url(fake.world.webhook(town["hook"]))
    return Bot(
        Shell(
            tmp_path,
            DISCORD_API_URL=fake.url,
            DISCORD_TOKEN=fake.token,
            DISCORD_WEBHOOK_DESK=hook,
        )
    )


@pytest.fixture
def people(fake, town):
    return People(fake, channel_of(fake.world, town["news"]))


async def posted(fake, channel):
    """The messages of a channel, once there are some; of a forum, those of its posts."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = [
                m
                for p in fake.world.places.values()
                if channel in (p.id, p.shown["parent_id"])
                for m in p.messages
            ]
            if found:
                return found
            fake.called.clear()
            await fake.called.wait()


def said(messages):
    from tests.fakes.discord.answers import pieces

    return "\n".join(piece for message in messages for piece in pieces(message))


async def test_from_the_seeds_to_a_digest_its_buttons_and_a_restart(broadsheet, fake, town, people):
    async with broadsheet.running():
        for place in ("news", "forum", "hook"):
            digest = said(await posted(fake, town[place]))
            assert "Zhipu" in digest, place
        await fake.gateway.ready()

        latest = await people.ask("news", "latest")
        assert latest.private
        assert "Zhipu" in latest.text
        choices = await people.type("news", "story", {"words": "zhipo"}, focused="words")
        assert "Zhipu" in choices[0]["name"]
        chosen = f"story {choices[0]['value']}"
        more = next(i for i in latest.custom_ids if i.startswith("news:1:choose"))
        details = await people.click(latest, custom_id=more, values=[chosen])
        assert "Zhipu" in details.text

    posts = {place: len(await posted(fake, town[place])) for place in ("news", "forum", "hook")}
    async with broadsheet.running():
        await fake.gateway.ready(2)
        details = await people.click(latest, custom_id=more, values=[chosen])
        assert details.private
        assert "Zhipu" in details.text
        shared = await people.click(latest, "Share")
        assert not shared.private

    again = {place: len(await posted(fake, town[place])) for place in ("news", "forum", "hook")}
    assert again == posts
    assert len(fake.called_with("commands.replace")) == 1
    for secret in (fake.token, "hook-token-", "interaction-token-"):
        assert secret not in broadsheet.log
    assert "Traceback" not in broadsheet.log


async def test_check_says_what_is_missing_and_ends_with_1(broadsheet, fake, town):
    fine, code = await broadsheet.command("check")
    assert code == 0, fine
    assert "permissions=" in fine

    fake.world.deny(town["news"], send_messages=False)
    found, code = await broadsheet.command("check")
    assert code == 1
    assert "in #news the bot lacks Send Messages" in found
    assert fake.token not in found
    assert fake.called_with("messages.create") == []


async def test_with_the_gateway_away_and_a_dead_token_nothing_else_stops(broadsheet, fake, town):
    fake.gateway.down = True
    async with broadsheet.running():
        assert "Zhipu" in said(await posted(fake, town["news"]))
    fake.token = "another one altogether"
    async with broadsheet.running() as process:
        await broadsheet.has_said("discord refuses the bot")
        assert process.returncode is None
    assert broadsheet.log.count("discord refuses the bot") == 1

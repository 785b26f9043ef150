"""Channels of the settings file get the workspace that they belong to."""

from dataclasses import replace

from structlog.testing import capture_logs

from bot.chat import PostFailed
from bot.publishing.locating import AT_ONCE, Locator, needs_place
from digests.schedule.channel import Channel
from tests.builders import schedule
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform

BARE = Channel.parse("slack:C0123")
PLACED = Channel.parse("slack:T024/C0123")


class Slack(FakePlatform):
    async def located(self, channel):
        return replace(channel, workspace="T024")


class Picky(Slack):
    async def located(self, channel):
        if channel.id == "CGONE":
            raise PostFailed(str(channel), "no such channel", retry=False)
        return await super().located(channel)


class Down(FakePlatform):
    asked = 0

    async def located(self, channel):
        self.asked += 1
        raise PostFailed(str(channel), "can't be reached", retry=True)


async def test_a_channel_gets_the_workspace_that_its_platform_tells():
    wanted = [schedule(channel=BARE)]
    (found,) = await Locator({"slack": Slack(StoppedClock())}).located(wanted, [])
    assert found.channel == PLACED


async def test_what_was_known_before_holds_while_the_platform_is_down():
    (found,) = await Locator({"slack": Down(StoppedClock())}).located(
        [schedule(channel=BARE)], [PLACED]
    )
    assert found.channel == PLACED


async def test_a_channel_that_cannot_be_located_stays_and_is_named_once_in_the_log():
    locator = Locator({"slack": Down(StoppedClock())})
    with capture_logs() as logged:
        (found,) = await locator.located([schedule(channel=BARE)], [])
        await locator.located([schedule(channel=BARE)], [])
    assert found.channel == BARE
    assert needs_place(found.channel)
    assert [(entry["event"], entry["channel"], entry["reason"]) for entry in logged] == [
        ("channel not located", "slack:C0123", "can't be reached")
    ]


async def test_while_a_platform_is_down_it_is_not_asked_for_every_channel():
    down = Down(StoppedClock())
    wanted = [schedule(channel=Channel.parse(f"slack:C{n:04}")) for n in range(5 * AT_ONCE)]
    await Locator({"slack": down}).located(wanted, [])
    assert down.asked == AT_ONCE


async def test_one_channel_that_is_gone_keeps_no_other_from_being_located():
    gone = schedule(channel=Channel.parse("slack:CGONE"))
    found = await Locator({"slack": Picky(StoppedClock())}).located(
        [gone, schedule(channel=BARE)], []
    )
    assert [s.channel for s in found] == [gone.channel, PLACED]


async def test_consoles_and_webhooks_belong_nowhere():
    wanted = [schedule(), schedule(channel=Channel.parse("discord-webhook:news"))]
    assert await Locator({}).located(wanted, []) == tuple(wanted)
    assert not any(needs_place(s.channel) for s in wanted)

"""Channels of the settings file get the workspace that they belong to."""

from dataclasses import replace

from structlog.testing import capture_logs

from bot.chat import PostFailed
from bot.commands.replies import ScheduleState
from bot.publishing.locating import located, needs_place
from digests.schedule.channel import Channel
from tests.builders import schedule
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform

BARE = Channel.parse("slack:C0123")
PLACED = Channel.parse("slack:T024/C0123")


class Slack(FakePlatform):
    async def located(self, channel):
        return replace(channel, workspace="T024")


class Down(FakePlatform):
    async def located(self, channel):
        raise PostFailed(str(channel), "can't be reached", retry=True)


async def test_a_channel_gets_the_workspace_that_its_platform_tells():
    wanted = [schedule(channel=BARE)]
    (found,) = await located(wanted, {"slack": Slack(StoppedClock())}, [])
    assert found.channel == PLACED


async def test_what_was_known_before_holds_while_the_platform_is_down():
    known = ScheduleState(schedule(channel=PLACED), None, paused=False, from_file=True)
    (found,) = await located([schedule(channel=BARE)], {"slack": Down(StoppedClock())}, [known])
    assert found.channel == PLACED


async def test_a_channel_that_cannot_be_located_stays_and_is_named_in_the_log():
    with capture_logs() as logged:
        (found,) = await located([schedule(channel=BARE)], {"slack": Down(StoppedClock())}, [])
    assert found.channel == BARE
    assert needs_place(found.channel)
    assert [(entry["event"], entry["schedule"]) for entry in logged] == [
        ("channel not located", "morning-brief")
    ]


async def test_consoles_and_webhooks_belong_nowhere():
    wanted = [schedule(), schedule(channel=Channel.parse("discord-webhook:news"))]
    assert await located(wanted, {}, []) == tuple(wanted)
    assert not any(needs_place(s.channel) for s in wanted)

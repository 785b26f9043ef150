"""Announcements that are handed on: at once, in a while, or not at all and nothing is lost."""

import asyncio

import pytest

from bot.platforms.discord.adapter import Discord
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.shapes import ANNOUNCEMENT


@pytest.fixture
def announcements(world, guild):
    return channel_of(world, world.channel(guild, kind=ANNOUNCEMENT))


@pytest.fixture
def slept():
    """The seconds that were waited for, none of them for real."""
    return []


@pytest.fixture
def platform(rest, slept):
    async def sleep(seconds):
        slept.append(seconds)

    return Discord(rest, sleep=sleep)


async def done(platform):
    """Return when nothing waits to be handed on."""
    await asyncio.gather(*platform._crossposting._waiting)


async def test_an_announcement_is_handed_on_if_asked(platform, world, announcements):
    await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    await platform.post(announcements, said("for us"), send_key=SEND_KEY[::-1])
    assert [m["flags"] & 1 for m in world.places[announcements.id].messages] == [1, 0]


async def test_what_is_handed_on_already_is_no_failure(platform, fake, announcements, logged):
    await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    assert len(fake.called_with("messages.crosspost")) == 2
    assert logged == []


@pytest.mark.parametrize("pauses", [[("429", 1800.0)], [("429", 0.01)] * 5, ["ban"]])
async def test_what_discord_puts_off_is_handed_on_in_a_while_and_keeps_nobody_waiting(
    platform, fake, world, announcements, logged, slept, pauses
):
    fake.fail("messages.crosspost", *pauses)
    assert await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    assert [m["flags"] & 1 for m in world.places[announcements.id].messages] == [0]

    await done(platform)
    assert [m["flags"] & 1 for m in world.places[announcements.id].messages] == [1]
    (told,) = logged
    assert (told["event"], told["lost_by"]) == ("crossposting put off", "a restart")
    assert slept == [told["seconds"]]


async def test_what_discord_puts_off_again_and_again_is_given_up_with_a_line_in_the_log(
    platform, fake, announcements, logged, slept
):
    fake.fail("messages.crosspost", *[("429", 1800.0)] * 9)
    await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    await done(platform)
    assert len(fake.called_with("messages.crosspost")) == 5
    assert slept == [1800.0] * 4
    assert logged[-1]["event"] == "not crossposted"


async def test_what_waits_to_be_handed_on_when_the_bot_stops_is_named_in_the_log(
    rest, fake, announcements, logged
):
    fake.fail("messages.crosspost", ("429", 1800.0))
    async with Discord(rest) as platform:
        posted = await platform.post(
            announcements, said("for all", crosspost=True), send_key=SEND_KEY
        )
        await asyncio.sleep(0)
    assert (logged[-1]["event"], logged[-1]["message"]) == ("not crossposted", posted.message)


async def test_an_announcement_that_cant_be_handed_on_stands_and_the_log_says_so(
    platform, fake, announcements, logged
):
    fake.fail("messages.crosspost", "refuse")
    assert await platform.post(announcements, said("for all", crosspost=True), send_key=SEND_KEY)
    await done(platform)
    assert [e["event"] for e in logged] == ["not crossposted"]


async def test_a_text_channel_hands_nothing_on(platform, fake, news):
    await platform.post(news, said("for all", crosspost=True), send_key=SEND_KEY)
    assert fake.called_with("messages.crosspost") == []

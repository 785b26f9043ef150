"""`check` on Discord: what is missing is named, with place and remedy; nothing is posted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.platforms.discord.checking import examine
from bot.platforms.discord.rights import INVITED, NAMES, SCOPES, invitation
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.builders import schedule

README = (Path(__file__).parents[4] / "README.md").read_text()


@pytest.fixture
def settings_for(settings, fake):
    def made(*channels, **secrets):
        tokens = {"DISCORD_TOKEN": fake.token, **secrets}
        return replace(
            settings,
            platforms=tuple({channel.platform for channel in channels}),
            schedules=tuple(schedule(id="", name="x", channel=channel) for channel in channels),
            secrets={name: Secret(token) for name, token in tokens.items()},
            api_urls={"discord": fake.url},
        )

    return made


async def test_where_all_is_well_there_is_only_the_invitation(settings_for, news, fake, world):
    found = await examine(settings_for(news))
    assert found.obstacles == ()
    (note,) = found.notes
    assert note.endswith(invitation(world.application_id))
    assert fake.called_with("messages.create") == []


@pytest.mark.parametrize("right", NAMES)
async def test_each_missing_right_is_named_with_channel_and_remedy(
    settings_for, news, world, right
):
    kind = 15 if right == "send_messages_in_threads" else 0
    channel = world.channel(news.workspace, "papers", kind=kind)
    world.deny(channel, **{right: False})
    found = await examine(settings_for(replace(news, id=channel)))
    (sentence,) = found.obstacles
    assert NAMES[right] in sentence
    if right != "view_channel":
        assert "in #papers the bot lacks" in sentence
        assert "Edit Channel, Permissions" in sentence


async def test_a_server_without_the_bot_and_a_channel_that_is_gone_are_told(
    settings_for, news, world
):
    elsewhere = world.channel(world.guild("Left"))
    left = Channel(platform="discord", id=elsewhere)
    del world.guilds[world.places[elsewhere].shown["guild_id"]]
    gone = Channel(platform="discord", id="1")
    found = await examine(settings_for(left, gone))
    assert any("can't see the channel" in sentence for sentence in found.obstacles)
    assert any("no such channel" in sentence for sentence in found.obstacles)


async def test_a_dead_token_is_told_once(settings_for, news):
    found = await examine(settings_for(news, DISCORD_TOKEN="nobody knows it"))
    (sentence,) = found.obstacles
    assert "DISCORD_TOKEN" in sentence
    assert "nobody knows it" not in sentence


async def test_a_discord_that_cant_be_reached_is_no_fault_of_the_settings(settings_for, news, fake):
    settings = settings_for(news)
    await fake._runner.cleanup()
    found = await examine(settings)
    assert found.obstacles == ()
    assert "nothing was checked there" in found.notes[0]


async def test_a_webhook_that_is_gone_is_told(settings_for, news, fake, world):
    hook = world.webhook(news.id)
    channel = Channel(platform="discord-webhook", id="desk")
    settings = settings_for(channel, DISCORD_WEBHOOK_DESK=fake.webhook_url(hook))
    assert (await examine(settings)).obstacles == ()
    world.webhooks.clear()
    (sentence,) = (await examine(settings)).obstacles
    assert "DISCORD_WEBHOOK_DESK" in sentence


def test_the_readmes_invitation_is_the_codes():
    address = re.search(r"https://discord\.com/oauth2/authorize\S+", README)[0]
    assert address == invitation("APPLICATION_ID")
    asked = re.search(r"The number asks for (.*?)\.\n", README, re.DOTALL)[1]
    named = re.split(r", | and ", " ".join(asked.split()))
    assert sorted(named) == sorted(NAMES.values())
    assert all(scope in address for scope in SCOPES)
    assert f"permissions={INVITED.value}" in address


def test_every_verb_stands_in_the_readmes_section():
    section = README.partition("## Discord in five minutes")[2].partition("\n## ")[0]
    for verb in ("latest", "story", "similar", "search", "topics", "help"):
        assert f"`{verb}`" in section or f"`/news {verb}`" in section
    assert "`/news-schedule`" in section

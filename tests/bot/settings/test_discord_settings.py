"""Discord's settings: who counts as an admin, and which shards a process connects."""

import pytest

from bot.platforms.discord.gateway import Shards


def test_without_a_word_all_shards_are_ours_and_nobody_is_named(settings_of):
    discord = settings_of("").discord
    assert (discord.admins, discord.shards, discord.shard_count) == (frozenset(), (), None)


@pytest.mark.parametrize(
    ("typed", "ids", "count"),
    [
        ("0-3 of 16", (0, 1, 2, 3), 16),
        ("5 of 16", (5,), 16),
        ("0, 2-3, 7 of 8", (0, 2, 3, 7), 8),
        ("0-0 of 1", (0,), 1),
    ],
)
def test_shards_are_read(settings_of, typed, ids, count):
    discord = settings_of(f"discord: {{shards: '{typed}'}}").discord
    assert (discord.shards, discord.shard_count) == (ids, count)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("4 of 4", "of 4 shards, the first is 0 and the last 3"),
        ("3-1 of 4", "of 4 shards"),
        ("all", "write 0-3 of 16, or 5 of 16"),
        ("0 of 0", "names no shards"),
    ],
)
def test_shards_that_cant_be_are_refused_with_what_can(problems_of, typed, problem):
    (said,) = problems_of(f"discord: {{shards: '{typed}'}}")
    assert said.startswith("broadsheet.yaml:1: discord.shards:")
    assert problem in said


def test_admins_are_ids_in_quotes(settings_of, problems_of):
    assert settings_of('discord: {admins: ["80351110224678912"]}').discord.admins == {
        "80351110224678912"
    }
    (said,) = problems_of("discord: {admins: [ada]}")
    assert 'discord.admins[0]: "ada" is no user' in said
    assert "Copy User ID" in said
    (bare,) = problems_of("discord: {admins: [80351110224678912]}")
    assert "discord.admins[0]" in bare


def test_a_server_belongs_to_one_shard_alone():
    guild = 1573865599795200004
    shards = [Shards(ids=(n,), count=5) for n in range(5)]
    assert sum(s.hold(guild) for s in shards) == 1
    assert Shards().hold(guild)

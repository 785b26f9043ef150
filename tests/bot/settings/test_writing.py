"""Schedules written as YAML load to the same schedules."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.settings import as_yaml
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import CatchUp, OnUnknown, Schedule, WhenEmpty

TOPICS = 'topics: [{name: AI}, {name: "18:30"}, {name: "no"}, {name: "Funding: rounds"}]\n'
NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN", "DISCORD_WEBHOOK_X")
TOKENS = dict.fromkeys(NAMES, "made-up")
PLAIN = Schedule(
    id="",
    name="brief",
    channel=Channel.parse("console"),
    rhythm=parse_rhythm("weekday at 09:00"),
    zone=ZoneInfo("Asia/Hong_Kong"),
)


@pytest.mark.parametrize(
    "schedule",
    [
        PLAIN,
        replace(PLAIN, name="2026"),
        replace(PLAIN, name="on", title="Off: 18:30 # no"),
        replace(PLAIN, title="“Größe”, 新闻 — the brief"),
        replace(PLAIN, channel=Channel.parse("slack:T024/C0123456")),
        replace(PLAIN, channel=Channel.parse("discord:1234567890")),
        replace(PLAIN, channel=Channel.parse("discord-webhook:x")),
        replace(PLAIN, rhythm=parse_rhythm("mon, thu at 08:00, 18:30")),
        replace(PLAIN, rhythm=parse_rhythm("cron 0 9 * * 1-5")),
        replace(PLAIN, rhythm=parse_rhythm("first monday of the month at 09:00")),
        replace(
            PLAIN,
            rhythm=parse_rhythm("every 2 weeks on friday at 16:30", starting=date(2026, 11, 27)),
        ),
        replace(PLAIN, topics=("18:30", "no", "Funding: rounds", "AI")),
        replace(PLAIN, stories=12, first_now=True, carry=timedelta(hours=36)),
        replace(PLAIN, carry=timedelta(0)),
        replace(
            PLAIN,
            when_empty=WhenEmpty.SAY_SO,
            catch_up=CatchUp.SKIP,
            on_unknown=OnUnknown.RESEND,
        ),
        replace(PLAIN, paused=True),
    ],
)
def test_a_schedule_written_down_loads_to_itself(settings_of, schedule):
    assert settings_of(TOPICS + as_yaml([schedule]), TOKENS).schedules == (schedule,)


def test_several_schedules_keep_their_order_and_none_is_an_empty_list(settings_of):
    pair = (replace(PLAIN, name="z"), replace(PLAIN, name="a"))
    assert settings_of(as_yaml(pair)).schedules == pair
    assert settings_of(as_yaml([])).schedules == ()


def test_an_id_is_not_written_and_neither_is_a_default():
    (entry,) = yaml.safe_load(as_yaml([replace(PLAIN, id="abcdefgh")]))["schedules"]
    assert entry == {
        "name": "brief",
        "channel": "console",
        "every": "weekday at 09:00",
        "timezone": "Asia/Hong_Kong",
    }

"""Admins on Discord: who may see and change a server's schedules, and who may not."""

from dataclasses import replace
from typing import get_args

import pytest

from bot.commands.queries import AskSchedule, ScheduleVerb
from bot.commands.spelling import spelled
from bot.platforms.discord.commands import MANAGE_SERVER
from tests.bot.desk.conftest import FakePress
from tests.bot.platforms.discord.conftest import channel_of
from tests.builders import edition

pytestmark = pytest.mark.usefixtures("present")


async def test_an_admin_makes_a_schedule_and_changes_it(people, schedules, news):
    async def ask(verb, **options):
        path = ("news-schedule", verb, {"name": "evening-brief", **options})
        return (await people.ask(*path, as_admin=True)).text

    added = await ask("add", every="weekday at 18:30", topics="AI, Funding", silent=True)
    assert "evening-brief" in added.casefold() or "Evening brief" in added
    (state,) = await schedules.all(news.workspace)
    made = state.schedule
    assert (made.channel, made.topics, made.presentation.silent) == (news, ("AI", "Funding"), True)
    assert made.zone.key == "Europe/London"

    await ask("edit", every="day at 08:00", new_name="breakfast")
    (state,) = await schedules.all(news.workspace)
    assert state.schedule.name == "breakfast"


async def test_an_admin_succeeds_with_each_verb(people, schedules, news, press):
    said = {
        "add": "evening: added; made in chat",
        "list": "**evening**",
        "edit": "evening: changed; made in chat",
        "show": "Every day at 19:15",
        "preview": "Evening",
        "run": "Evening is on its way",
        "pause": "evening: paused",
        "resume": "evening: resumed",
        "remove": "evening: removed",
    }
    assert set(said) == set(get_args(ScheduleVerb))
    options = {"add": {"every": "day at 18:30"}, "edit": {"every": "day at 19:15"}}
    for verb, words in said.items():
        named = {} if verb == "list" else {"name": "evening", **options.get(verb, {})}
        answer = await people.ask("news-schedule", verb, named, as_admin=True)
        assert answer.private
        assert words in answer.text.replace("\\", ""), verb
    assert len(press.previewed) == len(press.ran) == 1
    assert await schedules.all(news.workspace) == ()


async def test_a_schedule_for_another_channel_of_the_server_posts_there(
    people, world, schedules, guild
):
    other = world.channel(guild, "other")
    options = {"name": "brief", "every": "day at 08:00", "channel": other}
    answer = await people.ask("news-schedule", "add", options, as_admin=True)
    (state,) = await schedules.all(guild)
    assert state.schedule.channel == channel_of(world, other)
    assert answer.private


@pytest.mark.parametrize(
    "path",
    [
        ("list",),
        ("add", {"name": "theirs", "every": "day at 09:00"}),
        ("edit", {"name": "evening-brief", "every": "day at 09:00"}),
        *((v, {"name": "evening-brief"}) for v in "show preview run pause resume remove".split()),
    ],
)
async def test_who_may_not_manage_the_server_neither_sees_nor_changes_schedules(
    people, schedules, news, path
):
    add = {"name": "evening-brief", "every": "day at 18:30"}
    await people.ask("news-schedule", "add", add, as_admin=True)
    before = await schedules.all()
    answer = await people.ask("news-schedule", *path)
    assert "only admins" in answer.text.casefold()
    assert await schedules.all() == before


@pytest.mark.parametrize(
    "path",
    [
        ("list",),
        *((v, {"name": "evening-brief"}) for v in "show preview run pause resume remove".split()),
        ("edit", {"name": "evening-brief", "every": "day at 01:00"}),
    ],
)
async def test_an_admin_of_another_server_neither_sees_nor_changes_this_ones_schedules(
    people, fake, world, schedules, news, press, path
):
    add = {"name": "evening-brief", "every": "day at 18:30"}
    await people.ask("news-schedule", "add", add, as_admin=True)
    before = await schedules.all()
    elsewhere = world.guild("Others")
    theirs = world.channel(elsewhere)
    await fake.gateway.joined(elsewhere)

    answer = await people.ask(
        "news-schedule", *path, as_admin=True, guild=elsewhere, channel=theirs
    )
    assert "18:30" not in answer.text
    assert await schedules.all() == before
    assert (press.ran, press.previewed) == ([], [])


async def test_a_button_pressed_by_an_admin_of_another_server_reaches_nothing(
    people, fake, world, schedules, news
):
    add = {"name": "evening-brief", "every": "day at 18:30"}
    mine = await people.ask("news-schedule", "add", add, as_admin=True)
    elsewhere = world.guild("Others")
    theirs = world.channel(elsewhere)
    await fake.gateway.joined(elsewhere)
    before = await schedules.all()
    for verb in ("pause", "remove", "run"):
        clicked = await people.click(
            mine,
            custom_id=f"news:1:ask:schedule {verb} evening-brief",
            as_admin=True,
            guild=elsewhere,
            channel=theirs,
        )
        assert "there is no schedule" in clicked.text.casefold().replace("’", "'")
    assert await schedules.all() == before


async def test_a_schedule_cant_be_sent_into_another_server(people, fake, world, schedules):
    elsewhere = world.channel(world.guild("Others"))
    options = {"name": "brief", "every": "day at 08:00", "channel": elsewhere}
    answer = await people.ask("news-schedule", "add", options, as_admin=True)
    assert "isn't in this server" in answer.text.replace("’", "'")


async def test_in_a_direct_message_readers_verbs_work_and_admins_dont(people, fake):
    await fake.gateway.ready()
    answer = await people.ask("news", "latest", guild=None, channel="4242")
    assert answer.private
    assert answer.text
    refused = await people.ask(
        "news-schedule", "list", guild=None, channel="4242", rights=MANAGE_SERVER.value
    )
    assert "only admins" in refused.text.casefold()


async def test_where_a_user_brought_the_bot_along_nobody_is_its_admin(people, world):
    foreign = str(world.snowflake())
    answer = await people.ask("news-schedule", "list", as_admin=True, guild=foreign, channel="77")
    assert "only admins" in answer.text.casefold()


@pytest.mark.parametrize("style", ["components", "embeds", "text"])
async def test_a_silent_schedule_of_any_style_can_be_previewed(people, press, monkeypatch, style):
    async def preview(schedule):
        digest = await FakePress.preview(press, schedule)
        return replace(digest, edition=edition(schedule=schedule))

    monkeypatch.setattr(press, "preview", preview)
    add = {"name": "hushed", "every": "day at 08:00", "silent": True, "style": style}
    await people.ask("news-schedule", "add", add, as_admin=True)
    answer = await people.ask("news-schedule", "preview", {"name": "hushed"}, as_admin=True)
    assert answer.private
    assert answer.text


class TestNamedAdmins:
    @pytest.fixture
    def admins(self):
        return ("4711",)

    async def test_whom_the_settings_name_is_an_admin_without_managing_the_server(self, people):
        named = {**people.reader, "id": "4711"}
        assert "only admins" not in (await people.ask("news-schedule", "list", user=named)).text
        answer = await people.ask("news-schedule", "list")
        assert "only admins" in answer.text.casefold()


async def test_a_schedule_whose_channel_lacks_a_right_says_so_when_its_made(people, world, news):
    world.deny(news.id, embed_links=False)
    add = {"name": "brief", "every": "day at 08:00"}
    answer = await people.ask("news-schedule", "add", add, as_admin=True)
    assert "lacks Embed Links" in answer.text


async def test_an_askers_zone_is_that_of_the_channels_schedule(people, schedules, guild):
    add = {"name": "brief", "every": "day at 08:00", "timezone": "Asia/Tokyo"}
    await people.ask("news-schedule", "add", add, as_admin=True)
    other = {"name": "later", "every": "day at 20:00"}
    await people.ask("news-schedule", "add", other, as_admin=True)
    zones = {s.schedule.name: s.schedule.zone.key for s in await schedules.all(guild)}
    assert zones == {"brief": "Asia/Tokyo", "later": "Asia/Tokyo"}


VERBS = (
    ("list",),
    ("add", {"name": "another", "every": "day at 09:00"}),
    ("edit", {"name": "evening-brief", "every": "day at 09:00"}),
    *((v, {"name": "evening-brief"}) for v in "show preview run pause resume remove".split()),
)


@pytest.mark.parametrize("path", VERBS, ids=lambda path: path[0])
async def test_no_answer_about_schedules_can_be_shared(people, path):
    add = {"name": "evening-brief", "every": "day at 18:30"}
    await people.ask("news-schedule", "add", add, as_admin=True)
    answer = await people.ask("news-schedule", *path, as_admin=True)
    assert not [id_ for id_ in answer.custom_ids if ":share:" in id_]


@pytest.mark.parametrize("path", VERBS, ids=lambda path: path[0])
async def test_a_button_that_would_share_an_order_does_nothing_and_is_answered_in_private(
    people, schedules, press, path
):
    add = {"name": "evening-brief", "every": "day at 18:30"}
    answer = await people.ask("news-schedule", "add", add, as_admin=True)
    before = await schedules.all()
    verb, options = path[0], dict(path[1] if len(path) > 1 else {})
    name = options.pop("name", "")
    order = spelled(AskSchedule(verb, name, tuple(options.items())))
    shared = await people.click(answer, custom_id=f"news:1:share:{order}", as_admin=True)
    assert shared.private
    assert "18:30" not in shared.text
    assert await schedules.all() == before
    assert (press.ran, press.previewed) == ([], [])

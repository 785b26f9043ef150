"""Slack, from the seeds to what people see there and click, in both transports."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.commands.schedule_grammar import VERBS
from bot.platforms.slack.actions import Action
from tests.bot.platforms.slack.test_commands import shown
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.slack import payloads
from tests.fakes.slack.checking import element
from tests.scenarios.conftest import bot
from tests.scenarios.slack_town import SEEDS, at_work, slack_town, variables
from tests.scenarios.test_first_edition import SEEDS as FOLDER

CONSOLE = """
sources: [{folder: SEEDS}]
platforms: [slack]
schedules: [{name: brief, channel: console, every: day at 09:00, first: now}]
"""

ZHIPU = "Alibaba, Tencent among investors in Zhipu"


@pytest.fixture
async def town():
    async with slack_town() as town:
        yield town


@pytest.fixture(params=["socket", "http"])
def settings(request, settings_from, town):
    slack, _ = town
    text = SEEDS.replace("SEEDS", str(FOLDER)).replace("TRANSPORT", request.param)
    return settings_from(text, **variables(slack))


@pytest.fixture
def clock():
    return SystemClock()


@pytest.fixture
async def running(settings, town, terminal, clock):
    async with at_work(settings, town[0], terminal, clock) as broadsheet:
        yield broadsheet


async def digest(slack, workspace):
    """The first edition, once it stands in the channel."""
    await slack.until(lambda: workspace.channels["C0123"].messages)
    return workspace.channels["C0123"].messages[0]


async def test_a_digest_is_posted_and_its_buttons_are_answered(town, running):
    slack, workspace = town
    message = await digest(slack, workspace)
    assert ZHIPU in message["text"]

    menu = element(message, Action.MENU)
    details = next(o for o in menu["options"] if o["text"]["text"] == "Details")
    await slack.click(workspace, {**menu, "selected_option": details}, message=message)

    (answer,) = await shown(slack, workspace)
    assert answer["response_type"] == "ephemeral"
    assert "told by" in str(answer) or "Zhipu" in str(answer)


async def test_a_button_is_answered_after_a_restart_and_a_month_later(settings, town, terminal):
    slack, workspace = town
    then = StoppedClock()
    async with at_work(settings, slack, terminal, then):
        message = await digest(slack, workspace)
    menu = element(message, Action.MENU)
    details = next(o for o in menu["options"] if o["text"]["text"] == "Details")

    slack.bot_url = None
    sockets = slack.sockets.opened
    async with at_work(settings, slack, terminal, StoppedClock(NOW + timedelta(days=31))):
        if slack.bot_url is None:
            await slack.sockets.connected(times=sockets + 1)
        await slack.click(workspace, {**menu, "selected_option": details}, message=message)
        (answer,) = await shown(slack, workspace)
    assert ZHIPU in str(answer)


async def test_a_slack_that_is_down_stops_nothing_else(
    settings_from, town, terminal, clock, logged
):
    await town[0]._runner.cleanup()  # its address answers nobody
    text = CONSOLE.replace("SEEDS", str(FOLDER))
    settings = settings_from(text, **variables(town[0]))
    async with bot(settings, terminal, clock) as (_, running):
        stop = asyncio.Event()
        work = asyncio.create_task(running.run(None, stop=stop))
        await town[0].until(lambda: "Next: " in terminal.text)
        await town[0].until(lambda: [e for e in logged if e["event"] == "platform unreachable"])
        stop.set()
        await work
    assert ZHIPU in terminal.text.replace("\n  ", " ")


async def test_every_verb_is_answered(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    typed = {
        "latest": ZHIPU,
        "story zhipu": ZHIPU,
        "search chips": "chips",
        "similar zhipu": "Zhipu",
        "topics": "Funding",
        "help": "/news latest",
        "schedule list": "Only admins",
    }
    for count, (text, expected) in enumerate(typed.items(), 1):
        await slack.type(workspace, text)
        private = await shown(slack, workspace, count=count)
        assert expected in str(private[-1]), text


async def test_an_admin_makes_a_schedule_that_posts_to_the_channel(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    add = "schedule add evening every: day at 18:30 topics: AI"
    await slack.type(workspace, add, user="U0GRACE")
    answer = (await shown(slack, workspace, "U0GRACE"))[-1]
    assert "evening" in str(answer)

    (state,) = [s for s in await running.schedules.all("T024") if s.schedule.name == "evening"]
    assert str(state.schedule.channel) == "slack:T024/C0123"
    assert state.schedule.zone.key == "Europe/London"


async def test_an_admin_succeeds_with_each_verb_of_schedule(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    workspace.add_channel("C0QUIET", "quiet")
    typed = {
        "add evening channel: #quiet every: day at 18:30 topics: AI": "`evening`: added",
        "list": "`evening`",
        "edit evening every: day at 19:15": "`evening`: changed",
        "show evening": "Every day at 19:15",
        "preview evening": ZHIPU,
        "run evening": "Evening is o",  # ordered, or on its way
        "pause evening": "`evening`: paused",
        "resume evening": "`evening`: resumed",
        "remove evening": "`evening`: removed",
    }
    assert {text.partition(" ")[0] for text in typed} == set(VERBS)
    for text, expected in typed.items():
        before = len(workspace.shown_to("U0GRACE"))
        await slack.type(workspace, f"schedule {text}", user="U0GRACE")
        answers = await shown(slack, workspace, "U0GRACE", before + 1)
        assert expected in str(answers[before:]), text
        if text.startswith("run"):
            await slack.until(lambda: workspace.channels["C0QUIET"].messages)
    assert [s.schedule.name for s in await running.schedules.all("T024")] == ["brief"]


async def test_a_channel_that_slack_doesnt_know_is_answered_with_what_works(town, running):
    slack, workspace = town
    add = "schedule add evening channel: #nowhere every: day at 18:30"
    await slack.type(workspace, add, user="U0GRACE")
    answer = (await shown(slack, workspace, "U0GRACE"))[-1]
    assert "is a channel's name; write its id: slack:C0123456" in answer["text"]


async def test_the_obstacle_is_said_where_the_bot_isnt_in_the_channel(town, running):
    slack, workspace = town
    workspace.add_channel("C0QUIET", "quiet", is_member=False)
    add = 'schedule add quiet channel: "slack:C0QUIET" every: day at 18:30'
    await slack.type(workspace, add, user="U0GRACE")
    answer = (await shown(slack, workspace, "U0GRACE"))[-1]
    assert "/invite @broadsheet" in str(answer)


async def test_a_mention_and_a_direct_message_are_answered_as_commands_are(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    await slack.happen(workspace, payloads.app_mention(workspace, "story zhipu"))
    (answer,) = await shown(slack, workspace)
    assert ZHIPU in str(answer)

    await slack.happen(workspace, payloads.direct_message("story zhipu", channel="D0012"))
    direct = workspace.channels["D0012"].messages
    await slack.until(lambda: direct)
    assert ZHIPU in str(direct[0])


async def test_the_home_shows_the_schedules_last_edition(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    event = {"type": "app_home_opened", "user": "U012", "channel": "D0012", "tab": "home"}
    await slack.happen(workspace, event)
    home = await slack.until(lambda: workspace.homes.get("U012"))
    assert "Brief" in str(home)


async def test_stories_are_suggested_in_spite_of_a_typo(town, running):
    slack, workspace = town
    await digest(slack, workspace)
    options = await slack.suggest(workspace, Action.FIND, "zhpu")
    assert ZHIPU in options["options"][0]["text"]["text"]

"""Two workspaces on one bot: each sees and changes its own schedules, whatever the other tries."""

import pytest
from cryptography.fernet import Fernet

from bot.chat import PostFailed
from bot.clock import SystemClock
from bot.database.installations import Installations
from bot.platforms.slack.actions import Action
from digests.schedule.channel import Channel
from tests.bot.platforms.slack.test_commands import shown
from tests.fakes.slack import payloads
from tests.fakes.slack.workspace import Workspace
from tests.scenarios.slack_town import SEEDS, at_work, installed, slack_town, variables
from tests.scenarios.test_first_edition import SEEDS as FOLDER

KEY = Fernet.generate_key().decode()
SECRET_BRIEF = "schedule add secret-brief title: Zebra every: day at 18:30 topics: AI"


@pytest.fixture
async def town():
    """The Example Times, and beside it the Rival, with an admin called Eve."""
    async with slack_town() as (slack, times):
        rival = slack.add(Workspace(id="T0RIVAL", name="Rival", token="xoxb-2222-rival"))
        rival.add_channel()
        rival.add_user("U0EVE", "eve", admin=True)
        yield slack, times, rival


@pytest.fixture
def settings(settings_from, town):
    text = SEEDS.replace("SEEDS", str(FOLDER)).replace("TRANSPORT", "socket")
    several = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s3cret99"}
    return settings_from(text, **variables(town[0], **several, BROADSHEET_KEY=KEY))


@pytest.fixture
async def running(settings, town, terminal):
    """Both have installed the app; the file's schedule is the Times'."""
    slack, times, rival = town
    rival.channels.pop("C0123")
    rival.add_channel("C0RIVAL", "rivals", members={"U0EVE"})
    async with at_work(settings, slack, terminal, SystemClock(), install=(times, rival)) as it:
        await slack.until(lambda: times.channels["C0123"].messages)
        yield it


async def said(slack, workspace, user, text, channel):
    count = len(workspace.shown_to(user))
    await slack.type(workspace, text, user=user, channel=channel)
    return str((await shown(slack, workspace, user, count=count + 1))[-1])


async def theirs(running):
    """The Times' schedules, and which of them are paused."""
    return [(s.schedule, s.paused) for s in await running.schedules.all("T024")]


VERBS = [
    "schedule list",
    "schedule show secret-brief",
    "schedule preview secret-brief",
    "schedule run secret-brief",
    "schedule pause secret-brief",
    "schedule resume secret-brief",
    "schedule edit secret-brief stories: 1",
    "schedule remove secret-brief",
    'schedule add theirs channel: "slack:T024/C0123" every: day at 09:00',
    'schedule add theirs channel: "slack:C0123" every: day at 09:00',
]


async def test_an_admin_of_another_workspace_sees_and_changes_nothing(town, running):
    slack, times, rival = town
    assert "secret-brief" in await said(slack, times, "U0GRACE", SECRET_BRIEF, "C0123")
    before = await theirs(running)

    for verb in VERBS[:-2]:
        answer = await said(slack, rival, "U0EVE", verb, "C0RIVAL")
        assert "18:30" not in answer, verb
        assert "Zebra" not in answer, verb
    for verb in VERBS[-2:]:
        await said(slack, rival, "U0EVE", verb, "C0RIVAL")

    assert await theirs(running) == before
    made = await running.schedules.all("T0RIVAL")
    assert all(s.schedule.channel.workspace == "T0RIVAL" for s in made)


async def test_no_button_that_was_made_elsewhere_opens_a_door(town, running):
    """Whatever it remembers, it's asked by whoever clicks, where they click."""
    slack, times, rival = town
    await said(slack, times, "U0GRACE", SECRET_BRIEF, "C0123")
    before = await theirs(running)

    for action in Action:
        count = len(rival.shown_to("U0EVE"))
        for verb in VERBS[:8]:
            for field in ("value", "selected_option"):
                value = verb if field == "value" else {"value": verb}
                button = {"type": "button", "action_id": action, field: value}
                await slack.click(rival, button, user="U0EVE", channel="C0RIVAL")
                view = {"id": "V0", "type": "modal", "hash": "h", "blocks": []}
                await slack.click_in_view(rival, button, view, user="U0EVE")
        await said(slack, rival, "U0EVE", "topics", "C0RIVAL")

        everything = str(rival.shown_to("U0EVE")[count:]) + str(rival.channels["C0RIVAL"].messages)
        assert "18:30" not in everything, action
        assert "Zebra" not in everything, action
        assert await theirs(running) == before, action


async def test_a_modal_and_a_home_of_another_workspace_show_nothing_of_it(town, running):
    slack, _, rival = town
    event = {"type": "app_home_opened", "user": "U0EVE", "channel": "D0EVE", "tab": "home"}
    await slack.happen(rival, event)
    home = await slack.until(lambda: rival.homes.get("U0EVE"))
    assert "Brief" not in str(home)

    view = {"id": "V0", "type": "modal", "hash": "h", "blocks": [], "team_id": "T024"}
    payload = payloads.view_submission(rival, view, user="U0EVE", trigger_id=slack.trigger())
    assert await (await slack.deliver("interactive", payload)).acked is None


async def test_each_workspace_is_posted_to_with_its_own_token(town, running):
    slack, times, rival = town
    add = "schedule add ours every: day at 09:00 topics: AI"
    await said(slack, rival, "U0EVE", add, "C0RIVAL")
    await said(slack, rival, "U0EVE", "schedule run ours", "C0RIVAL")
    await slack.until(lambda: rival.channels["C0RIVAL"].messages)
    assert len(times.channels["C0123"].messages) == 1


async def test_a_workspace_that_takes_the_app_out_stops_alone_and_may_come_back(
    town, running, logged
):
    slack, _times, rival = town
    await said(slack, rival, "U0EVE", "schedule add ours every: day at 09:00", "C0RIVAL")

    await slack.happen(rival, {"type": "app_uninstalled"})
    stored = Installations(running.database)

    async def states():
        return {s.schedule.name: s.paused for s in await running.schedules.all()}

    await slack.until(lambda: [e for e in logged if e["event"] == "app uninstalled"])
    assert await states() == {"brief": False, "ours": True}
    assert [i.team for i in await stored.all()] == ["T024"]
    assert "not installed" in await said(slack, rival, "U0EVE", "latest", "C0RIVAL")

    await installed(running, rival)
    assert await states() == {"brief": False, "ours": False}


async def test_a_token_that_slack_refuses_twice_is_the_workspaces_end(town, running, logged):
    slack, _, rival = town
    await said(slack, rival, "U0EVE", "schedule add ours every: day at 09:00", "C0RIVAL")
    rival.token_state = "inactive"
    ours = Channel.parse("slack:T0RIVAL/C0RIVAL")
    platform = running.platforms["slack"]

    with pytest.raises(PostFailed):
        await platform.obstacle(ours)
    assert len(await Installations(running.database).all()) == 2
    for _ in range(2):
        with pytest.raises(PostFailed):
            await platform.obstacle(ours)

    assert [i.team for i in await Installations(running.database).all()] == ["T024"]
    assert [e["paused"] for e in logged if e["event"] == "app uninstalled"] == [["ours"]]
    assert await platform.obstacle(Channel.parse("slack:T024/C0123")) is None


async def test_a_token_that_slack_doesnt_know_for_a_while_keeps_its_schedules(town, running):
    slack, _, rival = town
    await said(slack, rival, "U0EVE", "schedule add ours every: day at 09:00", "C0RIVAL")
    ours = Channel.parse("slack:T0RIVAL/C0RIVAL")
    rival.token_state = "invalid"
    for _ in range(3):
        with pytest.raises(PostFailed) as waiting:
            await running.platforms["slack"].obstacle(ours)
        assert waiting.value.retry

    rival.token_state = "good"
    assert await running.platforms["slack"].obstacle(ours) is None
    assert "Every day at 09:00" in await said(
        slack, rival, "U0EVE", "schedule show ours", "C0RIVAL"
    )


async def test_a_person_who_revokes_their_own_token_changes_nothing(town, running):
    slack, _, rival = town
    await slack.happen(rival, {"type": "tokens_revoked", "tokens": {"oauth": ["U0EVE"]}})
    assert "Topics" in await said(slack, rival, "U0EVE", "topics", "C0RIVAL")


async def test_no_token_lies_in_the_database_in_clear(town, running, settings):
    _, times, rival = town
    raw = b"".join(path.read_bytes() for path in settings.state.glob("*.sqlite3*"))
    assert times.token.encode() not in raw
    assert rival.token.encode() not in raw

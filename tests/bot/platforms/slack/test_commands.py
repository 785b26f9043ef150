"""What people type: commands, mentions and direct messages, answered to them alone."""

import asyncio
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Message
from bot.commands.grammar import parse
from bot.commands.queries import AskSchedule, AskStory
from bot.platforms.slack.replying import Replies
from bot.platforms.slack.whereabouts import Whereabouts
from tests.fakes.slack import payloads

SISTERS = {"team_id": "T0OTHER", "enterprise_user": {"teams": ["T0OTHER", "T024"]}}
"""Somebody who works in two workspaces of an organisation, and is an admin of the other."""

VERBS = ["", "latest AI 5", "story zhipu", "similar zhipu", "search chips", "topics", "help"]


async def shown(slack, workspace, user="U012", count=1):
    """What *user* was shown, once it's *count* messages."""
    private = workspace.shown_to(user)
    await slack.until(lambda: len(private) >= count)
    return private


async def words(slack, workspace, user="U012"):
    return str((await shown(slack, workspace, user))[-1])


@pytest.mark.parametrize("typed", [*VERBS, "schedule list", "what is this"])
async def test_a_command_is_the_query_that_it_spells(slack, workspace, bot, desk, typed):
    await slack.type(workspace, typed)

    (answer,) = await shown(slack, workspace)
    ((query, asker),) = desk.asked
    assert query == parse(typed)
    assert (asker.platform, asker.user, asker.workspace) == ("slack", "U012", "T024")
    assert asker.channel == "slack:T024/C0123"
    assert asker.zone == ZoneInfo("Europe/London")
    assert answer["response_type"] == "ephemeral"
    assert workspace.channels["C0123"].messages == []


async def test_a_command_is_acknowledged_before_it_is_answered(slack, workspace, bot, desk):
    answering, go_on = asyncio.Event(), asyncio.Event()

    async def hang():
        answering.set()
        await go_on.wait()

    desk.before = hang
    first = await slack.type(workspace, "latest")
    await answering.wait()
    second = await slack.type(workspace, "latest", user=workspace.add_user("U077", "bo"))

    assert await first.acked is None
    assert await second.acked is None
    assert workspace.shown_to("U012") == []
    go_on.set()
    await shown(slack, workspace)


async def test_a_slow_slack_holds_up_no_acknowledgement(slack, workspace, bot):
    fault = slack.faults.next("users.info", "hang")
    await slack.type(workspace, "latest")
    await fault.begun.wait()
    fault.go_on.set()
    await shown(slack, workspace)


async def test_a_command_of_another_name_is_answered_under_that_name(slack, workspace, bot, desk):
    await slack.type(workspace, "gibberish", command="/brief")
    assert "/brief story gibberish" in await words(slack, workspace)


async def test_what_slack_escaped_is_read_as_it_was_typed(slack, workspace, bot, desk):
    await slack.type(workspace, "story R&amp;D &lt;now&gt;")
    await shown(slack, workspace)
    assert desk.asked[0][0] == AskStory("R&D <now>")


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("search <#C0123|chips> <@U012|ada>", "search #chips @ada"),
        ("search <#C0123|> or <#C0123>", "search #C0123 or #C0123"),
        ("story <!here> <!subteam^S1|@desk>", "story @here @desk"),
        ("story &lt;#C0123|news&gt;", "story <#C0123|news>"),
        ("search <https://example.com/a|example.com/a>", "search https://example.com/a"),
    ],
)
async def test_what_slack_found_in_a_question_is_read_as_it_was_typed(
    slack, workspace, bot, desk, sent, typed
):
    await slack.type(workspace, sent)
    await shown(slack, workspace)
    assert desk.asked[0][0] == parse(typed)


@pytest.mark.parametrize(
    "channel", ["<#C0QUIET|quiet>", '"<#C0QUIET|quiet>"', "“<#C0QUIET>”", "slack:C0QUIET"]
)
@pytest.mark.parametrize("mentioned", [True, False])
async def test_a_channel_that_slack_found_is_one_that_a_schedule_can_have(
    slack, workspace, bot, desk, channel, mentioned
):
    text = f"schedule add brief channel: {channel} every: day at 18:30"
    if mentioned:
        await slack.happen(workspace, payloads.app_mention(workspace, text))
    else:
        await slack.type(workspace, text)
    await shown(slack, workspace)
    ((query, _),) = desk.asked
    assert isinstance(query, AskSchedule)
    assert dict(query.settings)["channel"] == "slack:C0QUIET"


async def test_a_mention_is_answered_in_the_channel_to_whoever_wrote_it(
    slack, workspace, bot, desk
):
    await slack.happen(workspace, payloads.app_mention(workspace, "story zhipu"))

    (answer,) = await shown(slack, workspace)
    assert desk.asked[0][0] == AskStory("zhipu")
    assert (answer["channel"], answer["user"]) == ("C0123", "U012")
    assert "thread_ts" not in answer
    assert [method for method, _ in slack.calls if method.startswith("chat.")] == [
        "chat.postEphemeral"
    ]


async def test_a_mention_in_a_thread_is_answered_in_it(slack, workspace, bot):
    mention = payloads.app_mention(workspace, "topics", thread_ts="1795000000.000001")
    await slack.happen(workspace, mention)
    (answer,) = await shown(slack, workspace)
    assert answer["thread_ts"] == "1795000000.000001"


async def test_a_mention_may_hold_the_command_as_well(slack, workspace, bot, desk):
    await slack.happen(workspace, payloads.app_mention(workspace, "/news story zhipu"))
    await shown(slack, workspace)
    assert desk.asked[0][0] == AskStory("zhipu")


async def test_a_direct_message_is_answered_in_the_conversation(slack, workspace, bot, desk):
    workspace.add_channel("D0ADA", "direct", is_im=True, members={"U012"})
    await slack.happen(workspace, payloads.direct_message("story zhipu"))

    direct = workspace.channels["D0ADA"].messages
    await slack.until(lambda: direct)
    assert desk.asked[0][0] == AskStory("zhipu")
    assert "Share in channel" not in str(direct)


@pytest.mark.parametrize(
    "said", [{"bot_id": "B0BOT"}, {"subtype": "message_changed"}, {"channel_type": "channel"}]
)
async def test_what_nobody_wrote_to_the_bot_isnt_answered(slack, workspace, bot, desk, said):
    workspace.add_channel("D0ADA", "direct", is_im=True, members={"U012"})
    await slack.happen(workspace, {**payloads.direct_message("latest"), **said})
    await slack.happen(workspace, payloads.direct_message("topics"))
    await slack.until(lambda: workspace.channels["D0ADA"].messages)
    assert len(desk.asked) == 1


async def test_an_event_that_is_delivered_again_is_answered_once(slack, workspace, bot, desk):
    mention = payloads.app_mention(workspace, "topics")
    for _ in range(3):
        await slack.happen(workspace, mention, event_id="Ev1")
    await slack.happen(workspace, mention, event_id="Ev2")
    await shown(slack, workspace, count=2)
    assert len(desk.asked) == 2


async def test_a_command_that_is_delivered_again_is_answered_once(slack, workspace, bot, desk):
    trigger = slack.trigger()
    for _ in range(2):
        await slack.type(workspace, "topics", trigger_id=trigger)
    await slack.type(workspace, "help")
    await shown(slack, workspace, count=2)
    assert len(desk.asked) == 2


@pytest.mark.parametrize("fault", ["500 before", "500 after", "lose the reply"])
async def test_an_answer_whose_fate_is_unknown_isnt_given_twice(
    slack, workspace, bot, logged, fault
):
    slack.faults.next("respond", fault)
    await slack.type(workspace, "topics")
    await slack.type(workspace, "help")
    await slack.until(lambda: [e for e in logged if e["event"] == "answer lost"])
    await shown(slack, workspace)
    assert slack.called("chat.postEphemeral") == []
    assert slack.called("chat.postMessage") == []


async def test_a_response_url_that_is_used_up_is_gone_round(slack, workspace, bot):
    url = slack.response_url(workspace, "U012", "C0123")
    slack.responses.clear()
    await slack.type(workspace, "topics", response_url=url)
    (answer,) = await shown(slack, workspace)
    assert (answer["channel"], answer["user"]) == ("C0123", "U012")
    assert "unfurl_links" not in answer


async def test_more_messages_than_the_response_url_takes_go_on_in_the_channel(
    slack, workspace, wire, workspaces
):
    """A preview in a thread may be a dozen; a response_url is good for five."""
    where = Whereabouts(
        workspace=await workspaces.own(),
        team="T024",
        user="U012",
        channel="C0123",
        response_url=slack.response_url(workspace, "U012", "C0123"),
    )
    messages = [Message(payload={"text": f"part {n}"}) for n in range(8)]
    await Replies(wire, workspaces.sign_ins).privately(where, messages, instead=True)

    private = workspace.shown_to("U012")
    assert [shown["text"] for shown in private] == [f"part {n}" for n in range(8)]
    assert [shown.get("replace_original") for shown in private] == [True, *[False] * 4, *[None] * 3]


async def test_where_the_bot_isnt_in_the_channel_the_last_way_is_a_direct_message(
    slack, workspace, bot
):
    workspace.channels["C0123"].is_member = False
    url = slack.response_url(workspace, "U012", "C0123")
    slack.responses.clear()
    await slack.type(workspace, "topics", response_url=url)
    await slack.until(lambda: slack.direct(workspace, "U012").messages)


async def test_where_two_people_talk_the_last_way_is_ones_own_direct_message(slack, workspace, bot):
    url = slack.response_url(workspace, "U012", "D0OTHERS")
    slack.responses.clear()
    await slack.type(workspace, "topics", channel="D0OTHERS", response_url=url)
    await slack.until(lambda: slack.direct(workspace, "U012").messages)


async def test_another_workspace_is_told_that_the_bot_isnt_there(slack, workspace, bot, desk):
    other = slack.add(type(workspace)(id="T0OTHER", token=None))
    other.add_channel()
    other.add_user()
    await slack.type(other, "latest")
    assert "not installed in this workspace" in await words(slack, other)
    assert desk.asked == []


async def test_while_the_token_is_dead_whoever_asks_is_told_so(slack, workspace, bot, desk, logged):
    workspace.token_state = "revoked"
    await slack.type(workspace, "latest")
    assert "doesn't let me look around" in await words(slack, workspace)
    assert [e["event"] for e in logged].count("platform signed out") == 1


async def test_a_fault_of_ours_is_logged_and_the_next_question_is_answered(
    slack, workspace, bot, desk, logged
):
    async def break_down():
        desk.before = None
        raise KeyError("a bug")

    desk.before = break_down
    await slack.type(workspace, "latest")
    await slack.type(workspace, "topics")
    await shown(slack, workspace)
    assert "answer not shown" in [e["event"] for e in logged]


class TestWhoAsks:
    async def test_admins_and_owners_of_the_workspace_are_admins(self, slack, workspace, bot, desk):
        workspace.add_user("U0ADMIN", "grace", admin=True)
        workspace.add_user("U0OWNER", "joan", is_owner=True)
        for user in ("U012", "U0ADMIN", "U0OWNER"):
            await slack.type(workspace, "schedule list", user=user)
            await shown(slack, workspace, user)
        assert [asker.admin for _, asker in desk.asked] == [False, True, True]
        assert desk.asked[0][0] == AskSchedule("list")

    @pytest.mark.parametrize(
        "fields",
        [{"is_stranger": True}, {"deleted": True}, {"team_id": "T0OTHER"}, SISTERS],
        ids=["stranger", "deleted", "of another workspace", "of the same organisation"],
    )
    async def test_an_admin_of_another_place_is_none_here(
        self, slack, workspace, bot, desk, fields
    ):
        workspace.add_user("U0GUEST", "eve", admin=True, **fields)
        await slack.type(workspace, "schedule list", user="U0GUEST")
        await shown(slack, workspace, "U0GUEST")
        assert not desk.asked[0][1].admin

    @pytest.mark.parametrize("admins", [frozenset({"U012"}), frozenset({"T024/U012"})])
    async def test_members_whom_the_settings_name_are_admins(self, slack, workspace, bot, desk):
        await slack.type(workspace, "schedule list")
        await shown(slack, workspace)
        assert desk.asked[0][1].admin

    @pytest.mark.parametrize("admins", [frozenset({"T0OTHER/U012"})])
    async def test_a_namesake_of_another_workspace_is_none(self, slack, workspace, bot, desk):
        await slack.type(workspace, "schedule list")
        await shown(slack, workspace)
        assert not desk.asked[0][1].admin

    async def test_people_are_looked_up_once_in_a_few_minutes(
        self, slack, workspace, bot, desk, clock
    ):
        for minutes in (0, 4, 2):
            clock.advance(minutes=minutes)
            workspace.users["U012"]["is_admin"] = minutes != 0
            seen = len(workspace.shown_to("U012"))
            await slack.type(workspace, "schedule list")
            await shown(slack, workspace, count=seen + 1)
        assert [asker.admin for _, asker in desk.asked] == [False, False, True]
        assert len(slack.called("users.info")) == 2

    async def test_an_admin_who_cant_be_looked_up_isnt_told_that_theyre_none(
        self, slack, workspace, bot, desk
    ):
        workspace.add_user("U0ADMIN", "grace", admin=True)
        slack.faults.next("users.info", "limit", seconds=30)
        await slack.type(workspace, "schedule list", user="U0ADMIN")
        (answer,) = await shown(slack, workspace, "U0ADMIN")
        assert "Slack doesn't say just now who is an admin" in str(answer)
        assert "try again in a minute" in str(answer).lower()
        assert desk.asked == []

    @pytest.mark.parametrize(
        ("kind", "minutes", "admin"),
        [("limit", 30, True), ("500 before", 30, True), ("refuse", 30, False), ("limit", 70, None)],
    )
    async def test_while_slack_doesnt_answer_people_are_as_they_were(
        self, slack, workspace, bot, desk, clock, kind, minutes, admin
    ):
        workspace.add_user("U0ADMIN", "grace", admin=True)
        await slack.type(workspace, "schedule list", user="U0ADMIN")
        await shown(slack, workspace, "U0ADMIN")
        clock.advance(minutes=minutes)
        slack.faults.next("users.info", kind, error="user_not_found")
        await slack.type(workspace, "schedule list", user="U0ADMIN")
        await shown(slack, workspace, "U0ADMIN", count=2)
        said = [asker.admin for _, asker in desk.asked[1:]]
        assert said == ([] if admin is None else [admin])

    @pytest.mark.parametrize("admins", [frozenset({"U012"})])
    async def test_an_admin_of_the_settings_needs_no_word_of_slacks(
        self, slack, workspace, bot, desk
    ):
        slack.faults.next("users.info", "limit", seconds=30)
        await slack.type(workspace, "schedule list")
        await shown(slack, workspace)
        assert desk.asked[0][1].admin

    async def test_without_the_scope_everybody_is_in_utc_and_no_admin(
        self, slack, workspace, bot, desk, logged
    ):
        workspace.scopes.remove("users:read")
        workspace.users["U012"]["is_admin"] = True
        for count in (1, 2):
            await slack.type(workspace, "topics")
            await shown(slack, workspace, count=count)
        assert [(a.zone.key, a.admin) for _, a in desk.asked] == [("UTC", False)] * 2
        assert [e["event"] for e in logged].count("people unknown") == 1

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "", None, "../../etc/passwd"])
    async def test_a_zone_that_nobody_knows_is_utc(self, slack, workspace, bot, desk, zone):
        workspace.users["U012"]["tz"] = zone
        await slack.type(workspace, "topics")
        await shown(slack, workspace)
        assert desk.asked[0][1].zone.key == "UTC"

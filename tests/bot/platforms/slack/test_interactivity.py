"""What people click, choose and type into: digests' buttons, menus, pages, App Home."""

from typing import get_args

import pytest

from bot.commands.queries import (
    AskFrontPage,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    ScheduleVerb,
)
from bot.platforms.slack.actions import Action
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.socket_mode import SocketMode
from bot.secrets import Secret
from tests.bot.platforms.slack.conftest import at_once
from tests.bot.platforms.slack.test_commands import shown
from tests.bot.platforms.slack.test_slack_actions import order
from tests.fakes.desk import ZHIPU
from tests.fakes.slack.checking import element

DETAILS = {"type": "button", "action_id": f"{Action.DETAILS}:1", "value": f"story {ZHIPU.id}"}
POSTED = {"text": "Morning brief", "ts": "1795000000.000001", "blocks": []}


async def asked(slack, workspace, typed):
    """The answer to *typed*, as it's shown."""
    count = len(workspace.shown_to("U012"))
    await slack.type(workspace, typed)
    return (await shown(slack, workspace, count=count + 1))[-1]


async def test_a_digests_button_is_answered_to_whoever_clicks(slack, workspace, bot, desk):
    workspace.add_user("U077", "bo")
    await slack.click(workspace, DETAILS, message=POSTED, user="U077")
    (answer,) = await shown(slack, workspace, "U077")
    assert desk.asked[0][0] == AskStory(ZHIPU.id)
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert workspace.shown_to("U012") == []


async def test_more_like_this_asks_for_similar_stories(slack, workspace, bot, desk):
    button = {**DETAILS, "action_id": Action.SIMILAR, "value": f"similar {ZHIPU.id}"}
    await slack.click(workspace, button, message=POSTED)
    await slack.until(lambda: desk.asked)
    assert desk.asked[0][0] == AskSimilar(ZHIPU.id)


async def test_an_answer_is_shared_with_the_channel_once(slack, workspace, bot, desk):
    answer = await asked(slack, workspace, "story zhipu")
    channel = workspace.channels["C0123"].messages

    await slack.click(workspace, element(answer, Action.SHARE))

    await slack.until(lambda: channel)
    (message,) = channel
    assert desk.asked[-1][0] == AskStory(ZHIPU.id)
    assert "<@U012>" in str(message["blocks"][0])
    assert "Share in channel" not in str(message)


@pytest.mark.parametrize("verb", get_args(ScheduleVerb))
async def test_a_button_made_by_hand_shares_no_schedules(slack, workspace, bot, desk, verb):
    workspace.add_user("U0GRACE", "grace", admin=True)
    said = order(verb)
    option = {"text": {"type": "plain_text", "text": "Share"}, "value": f"share {said}"}
    for changed in (
        {"type": "button", "action_id": Action.SHARE, "value": said},
        {"type": "overflow", "action_id": f"{Action.MENU}:1", "selected_option": option},
    ):
        await slack.click(workspace, changed, message=POSTED, user="U0GRACE")
    await asked(slack, workspace, "topics")
    assert [query for query, _ in desk.asked] == [AskTopics()]
    assert workspace.channels["C0123"].messages == []


async def test_an_answer_whose_sharing_is_unclear_isnt_shared_again(slack, workspace, bot, logged):
    answer = await asked(slack, workspace, "story zhipu")
    slack.faults.next("respond", "lose the reply")
    await slack.click(workspace, element(answer, Action.SHARE))
    await slack.until(lambda: workspace.channels["C0123"].messages)
    await asked(slack, workspace, "topics")
    assert len(workspace.channels["C0123"].messages) == 1
    assert slack.called("chat.postMessage") == []


async def test_an_answer_that_comes_too_soon_for_slack_is_shared_a_little_later(
    slack, workspace, bot
):
    answer = await asked(slack, workspace, "story zhipu")
    slack.faults.next("respond", "limit", seconds=0)
    await slack.click(workspace, element(answer, Action.SHARE))
    await slack.until(lambda: workspace.channels["C0123"].messages)
    assert slack.called("chat.postMessage") == []


@pytest.mark.parametrize("sharing", [False])
async def test_where_nobody_may_share_an_older_button_answers_in_private(
    slack, workspace, bot, desk
):
    answer = await asked(slack, workspace, "story zhipu")
    assert "Share in channel" not in str(answer)
    button = {"type": "button", "action_id": Action.SHARE, "value": f"story {ZHIPU.id}"}
    await slack.click(workspace, button, message=POSTED)
    await shown(slack, workspace, count=2)
    assert workspace.channels["C0123"].messages == []


async def test_who_cant_share_is_told_so(slack, workspace, bot):
    answer = await asked(slack, workspace, "story zhipu")
    workspace.channels["C0123"].is_member = False
    await slack.click(
        workspace, element(answer, Action.SHARE), response_url=f"{slack.url}respond/0"
    )
    direct = slack.direct(workspace, "U012").messages
    (told,) = await slack.until(lambda: direct)
    assert "doesn't let me show that to the channel" in told["text"]
    assert workspace.channels["C0123"].messages == []


async def test_several_matches_are_a_menu_of_which_one_is_chosen(slack, workspace, bot, desk):
    desk.several = True
    answer = await asked(slack, workspace, "story zhipu")
    menu = element(answer, Action.CHOOSE)
    chosen = {**menu, "selected_option": menu["options"][0]}

    await slack.click(workspace, chosen)

    await shown(slack, workspace, count=2)
    assert desk.asked[-1][0] == AskStory(ZHIPU.id)


async def test_a_page_takes_the_place_of_the_last_where_that_is_theirs_alone(
    slack, workspace, bot, desk
):
    answer = await asked(slack, workspace, "search zhipu")
    page = element(answer, Action.PAGE)

    await slack.click(workspace, page)
    private = await shown(slack, workspace, count=2)
    await slack.click(workspace, page, message=POSTED)
    public = (await shown(slack, workspace, count=3))[-1]

    assert isinstance(desk.asked[-1][0], AskSearch)
    assert desk.asked[-1][0].page == 2
    assert (private[1]["replace_original"], public["replace_original"]) == (True, False)


async def test_stories_are_suggested_while_somebody_types(slack, workspace, bot, desk):
    shown_options = await slack.suggest(workspace, Action.FIND, "zhpu")
    assert [option["value"] for option in shown_options["options"]] == [
        ZHIPU.id,
        "zhipu0000000000b",
    ]
    ((kind, typed, asker),) = desk.suggested
    assert (kind.value, typed, asker.workspace) == ("story", "zhpu", "T024")


async def test_nothing_is_suggested_while_slack_is_down(slack, workspace, bot):
    workspace.token_state = "revoked"
    assert (await slack.suggest(workspace, Action.FIND, "zhipu"))["options"] == []


async def test_suggestions_wait_for_nobody_to_be_looked_up(slack, workspace, bot, desk):
    slow = slack.faults.next("users.info", "hang")
    shown_options = await slack.suggest(workspace, Action.FIND, "zhpu")
    slow.go_on.set()
    assert len(shown_options["options"]) == 2
    assert (desk.suggested[0][2].zone.key, desk.suggested[0][2].admin) == ("UTC", False)


async def test_suggestions_wait_for_no_workspace_either(
    slack, workspace, wire, workspaces, questions
):
    slow = slack.faults.next("auth.test", "hang")
    async with Reception(wire, workspaces, questions, in_time=0.05) as reception:
        token = Secret(slack.app_token)
        async with SocketMode(reception.app, wire, workspaces.sign_ins, token, waits=at_once):
            await slack.sockets.connected()
            assert (await slack.suggest(workspace, Action.FIND, "zhpu"))["options"] == []
            slow.go_on.set()


async def test_a_story_that_was_suggested_is_shown(slack, workspace, bot, desk):
    option = {"text": {"type": "plain_text", "text": ZHIPU.title}, "value": ZHIPU.id}
    choice = {"type": "external_select", "action_id": Action.FIND, "selected_option": option}
    await slack.click(workspace, choice)
    await shown(slack, workspace)
    assert desk.asked[0][0] == AskStory(ZHIPU.id)


async def test_what_is_none_of_ours_is_acknowledged_and_passed_over(slack, workspace, bot, desk):
    await slack.click(workspace, {"type": "button", "action_id": "link", "url": "https://x.test"})
    await slack.click(workspace, {**DETAILS, "value": ""})
    await slack.click(workspace, DETAILS)
    await shown(slack, workspace)
    assert len(desk.asked) == 1


async def test_a_click_that_is_delivered_again_is_answered_once(slack, workspace, bot, desk):
    for _ in range(2):
        await slack.click(workspace, DETAILS, trigger_id="the same")
    await slack.type(workspace, "topics")
    await shown(slack, workspace, count=2)
    assert len(desk.asked) == 2


class TestHome:
    @pytest.fixture
    async def home(self, slack, workspace, bot):
        """What Ada sees who opens it."""
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0ADA", "tab": "home"}
        await slack.happen(workspace, event)
        return await slack.until(lambda: workspace.homes.get("U012"))

    async def test_it_shows_the_schedules_of_channels_that_they_see(
        self, slack, workspace, desk, home
    ):
        (query, asker) = desk.asked[0]
        assert query == AskFrontPage(frozenset({"slack:T024/C0123"}))
        assert (asker.user, asker.workspace, asker.zone.key) == ("U012", "T024", "Europe/London")
        assert home["type"] == "home"

    async def test_private_channels_that_they_arent_in_are_none_of_theirs(
        self, slack, workspace, desk, bot
    ):
        workspace.add_channel("C0HIDDEN", "board", is_private=True, members={"U0BOSS"})
        workspace.add_channel("C0MINE", "desk", is_private=True, members={"U012"})
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0ADA", "tab": "home"}
        await slack.happen(workspace, event)
        await slack.until(lambda: workspace.homes)
        assert desk.asked[0][0].channels == {"slack:T024/C0123", "slack:T024/C0MINE"}

    async def test_without_the_scope_private_channels_are_left_out(
        self, slack, workspace, desk, bot
    ):
        workspace.add_channel("C0MINE", "desk", is_private=True, members={"U012"})
        workspace.scopes.remove("groups:read")
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0ADA", "tab": "home"}
        await slack.happen(workspace, event)
        await slack.until(lambda: workspace.homes)
        assert desk.asked[0][0].channels == {"slack:T024/C0123"}

    async def test_an_organisations_token_shows_the_channels_of_one_team(
        self, slack, workspace, desk, bot
    ):
        workspace.enterprise, workspace.is_enterprise_install = "E0GRID", True
        workspace.add_channel("C0SISTER", "theirs", team="T0SISTER", members={"U012"})
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0ADA", "tab": "home"}
        await slack.happen(workspace, event)
        await slack.until(lambda: workspace.homes)
        assert desk.asked[0][0].channels == {"slack:T024/C0123"}

    async def test_its_other_tab_shows_nothing(self, slack, workspace, desk, bot):
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0ADA", "tab": "messages"}
        await slack.happen(workspace, event)
        await asked(slack, workspace, "topics")
        assert len(desk.asked) == 1

    async def test_a_search_from_it_opens_a_window(self, slack, workspace, desk, home):
        typed = {**element(home, Action.SEARCH), "value": "chips"}
        view = {**home, "id": "V0HOME"}
        await slack.click_in_view(workspace, typed, view)

        (window,) = await slack.until(lambda: workspace.views)
        assert window["type"] == "modal"
        assert desk.asked[-1][0].terms.typed == "chips"

    async def test_a_button_in_the_window_changes_the_window(self, slack, workspace, desk, home):
        typed = {**element(home, Action.SEARCH), "value": "chips"}
        await slack.click_in_view(workspace, typed, {**home, "id": "V0HOME"})
        (window,) = await slack.until(lambda: workspace.views)
        before = window["hash"]

        await slack.click_in_view(workspace, element(window, Action.PAGE), window)

        await slack.until(lambda: workspace.views[0]["hash"] != before)
        assert len(workspace.views) == 1
        assert desk.asked[-1][0].page == 2
        assert "Share in channel" not in str(workspace.views)

    async def test_a_trigger_that_expired_makes_it_a_direct_message(
        self, slack, workspace, desk, home
    ):
        slack.faults.next("views.open", "refuse", error="expired_trigger_id")
        typed = {**element(home, Action.SEARCH), "value": "chips"}
        await slack.click_in_view(workspace, typed, {**home, "id": "V0HOME"})
        await slack.until(lambda: slack.direct(workspace, "U012").messages)

"""Channels: whose they are, and what keeps posts from them, with the remedy."""

import pytest

from bot.chat import PostFailed
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.tokens import Installed
from bot.platforms.slack.workspaces import Workspaces
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.slack.test_posting import KEY, MESSAGE, NEWS
from tests.fakes.slack.workspace import Workspace


class FakeTokens:
    """Those of a list."""

    def __init__(self, installed):
        self._installed = installed

    async def find(self, enterprise, team):
        return next((i for i in self._installed if i.team == team), None)

    async def all(self):
        return tuple(self._installed)

    async def gone(self, enterprise, team, *, token=None, sparing=None):
        self._installed = [i for i in self._installed if i.token != token]


async def test_a_channel_is_the_bot_tokens_teams(platform):
    assert await platform.located(Channel.parse("slack:C0123")) == NEWS


async def test_an_organisations_channel_is_its_own_teams(slack, workspace, platform):
    workspace.enterprise, workspace.is_enterprise_install = "E0GRID", True
    assert await platform.located(Channel.parse("slack:C0123")) == NEWS
    assert await platform.obstacle(NEWS) is None


async def test_a_scope_that_was_added_since_counts_at_once(workspace, platform):
    workspace.scopes.remove("chat:write")
    assert "lacks the scope chat:write" in await platform.obstacle(NEWS)
    workspace.scopes.add("chat:write")
    assert await platform.obstacle(NEWS) is None


async def test_a_channel_cant_be_located_while_slack_is_down(slack, platform):
    slack.faults.next("auth.test", "500 before")
    with pytest.raises(PostFailed) as later:
        await platform.located(Channel.parse("slack:C0123"))
    assert later.value.retry


async def test_nothing_is_in_the_way_of_a_channel_with_the_bot_in_it(platform):
    assert await platform.obstacle(NEWS) is None


async def test_the_bot_has_to_be_invited(workspace, platform):
    workspace.channels["C0123"].is_member = False
    assert await platform.obstacle(NEWS) == "I'm not in #news: type `/invite @broadsheet` there"


async def test_a_public_channel_needs_no_invitation_with_that_scope(workspace, platform):
    workspace.channels["C0123"].is_member = False
    workspace.scopes.add("chat:write.public")
    assert await platform.obstacle(NEWS) is None


async def test_an_archived_channel_takes_no_posts(workspace, platform):
    workspace.channels["C0123"].is_archived = True
    assert "is archived" in await platform.obstacle(NEWS)


async def test_a_private_channel_that_the_bot_isnt_in_looks_like_none(workspace, platform):
    workspace.add_channel("G0SECRET", "secret", is_private=True, is_member=False)
    said = await platform.obstacle(Channel.parse("slack:T024/G0SECRET"))
    assert "no channel G0SECRET that I can see" in said
    assert "/invite @broadsheet" in said


async def test_direct_messages_with_the_bot_take_posts_and_those_of_others_dont(
    workspace, platform
):
    workspace.add_channel("D0ADA", "direct", is_im=True, members={"U012"})
    assert await platform.obstacle(Channel.parse("slack:T024/D0ADA")) is None
    said = await platform.obstacle(Channel.parse("slack:T024/D0OTHERS"))
    assert "no channel D0OTHERS that I can see" in said


@pytest.mark.parametrize("scope", ["chat:write", "channels:read", "groups:read"])
async def test_a_missing_scope_is_in_the_way(workspace, platform, scope):
    workspace.channels["C0123"].is_private = scope == "groups:read"
    workspace.scopes.remove(scope)
    assert f"lacks the scope {scope}" in await platform.obstacle(NEWS)


async def test_whether_something_is_in_the_way_cant_be_told_while_slack_is_down(slack, platform):
    slack.faults.next("conversations.info", "500 before")
    with pytest.raises(PostFailed) as later:
        await platform.obstacle(NEWS)
    assert later.value.retry


class TestSeveralWorkspaces:
    @pytest.fixture
    def several(self, slack, workspace, wire):
        """The Times, whose token is dead, and the Rival: found by who sees the channel."""
        rival = slack.add(Workspace(id="T0RIVAL", token="xoxb-2222-rival"))
        rival.add_channel("C0RIVAL", "rivals")
        grid = slack.add(
            Workspace(
                id="T0GRID", enterprise="E0GRID", is_enterprise_install=True, token="xoxb-3-grid"
            )
        )
        grid.add_channel("C0GRID", "hall")
        grid.add_channel("C0SISTER", "board", team="T0SISTER")
        grid.add_channel("C0BOTH", "both", team="T0SISTER", shared_teams=("T0GRID", "T0SISTER"))
        installed = [
            Installed(enterprise=None, team="T024", token=Secret(workspace.token)),
            Installed(enterprise=None, team="T0RIVAL", token=Secret(rival.token)),
            Installed(enterprise="E0GRID", team=None, token=Secret(grid.token)),
        ]
        sign_ins = SignIns()
        workspaces = Workspaces(wire, sign_ins, own=None, tokens=FakeTokens(installed))
        return SlackPlatform(workspaces, sign_ins)

    async def test_a_channel_is_located_by_who_sees_it(self, several):
        rival = await several.located(Channel.parse("slack:C0RIVAL"))
        assert str(rival) == "slack:T0RIVAL/C0RIVAL"

    async def test_a_dead_token_of_one_hides_no_channel_of_another(
        self, several, workspace, logged
    ):
        workspace.token_state = "revoked"
        await several.located(Channel.parse("slack:C0RIVAL"))
        with pytest.raises(PostFailed) as later:
            await several.located(Channel.parse("slack:C0NOWHERE"))
        assert later.value.retry
        assert [(e["event"], e["whose"]) for e in logged] == [("platform signed out", "T024")]

    async def test_an_organisations_token_serves_its_teams(self, several):
        channel = Channel.parse("slack:T0GRID/C0GRID")
        assert await several.obstacle(channel) is None
        posted = await several.post(channel, MESSAGE, send_key=KEY)
        assert posted.channel == "C0GRID"

    @pytest.mark.parametrize(
        ("address", "served"),
        [
            ("slack:T0SISTER/C0SISTER", True),
            ("slack:T0GRID/C0BOTH", True),
            ("slack:T0GRID/C0SISTER", False),
        ],
    )
    async def test_a_team_of_an_organisation_reaches_no_channel_of_another(
        self, several, address, served
    ):
        channel = Channel.parse(address)
        if served:
            assert await several.obstacle(channel) is None
            return
        with pytest.raises(PostFailed):
            await several.post(channel, MESSAGE, send_key=KEY)
        with pytest.raises(PostFailed):
            await several.obstacle(channel)

    async def test_an_own_token_thats_dead_stops_nobody_whom_another_serves(
        self, slack, workspace, wire
    ):
        workspace.token_state = "revoked"
        rival = slack.add(Workspace(id="T0RIVAL", token="xoxb-2222-rival"))
        rival.add_channel("C0RIVAL", "rivals")
        installed = [Installed(enterprise=None, team="T0RIVAL", token=Secret(rival.token))]
        everybody = Workspaces(
            wire,
            SignIns(),
            own=Secret(workspace.token),
            tokens=FakeTokens(installed),
        )
        channel = Channel.parse("slack:T0RIVAL/C0RIVAL")
        assert (await everybody.posting_to(channel)).team == "T0RIVAL"
        assert (await everybody.of("T0RIVAL")).team == "T0RIVAL"
        for nobodys in (NEWS, Channel.parse("slack:C0123")):
            with pytest.raises(PostFailed, match="the token was revoked"):
                await everybody.posting_to(nobodys)
        with pytest.raises(PostFailed, match="the token was revoked"):
            await everybody.of("T024")


async def test_another_teams_channel_is_nobodys(platform):
    with pytest.raises(PostFailed, match="isn't installed in the workspace T0OTHER"):
        await platform.obstacle(Channel.parse("slack:T0OTHER/C0123"))

"""The workspaces that the app is installed in, each with what acts there."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat import PostFailed
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.refusals import ENDED, REACHED, error_of, outcome, scopes_of
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.tokens import Installed, Tokens
from bot.secrets import Secret
from digests.schedule.channel import Channel

OWN = "SLACK_BOT_TOKEN"

SILENT = "Slack doesn't answer"

AGAIN = 30
"""Seconds for which a silent Slack isn't asked again: every schedule would wait for it at start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A team with the app in it. *team* is None where a whole Grid organisation installed it."""

    team: str | None
    enterprise: str | None
    bot_user: str
    bot_name: str
    scopes: frozenset[str]
    client: AsyncWebClient
    own: bool = False
    """Whether it's the bot token's, so that people may be named without their workspace."""

    @property
    def whose(self) -> str:
        """Whose token it is, for the log."""
        return OWN if self.own else (self.team or self.enterprise or "")

    def serves(self, team: str | None, enterprise: str | None) -> bool:
        """Whether somebody of that *team* is answered here."""
        if self.team is None:
            return self.enterprise is not None and self.enterprise == enterprise
        return self.team == team


class NotInstalled(PostFailed):
    """Nobody acts for the channel, until the app is installed there."""


class Workspaces:
    """Finds who acts in a workspace: the bot token in its own, installations in theirs."""

    def __init__(
        self,
        wire: Wire,
        sign_ins: SignIns,
        *,
        own: Secret | None,
        tokens: Tokens | None = None,
    ) -> None:
        self._wire = wire
        self.sign_ins = sign_ins
        self._own = own
        self._tokens = tokens
        self._known: dict[Secret, Workspace] = {}
        self._asking: defaultdict[Secret, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._silent_until = 0.0

    def known(self, team: str | None, enterprise: str | None = None) -> Workspace | None:
        """The workspace, as far as it can be told without asking anybody."""
        return next((w for w in self._known.values() if w.serves(team, enterprise)), None)

    async def own(self) -> Workspace:
        """The bot token's; raises PostFailed where there's none, or where Slack can't be asked."""
        if self._own is None:
            raise PostFailed("slack", f"{OWN} isn't set", retry=False)
        return await self._workspace(self._own, OWN)

    async def of(self, team: str | None, enterprise: str | None = None) -> Workspace | None:
        """Who acts for *team*, of *enterprise* on Grid; None where the app isn't installed.

        Raises PostFailed where Slack can't be asked.
        """
        return await self._serving(await self._own_as_it_is(), team, enterprise)

    async def posting_to(self, channel: Channel) -> Workspace:
        """Who posts to *channel*; raises PostFailed where nobody can."""
        if channel.workspace is None:
            return await (self._seeing(channel) if self._own is None else self.own())
        own = await self._own_as_it_is()
        if isinstance(own, Workspace) and own.team is None and await _sees(own, channel):
            return own
        try:
            found = await self._serving(own, channel.workspace)
        except PostFailed as problem:
            return await self._of_an_organisation(channel, otherwise=problem)
        return found or await self._of_an_organisation(channel)

    async def left(self, enterprise: str | None, team: str | None) -> None:
        """The app was taken out there: what its token opened is closed."""
        self._known = {k: w for k, w in self._known.items() if not w.serves(team, enterprise)}
        if self._tokens is not None:
            await self._tokens.gone(enterprise, team, sparing=self._own_team)

    @property
    def _own_team(self) -> str | None:
        known = self._known.get(self._own) if self._own else None
        return known.team if known else None

    async def _installed(self, installed: Installed) -> Workspace:
        """What acts there; raises PostFailed.

        A token that Slack refused is tried once more. Is it refused again, so the app isn't
        installed any more: nobody may have told us.
        """
        if self.sign_ins.signed_out(installed.whose):
            self._known.pop(installed.token, None)
        try:
            return await self._workspace(installed.token, installed.whose)
        except PostFailed as problem:
            refusal = problem.__cause__
            over = isinstance(refusal, SlackApiError) and error_of(refusal) in ENDED
            if over and self._tokens is not None:
                await self._tokens.gone(
                    installed.enterprise,
                    installed.team,
                    token=installed.token,
                    sparing=self._own_team,
                )
            raise

    async def _own_as_it_is(self) -> Workspace | PostFailed | None:
        """The bot token's; what is wrong with it stops nobody whom another token serves."""
        if self._own is None:
            return None
        try:
            return await self.own()
        except PostFailed as problem:
            return problem

    async def _serving(
        self, own: Workspace | PostFailed | None, team: str | None, enterprise: str | None = None
    ) -> Workspace | None:
        """*own*, else whose installation it is."""
        if isinstance(own, Workspace) and own.serves(team, enterprise):
            return own
        found = None
        if self._tokens is not None:
            found = await self._tokens.find(enterprise, team)
        if found is not None:
            return await self._installed(found)
        if isinstance(own, PostFailed):  # it may be the own token's, which can't be asked
            raise own
        return None

    async def _of_an_organisation(
        self, channel: Channel, *, otherwise: PostFailed | None = None
    ) -> Workspace:
        """A team of an organisation that installed the app; its id alone doesn't tell of which.

        Raises *otherwise* where there's none.
        """
        organisations = [one for one in await self._everywhere() if one.team is None]
        if found := await self._first_seeing(channel, organisations):
            return found
        raise otherwise or NotInstalled(
            str(channel),
            f"the app isn't installed in the workspace {channel.workspace}: install it there",
            retry=True,
        )

    async def _seeing(self, channel: Channel) -> Workspace:
        """The workspace whose bot sees *channel*, where it doesn't name its own."""
        if found := await self._first_seeing(channel, await self._everywhere()):
            return found
        raise NotInstalled(
            str(channel),
            f"no workspace that the app is installed in has the channel {channel.id}: "
            "check its id, or invite the bot there",
            retry=True,
        )

    async def _everywhere(self) -> tuple[Installed, ...]:
        return await self._tokens.all() if self._tokens else ()

    async def _first_seeing(self, channel: Channel, among: Iterable[Installed]) -> Workspace | None:
        """The first that sees *channel*; raises PostFailed where one that may can't be asked."""
        unasked: PostFailed | None = None
        for installed in among:
            try:
                workspace = await self._installed(installed)
            except PostFailed as problem:
                unasked = problem
                continue
            if await _sees(workspace, channel):
                return workspace
        if unasked is not None:
            raise unasked
        return None

    async def _workspace(self, token: Secret, whose: str) -> Workspace:
        """What *token* opens, asked once; raises PostFailed."""
        if known := self._known.get(token):
            return known
        async with self._asking[token]:
            if known := self._known.get(token):
                return known
            client = self._wire.client(token.reveal())
            answer = await self._tested(client, whose)
            said: Mapping[str, str] = answer.data  # type: ignore[assignment] # JSON, not bytes
            workspace = Workspace(
                team=None if said.get("is_enterprise_install") else said["team_id"],
                enterprise=said.get("enterprise_id"),
                bot_user=said["user_id"],
                bot_name=said.get("user", "broadsheet"),
                scopes=scopes_of(answer.headers),
                client=client,
                own=whose == OWN,
            )
            self._known[token] = workspace
            return workspace

    async def _tested(self, client: AsyncWebClient, whose: str) -> AsyncSlackResponse:
        """What Slack says of the client's token; while it's silent, nobody waits for it in turn."""
        clock = asyncio.get_running_loop().time
        if clock() < self._silent_until:
            raise PostFailed("slack", SILENT, retry=True)
        try:
            with self.sign_ins.heard(whose):
                return await client.auth_test()
        except TimeoutError as silence:
            self._silent_until = clock() + AGAIN
            raise PostFailed("slack", SILENT, retry=True) from silence
        except (SlackApiError, *REACHED) as problem:
            raise _unasked(outcome("slack", problem)) from problem


def _unasked(problem: Exception) -> PostFailed:
    """Nothing was posted yet: whatever went wrong, it can be tried again."""
    if isinstance(problem, PostFailed):
        return PostFailed("slack", problem.problem, retry=True, wait=problem.wait)
    return PostFailed("slack", str(problem), retry=True)


async def _sees(workspace: Workspace, channel: Channel) -> bool:
    """Whether its bot sees *channel*, and sees it in the team that *channel* names.

    An organisation's token sees the channels of all its teams, and each team has its own admins.
    """
    try:
        found = await workspace.client.conversations_info(channel=channel.id)
    except (SlackApiError, *REACHED):
        return False
    return channel.workspace in {None, workspace.team} or channel.workspace in _teams(found)


def _teams(found: AsyncSlackResponse) -> set[str]:
    seen = found["channel"]
    shared = (*(seen.get("shared_team_ids") or ()), *(seen.get("internal_team_ids") or ()))
    return {team for team in (seen.get("context_team_id"), *shared) if team}

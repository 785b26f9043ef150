"""Reception: takes what Slack delivers, acknowledges it at once, and has it answered."""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Self

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.chat import PostFailed
from bot.commands.grammar import parse
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.questions import Questions
from bot.platforms.slack.typed import written
from bot.platforms.slack.whereabouts import Whereabouts
from bot.platforms.slack.workspaces import Workspace, Workspaces

log = structlog.get_logger(__name__)

QUIET = logging.getLogger("slack_bolt.broadsheet")
QUIET.setLevel(logging.ERROR)
"""Below that, Bolt speaks of how it was set up and of events that nobody answers."""

EVENTS: Mapping[str, str] = {
    "app_home_opened": "_home",
    "app_mention": "_message",
    "app_uninstalled": "_uninstalled",
    "message": "_message",
    "tokens_revoked": "_revoked",
}
"""The events that are listened to, with what listens; the manifest subscribes to the same."""

ANYTHING = re.compile("")

REMEMBERED = 10_000
"""Deliveries whose repetition is noticed; Slack repeats within minutes (FACTS 1.4)."""

IN_TIME = 1.5
"""Seconds: suggestions are the acknowledgement itself, due within three (FACTS 1.4)."""

AT_THE_END = 5.0
"""Seconds for what is being answered when the bot ends."""

NOT_INSTALLED = "I'm not installed in this workspace: ask whoever runs me for the install link."
UNREACHED = "Slack doesn't let me look around just now. Ask again in a minute."


class Reception:
    """Bolt's app with our listeners; both transports hand it what arrives."""

    def __init__(
        self,
        wire: Wire,
        workspaces: Workspaces,
        questions: Questions,
        *,
        in_time: float = IN_TIME,
    ) -> None:
        """*in_time* are the seconds in which a workspace has to be known for suggestions."""
        self._in_time = in_time
        self._wire = wire
        self._workspaces = workspaces
        self._questions = questions
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._answering: set[asyncio.Task[None]] = set()
        self.app = AsyncApp(
            name="broadsheet",
            logger=QUIET,
            client=wire.client(),
            authorize=_authorizing(workspaces),
            signing_secret="",
            request_verification_enabled=False,  # which is done before it gets here
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._listen()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Finish what is being answered, for a few seconds."""
        if self._answering:
            _done, late = await asyncio.wait(self._answering, timeout=AT_THE_END)
            for task in late:
                task.cancel()

    def _listen(self) -> None:
        app = self.app
        app.middleware(self._once)
        app.command(ANYTHING)(self._command)
        app.action(ANYTHING)(self._action)
        app.options(ANYTHING)(self._options)
        app.view(ANYTHING)(self._view)
        for event, listener in EVENTS.items():
            app.event(event)(getattr(self, listener))

    async def _once(
        self, body: dict[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """What was delivered before is acknowledged, and not answered again."""
        key = body.get("event_id") or body.get("trigger_id")
        if key in self._seen:
            return BoltResponse(status=200, body="")
        if key:
            self._seen[key] = None
            if len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        await next_()
        return None

    async def _command(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        await ack()
        self._begin(self._answer_command(body, context))

    async def _answer_command(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = await self._workspace(context, body.get("response_url"))
        if workspace is None:
            return
        where = Whereabouts.of_command(body, workspace, _team(context))
        typed = written(body.get("text", ""))
        await self._questions.ask(where, parse(typed), command=body.get("command"))

    async def _action(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        self._begin(self._answer_action(body, context))

    async def _answer_action(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = await self._workspace(context, body.get("response_url"))
        if workspace is not None:
            where = Whereabouts.of_interaction(body, workspace, _team(context))
            await self._questions.act(where, body["actions"][0])

    async def _options(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """Its answer is the acknowledgement; nothing found is no options."""
        try:
            async with asyncio.timeout(self._in_time):
                workspace = await self._workspaces.of(context.team_id, context.enterprise_id)
        except (PostFailed, TimeoutError):
            workspace = None
        if workspace is None:
            await ack(options=[])
            return
        where = Whereabouts.of_interaction(body, workspace, _team(context))
        found = await self._questions.suggest(where, body["action_id"], body.get("value") or "")
        await ack(found)

    async def _view(self, ack: AsyncAck) -> None:
        """Nothing of ours is sent off by a modal's own button: it just closes."""
        await ack()

    async def _message(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """A mention in a channel, or a message to the bot alone; never what a bot wrote."""
        addressed = event["type"] == "app_mention" or event.get("channel_type") == "im"
        if addressed and not event.get("bot_id") and not event.get("subtype"):
            self._begin(self._answer_message(event, context))

    async def _answer_message(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = await self._workspace(context, None)
        if workspace is None:
            return
        where = Whereabouts.of_event(event, workspace, _team(context))
        typed = written(event.get("text", "").replace(f"<@{workspace.bot_user}>", " "))
        await self._questions.ask(where, parse(self._questions.without_command(typed)))

    async def _home(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        if event.get("tab") == "home":
            self._begin(self._show_home(event, context))

    async def _show_home(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        workspace = await self._workspace(context, None)
        if workspace is not None:
            here = {"user": event["user"]}
            await self._questions.front_page(Whereabouts.of_event(here, workspace, _team(context)))

    async def _uninstalled(self, context: AsyncBoltContext) -> None:
        self._take_out(context)

    async def _revoked(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Only the bot's token is ours."""
        if (event.get("tokens") or {}).get("bot"):
            self._take_out(context)

    def _take_out(self, context: AsyncBoltContext) -> None:
        self._begin(self._workspaces.left(context.enterprise_id, context.team_id))

    async def _workspace(
        self, context: AsyncBoltContext, response_url: str | None
    ) -> Workspace | None:
        """Who acts there; where nobody does, whoever asked is told so."""
        try:
            found = await self._workspaces.of(context.team_id, context.enterprise_id)
        except PostFailed as problem:
            log.warning("answer refused", platform="slack", reason=problem.problem)
            await self._say(response_url, UNREACHED)
            return None
        if found is None:
            log.warning("workspace unknown", platform="slack", workspace=context.team_id)
            await self._say(response_url, NOT_INSTALLED)
        return found

    async def _say(self, response_url: str | None, sentence: str) -> None:
        if response_url is not None:
            await self._wire.answering(response_url).send(text=sentence, response_type="ephemeral")

    def _begin(self, work: Coroutine[Any, Any, None] | Awaitable[None]) -> None:
        """Do *work* beside everything else; whatever breaks in it breaks only it."""
        task = asyncio.create_task(self._whole(work))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    @staticmethod
    async def _whole(work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:  # the edge of a task
            log.exception("answer not shown", platform="slack")


def _authorizing(
    workspaces: Workspaces,
) -> Callable[[str | None, str | None], Awaitable[AuthorizeResult]]:
    """Everybody passes: whose they are is looked at once they're acknowledged."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        known = workspaces.known(team_id, enterprise_id)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=known.bot_user if known else None,  # its own events are passed over
        )

    return authorize


def _team(context: AsyncBoltContext) -> str:
    return context.team_id or context.enterprise_id or ""

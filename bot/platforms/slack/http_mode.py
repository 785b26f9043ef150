"""HTTP mode: Slack calls an address of ours; what isn't provably Slack's is turned away."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Self

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.signature import SignatureVerifier

from bot.database.patience import back_off
from bot.platforms.slack.installing import INSTALL_PATH, REDIRECT_PATH
from bot.platforms.slack.refusals import REACHED
from bot.secrets import Secret

log = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"
"""Where commands, clicks and events come; the manifest names it."""

LARGEST = 1024 * 1024
"""Bytes of a call: a click brings along the whole message or modal, of at most 250 kB."""

BEGIN_AGAIN = f"Slack can't be reached just now. Begin again: {INSTALL_PATH}"

ENDING = 5.0
"""Seconds for calls that are being answered when the bot ends."""


class HttpMode:
    """Listens while its context lasts: for Slack's calls, for installations, or for both."""

    def __init__(
        self,
        listen: tuple[str, int],
        *,
        app: AsyncApp | None = None,
        signing_secret: Secret | None = None,
        flow: Callable[[], AsyncOAuthFlow] | None = None,
        waits: Callable[[int], timedelta] = back_off,
    ) -> None:
        """*waits* says how long to wait where the address is taken, after so many failures."""
        self._listen = listen
        self._app = app
        self._verifier = SignatureVerifier(signing_secret.reveal()) if signing_secret else None
        self._flow = flow
        self._waits = waits
        self._runner: web.AppRunner | None = None
        self._trying: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        pages = web.Application(client_max_size=LARGEST)
        if self._app is not None and self._verifier is not None:
            pages.router.add_post(EVENTS_PATH, self._delivered)
        if self._flow is not None:
            installing = InstallPages(self._flow())
            pages.router.add_get(INSTALL_PATH, installing.begun, allow_head=False)
            pages.router.add_get(REDIRECT_PATH, installing.redirected, allow_head=False)
        # No log of accesses: addresses of installations hold codes.
        self._runner = web.AppRunner(pages, access_log=None, shutdown_timeout=ENDING)
        await self._runner.setup()
        problem = await self._begun(self._runner)
        if problem is not None:  # which keeps nobody from posting
            log.error(
                "platform not listening", platform="slack", reason=unheard(self._listen, problem)
            )
            self._trying = asyncio.create_task(self._try_again(self._runner))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._trying is not None:
            self._trying.cancel()
            with suppress(asyncio.CancelledError):
                await self._trying
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def address(self) -> str:
        """Where it listens, with the port that it got."""
        host, port = self._runner.addresses[0][:2] if self._runner else self._listen
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def _begun(self, runner: web.AppRunner) -> OSError | None:
        """Listen; gives what is in the way."""
        site = web.TCPSite(runner, *self._listen)
        try:
            await site.start()
        except OSError as problem:
            await site.stop()
            return problem
        log.info("platform listening", platform="slack", address=self.address)
        return None

    async def _try_again(self, runner: web.AppRunner) -> None:
        failures = 1
        while True:
            await asyncio.sleep(self._waits(failures).total_seconds())
            if await self._begun(runner) is None:
                return
            failures += 1

    async def _delivered(self, request: web.Request) -> web.StreamResponse:
        """Hand a call of Slack's to Bolt; anybody else's gets 401, whatever is wrong with it."""
        body = await request.read()
        if not self._is_slacks(body, request) or self._app is None:
            return web.json_response({"error": "not signed by Slack"}, status=401)
        try:
            call = await to_bolt_request(request)
        except ValueError:
            return web.json_response({"error": "unreadable"}, status=400)
        return await to_aiohttp_response(await self._app.async_dispatch(call))

    def _is_slacks(self, body: bytes, request: web.Request) -> bool:
        """Whether Slack signed it within the last five minutes.

        The SDK's own check breaks at a timestamp that's no number, at bytes that are no text and at
        a signature that isn't ASCII (FACTS 1.5).
        """
        if self._verifier is None:
            return False
        try:
            return self._verifier.is_valid_request(body, dict(request.headers))
        except (ValueError, TypeError, OverflowError):
            return False


async def obstacle(listen: tuple[str, int]) -> OSError | None:
    """What keeps us from listening there, if anything does; it isn't listened for longer."""
    try:
        server = await asyncio.start_server(lambda *_: None, *listen)
    except OSError as problem:
        return problem
    server.close()
    await server.wait_closed()
    return None


def unheard(listen: tuple[str, int], problem: OSError) -> str:
    """That *listen* can't be listened on, in a sentence with the remedy."""
    host, port = listen
    return (
        f"{host}:{port} can't be listened on ({problem.strerror}): stop what listens there, "
        "or write another address behind listen: under slack:"
    )


class InstallPages:
    """Where a workspace begins to install the app, and where Slack sends its people back to."""

    def __init__(self, flow: AsyncOAuthFlow) -> None:
        self._flow = flow

    async def begun(self, request: web.Request) -> web.StreamResponse:
        """The page with the link to Slack."""
        answer = await self._flow.handle_installation(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def redirected(self, request: web.Request) -> web.StreamResponse:
        """What became of it; the installation is stored."""
        try:
            answer = await self._flow.handle_callback(await to_bolt_request(request))
        except REACHED as problem:
            log.warning("platform unreachable", platform="slack", reason=type(problem).__name__)
            return web.Response(status=502, text=BEGIN_AGAIN)
        return await to_aiohttp_response(answer)

"""Socket Mode: the bot opens a socket to Slack, and is delivered to through it; supervised."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Self

import structlog
from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.database.patience import back_off
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.refusals import DEAD, REACHED, error_of, wait_of
from bot.platforms.slack.sign_ins import SignIns
from bot.secrets import Secret

log = structlog.get_logger(__name__)

QUIET = logging.getLogger("slack_sdk.socket_mode.broadsheet")
QUIET.setLevel(logging.CRITICAL)
"""What the SDK would say of a lost connection, with a traceback every few seconds, is said here."""

APP_TOKEN = "SLACK_APP_TOKEN"  # noqa: S105 - the variable's name

CONNECTING = 15.0
"""Seconds for a socket to open."""

PING = 10.0
"""Seconds between looks at whether Slack is still there."""

STEADY = 30.0
"""Seconds after which a socket counts as one that held: others are opened later and later."""

LOOK = 1.0
"""Seconds between looks at whether the socket is open, where nothing says that it closed."""

SUGGESTION = "block_suggestion"
"""The one kind of delivery that is answered by its acknowledgement."""

MANY = 9
"""Failures after which it's tried at long intervals only; a dead token counts as so many."""

Waits = Callable[[int], timedelta]


class SocketMode:
    """One socket, replaced whenever Slack asks or the connection breaks."""

    def __init__(
        self,
        app: AsyncApp,
        wire: Wire,
        sign_ins: SignIns,
        token: Secret,
        *,
        waits: Waits = back_off,
        connecting: float = CONNECTING,
    ) -> None:
        """*waits* says how long to wait after so many failures in a row.

        *connecting* is how many seconds a socket may take to open.
        """
        self._app = app
        self._wire = wire
        self._sign_ins = sign_ins
        self._token = token
        self._waits = waits
        self._patience = connecting
        self._failures = 0
        self._connecting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._connecting = asyncio.create_task(self._keep_connected())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            with suppress(asyncio.CancelledError):
                await self._connecting

    async def _keep_connected(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            began = clock()
            try:
                await self._connected()
                self._failures = 0 if clock() - began >= STEADY else self._failures + 1
                if self._failures:
                    await asyncio.sleep(self._waits(self._failures).total_seconds())
            except (SlackApiError, *REACHED) as problem:
                await self._wait(problem)
            except Exception:  # the edge of a task: the next socket may do better
                log.exception("platform lost", platform="slack")
                self._failures += 1
                await asyncio.sleep(self._waits(self._failures).total_seconds())

    async def _wait(self, problem: Exception) -> None:
        """Until it's worth another try; that it didn't work is said once."""
        self._failures += 1
        refusal = problem if isinstance(problem, SlackApiError) else None
        if refusal and error_of(refusal) in DEAD:  # which the log has said
            self._failures = max(self._failures, MANY)
        elif self._failures == 1:
            log.warning("platform unreachable", platform="slack", reason=str(problem)[:200])
        wait = (wait_of(refusal) if refusal else None) or self._waits(self._failures)
        await asyncio.sleep(wait.total_seconds())

    async def _connected(self) -> None:
        """Open a socket and stay until it's gone; raises what keeps it from opening."""
        client = self._client()
        lost = asyncio.Event()

        async def closed(_: WSMessage) -> None:
            lost.set()

        client.on_close_listeners.append(closed)
        client.socket_mode_request_listeners.append(self._take)
        try:
            await self._open(client)
            while await self._is_open(client):
                with suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), LOOK)
                lost.clear()
        finally:
            await client.close()  # type: ignore[no-untyped-call] # the SDK

    def _client(self) -> SocketModeClient:
        return SocketModeClient(
            app_token=self._token.reveal(),
            web_client=self._wire.client(),
            logger=QUIET,
            auto_reconnect_enabled=False,  # it would try a used-up address for ever
            ping_interval=PING,
        )

    async def _open(self, client: SocketModeClient) -> None:
        with self._sign_ins.heard(APP_TOKEN):
            answer = await client.web_client.apps_connections_open(app_token=client.app_token)
        client.wss_uri = answer["url"]
        await asyncio.wait_for(client.connect(), self._patience)  # type: ignore[no-untyped-call] # the SDK
        log.info("platform connected", platform="slack")

    async def _is_open(self, client: SocketModeClient) -> bool:
        """Whether it's connected; while the SDK replaces the socket, it's given time."""
        if client.connect_operation_lock.locked():
            with suppress(TimeoutError):
                await asyncio.wait_for(_unlocked(client.connect_operation_lock), self._patience)
        connected: bool = await client.is_connected()
        return connected

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Acknowledge an envelope and hand it to Bolt; only options are in the acknowledgement."""
        begun = time.time()  # Bolt's own measure
        waits = request.payload.get("type") == SUGGESTION
        if not waits:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        answer = await run_async_bolt_app(self._app, request)
        if waits:
            await send_async_response(client, request, answer, begun)


async def _unlocked(lock: asyncio.Lock) -> None:
    async with lock:
        return

"""Calls to Slack: its Web API and the response_urls it gives.

None is repeated by itself whose effect is unknown: the SDK's own clients repeat a call whose
connection broke, and so post twice (FACTS 0.2).
"""

import logging
from typing import Self

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

SLACK = "https://slack.com/api/"

PATIENCE = 20
"""Seconds for a call: less than delivery's own patience, so that the sentence is Slack's."""

TRIES = 2
"""After a call that Slack turned away for coming too soon, and so did nothing of."""

QUIET = logging.getLogger("slack_sdk.broadsheet")
QUIET.setLevel(logging.ERROR)
"""With a level of its own: at none, the SDK words a line for each call that nobody reads."""


class Wire:
    """One pool of connections for all workspaces, while its context lasts."""

    def __init__(self, api_url: str | None = None, *, patience: float = PATIENCE) -> None:
        """*api_url* is another server than Slack's own, *patience* seconds for a call."""
        self._patience = patience
        self.api_url = (api_url or SLACK).rstrip("/") + "/"
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=self._patience))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    def client(self, token: str | None = None, *, waits: bool = False) -> AsyncWebClient:
        """The Web API as the owner of *token*; without one, where the call brings its own.

        It *waits* where Slack is called too often; delivery has a pace of its own.
        """
        return AsyncWebClient(
            token=token,
            base_url=self.api_url,
            session=self._session,
            timeout=PATIENCE,
            retry_handlers=_waiting() if waits else [],
            logger=QUIET,
        )

    def answering(self, response_url: str) -> AsyncWebhookClient:
        """What answers at *response_url*; it waits where Slack is called too often."""
        return AsyncWebhookClient(
            response_url,
            session=self._session,
            timeout=PATIENCE,
            retry_handlers=_waiting(),
            logger=QUIET,
        )


def _waiting() -> list[AsyncRetryHandler]:
    return [AsyncRateLimitErrorRetryHandler(max_retry_count=TRIES)]

"""Whether Slack takes our tokens: said once in the log when it doesn't, and once when it does."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from slack_sdk.errors import SlackApiError

from bot.platforms.slack.refusals import DEAD, error_of

log = structlog.get_logger(__name__)


class SignIns:
    """Remembers which tokens Slack refused, by whose they are: "T024", or the variable's name."""

    def __init__(self) -> None:
        self._refused: dict[str, str] = {}

    def signed_out(self, whose: str) -> bool:
        """Whether Slack refused the token of *whose* when it last saw it."""
        return whose in self._refused

    @contextmanager
    def heard(self, whose: str) -> Iterator[None]:
        """What is called within, with the token of *whose*, tells whether it's any good."""
        try:
            yield
        except SlackApiError as refusal:
            error = error_of(refusal)
            if error in DEAD:
                self._refuse(whose, error)
            raise
        else:
            self._accept(whose)

    def _refuse(self, whose: str, error: str) -> None:
        if self._refused.get(whose) != error:
            self._refused[whose] = error
            log.error("platform signed out", platform="slack", whose=whose, reason=DEAD[error])

    def _accept(self, whose: str) -> None:
        if self._refused.pop(whose, None):
            log.info("platform signed in", platform="slack", whose=whose)

"""Read-back: whether a message that nobody is sure of is there (DESIGN D14)."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.chat import Platform, PostFailed, Receipt, Unreadable
from bot.clock import Clock
from bot.database.claim import Claim
from bot.database.claims import Claims
from bot.database.patience import back_off
from bot.errors import worded
from bot.publishing.gates import Gate
from bot.publishing.pace import Pace
from digests.schedule.schedule import OnUnknown

MARGIN = timedelta(minutes=5)
"""By how much the platform's clock may be behind ours or ahead of it: as much as Slack allows."""

DECIDE = "look into the channel, then `broadsheet editions release`, `retry` or `skip`"

log = structlog.get_logger(__name__)


class ReadBack:
    """Looks for unclear parts in one platform's channels, and decides what comes of them."""

    def __init__(
        self, platform: Platform, claims: Claims, gate: Gate, clock: Clock, pace: Pace
    ) -> None:
        self._platform = platform
        self._claims = claims
        self._gate = gate
        self._clock = clock
        self._pace = pace

    async def settle(self, claim: Claim) -> None:
        """Find *claim*: it's sent if it's there, next in line again if it isn't, else decided."""
        if not self._platform.readable:
            await self._again(claim)
            return
        settled = _attempts(claim)[1] + self._pace.settle
        if self._clock.now() < settled:  # found in the middle of a post, and that not long ago
            await self._claims.unclear(claim, "the answer was lost", not_before=settled)
            return
        try:
            receipt = await self._look(claim)
        except Unreadable as problem:
            await self._undecidable(claim, str(problem))
        except PostFailed as refusal:
            if refusal.retry:
                await self._leave_alone(claim, refusal)
                await self._later(claim, refusal, refusal.wait)
            else:
                await self._undecidable(claim, str(refusal))
        except Exception as problem:  # whatever it was, the message may be there
            expected = isinstance(problem, TimeoutError)
            log.warning(
                "read-back failed",
                edition=claim.edition,
                reason=worded(problem),
                exc_info=not expected,
            )
            await self._later(claim, problem, None)
        else:
            await self._found(claim, receipt)

    async def _look(self, claim: Claim) -> Receipt | None:
        begun, last = _attempts(claim)
        async with asyncio.timeout(self._pace.patience.total_seconds()):
            return await self._platform.find(
                claim.channel,
                claim.send_key,
                under=claim.under,
                since=begun - MARGIN,
                until=last + self._pace.settle + MARGIN,
            )

    async def _found(self, claim: Claim, receipt: Receipt | None) -> None:
        if receipt is None:
            await self._again(claim)
            return
        log.info("part found", edition=claim.edition, part=claim.seq, channel=str(claim.channel))
        await self._claims.receive(claim, receipt, now=self._clock.now())

    async def _again(self, claim: Claim) -> None:
        log.info(
            "part posted again", edition=claim.edition, part=claim.seq, channel=str(claim.channel)
        )
        await self._claims.again(claim, now=self._clock.now())

    async def _undecidable(self, claim: Claim, problem: str) -> None:
        if claim.on_unknown is OnUnknown.RESEND:
            await self._again(claim)
            return
        log.error(
            "part held",
            edition=claim.edition,
            part=claim.seq,
            channel=str(claim.channel),
            reason=problem,
        )
        await self._claims.hold(
            claim, f"nobody can tell whether it was posted ({problem}): {DECIDE}"
        )

    async def _leave_alone(self, claim: Claim, refusal: PostFailed) -> None:
        """Let nobody else look where the platform wants to be left alone: all would be refused."""
        limits = self._platform.limits_of_reading(claim.channel)
        if refusal.wait is not None and (refusal.limit or limits):
            key = refusal.limit or limits[-1].key
            await self._gate.close(key, until=self._clock.now() + refusal.wait)

    async def _later(self, claim: Claim, problem: Exception, wait: timedelta | None) -> None:
        not_before = self._clock.now() + (wait or back_off(claim.attempts))
        await self._claims.unclear(claim, worded(problem), not_before=not_before)


def _attempts(claim: Claim) -> tuple[datetime, datetime]:
    """The first and the last attempt that may have posted *claim*."""
    if claim.unsure_since is None or claim.attempted_at is None:
        raise ValueError(f"{claim.edition}, part {claim.seq} is unclear without an attempt")
    return claim.unsure_since, claim.attempted_at

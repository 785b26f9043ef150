"""Posting: one part, once: the intent first, then the post, then what came of it (DESIGN D14)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.chat import Platform, PostFailed, PostUnclear, Receipt
from bot.clock import Clock
from bot.database.claim import Claim
from bot.database.claims import Claims
from bot.database.engine import DatabaseUnusable
from bot.database.patience import back_off
from bot.errors import worded
from bot.publishing.gates import LATE, Gate, LocalGate, Shut
from bot.publishing.pace import Pace

log = structlog.get_logger(__name__)


class Posting:
    """Posts parts through one platform."""

    def __init__(
        self, platform: Platform, claims: Claims, gate: Gate, clock: Clock, pace: Pace
    ) -> None:
        self._platform = platform
        self._claims = claims
        self._gate = gate
        self._clock = clock
        self._pace = pace
        self._door = LocalGate()

    async def post(self, claim: Claim, *, leaves: datetime) -> None:
        """Post *claim*, not before it *leaves* by its gate, and write down what came of it.

        Nothing is posted if it's no longer ours.
        """
        now = self._clock.now()
        if not await self._claims.intend(claim, now=now, patience=self._pace.patience):
            log.info("claim lost", edition=claim.edition, part=claim.seq)
            return
        await self._leave(claim, leaves)
        if not claim.lasts(self._pace.patience):  # frozen since: another may be at it by now
            log.warning("claim outlived", **_named(claim))
            return
        try:
            async with self._counted(claim, leaves):
                receipt = await self._posted(claim)
        except PostFailed as refusal:
            await self._refused(claim, refusal)
        except Exception as lost:  # noqa: BLE001 - whatever it was, the message may be there
            await self._unclear(claim, lost, intended=now)
        else:
            log.info("part posted", **_named(claim))
            await self._claims.receive(claim, receipt, now=self._clock.now())

    async def _leave(self, claim: Claim, leaves: datetime) -> None:
        """Wait until *claim* may go on its way, one after another.

        A slow commit lets several go at once: they'd be more in a second than the gate counted.
        """
        limits = self._platform.limits(claim.channel)
        await self._clock_shows(leaves)
        while isinstance(shut := await self._door.admit(limits, now=self._clock.now()), Shut):
            await self._clock_shows(shut.until)

    @asynccontextmanager
    async def _counted(self, claim: Claim, leaves: datetime) -> AsyncIterator[None]:
        """Have the gate told, beside the post, if that's late: others go by what was counted."""
        now = self._clock.now()
        telling = None
        if now - leaves > LATE:
            telling = asyncio.create_task(self._tell_late(claim, leaves, now))
        try:
            yield
        finally:
            if telling is not None:
                await telling

    async def _tell_late(self, claim: Claim, leaves: datetime, now: datetime) -> None:
        limits = self._platform.limits(claim.channel)
        try:
            await self._gate.left(limits, leaves=leaves, now=now)
        except Exception as trouble:  # at worst a post too many is told to wait
            known = isinstance(trouble, DatabaseUnusable)
            log.warning(
                "gate not told", **_named(claim), reason=worded(trouble), exc_info=not known
            )

    async def _clock_shows(self, then: datetime) -> None:
        if (wait := then - self._clock.now()) > timedelta(0):
            await asyncio.sleep(wait.total_seconds())

    async def _posted(self, claim: Claim) -> Receipt:
        posting = self._platform.post(
            claim.channel, claim.payload, send_key=claim.send_key, under=claim.under
        )
        if self._platform.readable:
            async with asyncio.timeout(self._pace.patience.total_seconds()):
                return await posting
        # What can't be read back isn't given up on either: it would be posted twice.
        keeping = asyncio.create_task(self._keep(claim))
        try:
            return await posting
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep(self, claim: Claim) -> None:
        """Let nobody take us for dead while *claim* is at work: a terminal may be held for long."""
        while True:
            await asyncio.sleep(self._pace.lease.total_seconds() / 4)
            try:
                await self._claims.keep(claim, now=self._clock.now())
            except DatabaseUnusable as trouble:  # it's tried again before the lease ends
                log.warning("claim not kept", **_named(claim), reason=str(trouble))

    async def _refused(self, claim: Claim, refusal: PostFailed) -> None:
        now = self._clock.now()
        if not refusal.retry:
            log.error("part failed", **_named(claim), reason=refusal.problem)
            await self._claims.fail(claim, refusal.problem, now=now)
            return
        wait = back_off(claim.attempts + 1) if refusal.wait is None else refusal.wait
        if refusal.wait is not None and (key := self._asked_for(refusal, claim)):
            await self._gate.close(key, until=now + wait)
        told = {**_named(claim), "reason": refusal.problem, "seconds": wait.total_seconds()}
        if refusal.known:
            log.debug("part refused", **told)
        else:
            log.warning("part refused", **told)
        await self._claims.refuse(claim, refusal.problem, not_before=now + wait, now=now)

    def _asked_for(self, refusal: PostFailed, claim: Claim) -> str | None:
        """The key of what the platform wants to be left alone; no other channel waits for it."""
        limits = self._platform.limits(claim.channel)
        return refusal.limit or (limits[-1].key if limits else None)

    async def _unclear(self, claim: Claim, lost: Exception, *, intended: datetime) -> None:
        """To be read back once it has settled; what can't be read back, to be posted again."""
        expected = isinstance(lost, PostUnclear | TimeoutError)
        reason = str(lost) or ("no answer in time" if expected else type(lost).__name__)
        log.warning("part unclear", **_named(claim), reason=reason, exc_info=not expected)
        wait = back_off(claim.attempts + 1)
        if self._platform.readable:
            wait = max(wait, self._pace.settle)
        await self._claims.unclear(claim, reason, not_before=intended + wait)


def _named(claim: Claim) -> dict[str, object]:
    """The fields that tell a part in a line of the log."""
    return {"edition": claim.edition, "part": claim.seq, "channel": str(claim.channel)}

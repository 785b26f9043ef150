"""People of Slack: in which zone they are, and whether they're admins of their workspace."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.commands.queries import Asker
from bot.platforms.slack.refusals import REACHED, error_of, passes
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.whereabouts import Whereabouts

log = structlog.get_logger(__name__)

REMEMBERED = timedelta(minutes=5)
"""How long somebody counts as an admin who isn't one any more."""

STALE = timedelta(hours=1)
"""For how much longer, while Slack doesn't answer."""

MOST = 10_000
"""People who are remembered at a time."""

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Person:
    """What matters of somebody, and until when it's taken for true."""

    zone: ZoneInfo
    admin: bool
    until: datetime
    sure: bool = True
    """Whether Slack has said so, be it by refusing to say more."""


class People:
    """Looks people up, and remembers them for a few minutes."""

    def __init__(self, sign_ins: SignIns, admins: frozenset[str], clock: Clock) -> None:
        """*admins* are members' ids, "U0123" or "T024/U0123", who count as admins anyway."""
        self._sign_ins = sign_ins
        self._admins = admins
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], Person] = OrderedDict()
        self._said = False

    async def asker(self, where: Whereabouts) -> Asker:
        """Whoever is there; in UTC and no admin, where Slack doesn't say."""
        asker, _ = await self.looked_up(where)
        return asker

    async def looked_up(self, where: Whereabouts) -> tuple[Asker, bool]:
        """Whoever is there, and whether it's sure that they're an admin or none.

        It isn't while Slack doesn't answer: then they count as none.
        """
        person = await self._person(where)
        named = self._named(where)
        asker = replace(self.stranger(where), zone=person.zone, admin=person.admin or named)
        return asker, person.sure or named

    def stranger(self, where: Whereabouts) -> Asker:
        """Whoever is there, in UTC and no admin: where there's no time to ask Slack."""
        return Asker(
            platform="slack",
            user=where.user,
            zone=UTC,
            admin=False,
            channel=where.address,
            workspace=where.team,
        )

    def _named(self, where: Whereabouts) -> bool:
        """A bare id is a member of the bot token's own workspace: others could have the same."""
        if f"{where.team}/{where.user}" in self._admins:
            return True
        return where.workspace.own and where.user in self._admins

    async def _person(self, where: Whereabouts) -> Person:
        key, now = (where.team, where.user), self._clock.now()
        known = self._known.get(key)
        if known is not None and now < known.until:
            return known
        try:
            with self._sign_ins.heard(where.workspace.whose):
                answer = await where.workspace.client.users_info(user=where.user)
        except (SlackApiError, *REACHED) as problem:
            return self._unknown(problem, known, now)
        person = _read(answer["user"], where.team, until=now + REMEMBERED)
        self._known[key] = person
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return person

    def _unknown(self, problem: Exception, known: Person | None, now: datetime) -> Person:
        """Somebody who can't be looked up: as they were not long ago, where that passes.

        That a scope is missing is said once.
        """
        lacking = isinstance(problem, SlackApiError) and error_of(problem) == "missing_scope"
        if not lacking:
            log.warning("person not looked up", platform="slack", reason=str(problem))
        elif not self._said:
            self._said = True
            log.warning("people unknown", platform="slack", scope="users:read")
        sure = isinstance(problem, SlackApiError) and not passes(problem)
        if known is not None and not sure and now < known.until + STALE:
            return known
        return Person(UTC, admin=False, until=now, sure=sure)


def _read(user: Mapping[str, Any], team: str, *, until: datetime) -> Person:
    """Who is of another workspace, a guest or in the same organisation, is an admin only there."""
    admin = bool(user.get("is_admin") or user.get("is_owner"))
    stranger = bool(user.get("is_stranger") or user.get("deleted"))
    here = user.get("team_id") == team
    return Person(_zone(user.get("tz")), admin and here and not stranger, until)


def _zone(name: object) -> ZoneInfo:
    """The zone of that name; UTC where it's none that we know."""
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else UTC
    except (KeyError, ValueError, OSError):
        return UTC

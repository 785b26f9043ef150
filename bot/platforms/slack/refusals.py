"""What Slack's errors mean for a post: try again, look whether it's there, or tell the admin."""

from collections.abc import Mapping
from datetime import timedelta

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError

from bot.chat import PostFailed, PostUnclear

DEAD: Mapping[str, str] = {
    "invalid_auth": "Slack doesn't know the token",
    "not_authed": "there's no token",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "account_inactive": "the bot was removed from the workspace",
    "not_allowed_token_type": "it's another kind of token than this needs",
}
"""The errors that mean that a token is of no use, whatever is called with it."""

ENDED = frozenset({"account_inactive", "token_revoked"})
"""Those that mean of an installation's token that the app was taken out of the workspace.

Not `invalid_auth`: that Slack doesn't know a token may pass, so what is due waits for it.
"""

UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack says itself that the call may have had its effect (FACTS 1.3)."""

LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

PASSING = frozenset({"team_added_to_org", "org_login_required", "accesslimited"})

WHILE_DEAD = timedelta(minutes=5)
"""How often what waits for a good token is tried again."""

FAULTY = "Slack found a mistake in the message itself ({error}); please report it"

REFUSED: Mapping[str, str] = {
    "not_in_channel": "I'm not in {channel}: type `/invite @{bot}` there",
    "channel_not_found": (
        "there's no channel {channel} that I can see: check its id, "
        "or, if it's private, type `/invite @{bot}` there"
    ),
    "is_archived": "{channel} is archived: unarchive it, or name another channel",
    "missing_scope": (
        "the app lacks the scope {needed}: add it in its settings under OAuth & Permissions, "
        "and install it again"
    ),
    "restricted_action": "an admin of the workspace doesn't let apps post to {channel}: ask them",
    "team_access_not_granted": "the app isn't approved for this workspace: ask its owner",
    "msg_blocks_too_long": "Slack takes no message that long; please report it",
    **dict.fromkeys(("invalid_", "metadata_", "no_text"), FAULTY),
    "thread_not_found": "the message it would stand below is gone",
}
"""What a person can do about an error, in a sentence; others are named as they are."""


REACHED = (ClientError, TimeoutError)
"""What a call raises where it doesn't reach Slack, or Slack's answer doesn't reach us."""


def scopes_of(headers: Mapping[str, str]) -> frozenset[str]:
    """What the token may do, as the headers of every answer say."""
    named = next((headers[n] for n in headers if n.lower() == "x-oauth-scopes"), "")
    return frozenset(filter(None, (scope.strip() for scope in named.split(","))))


def error_of(refusal: SlackApiError) -> str:
    """Slack's own word for what is wrong; "" where its answer has none."""
    try:
        return str(refusal.response.get("error") or "")
    except AttributeError:  # not JSON: a proxy's page, say
        return ""


def status_of(refusal: SlackApiError) -> int:
    """The answer's HTTP status."""
    answer = refusal.response
    return int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))


def wait_of(refusal: SlackApiError) -> timedelta | None:
    """How long Slack asks us to wait."""
    seconds = getattr(refusal.response, "headers", {}).get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdecimal() else None


def passes(refusal: SlackApiError) -> bool:
    """Whether Slack may answer another way in a minute."""
    error, status = error_of(refusal), status_of(refusal)
    return status == 429 or status >= 500 or error in LIMITED | UNCLEAR | PASSING or not error  # noqa: PLR2004 - HTTP's own numbers


def is_final(problem: Exception) -> bool:
    """Whether it's a refusal that people read about, with the channel's name in it."""
    return isinstance(problem, SlackApiError) and any(
        error_of(problem).startswith(name) for name, said in REFUSED.items() if "{channel}" in said
    )


def outcome(
    channel: str, problem: Exception, *, shown: str = "", bot: str = "Broadsheet"
) -> PostFailed | PostUnclear:
    """What *problem*, met while something was posted to *channel*, means for it.

    For people the channel is *shown* ("#news").
    """
    if isinstance(problem, SlackApiError):
        return _refused(channel, problem, shown or channel, bot)
    if isinstance(problem, ClientConnectorError | ConnectionTimeoutError):
        return PostFailed(channel, f"Slack can't be reached ({problem})", retry=True)
    if isinstance(problem, REACHED):
        return PostUnclear(f"Slack's answer was lost ({type(problem).__name__})")
    raise problem


def _refused(
    channel: str, refusal: SlackApiError, shown: str, bot: str
) -> PostFailed | PostUnclear:
    error, status = error_of(refusal), status_of(refusal)
    if status == 429 or error in LIMITED:  # noqa: PLR2004 - HTTP's own number
        sentence = "Slack asks us to post more slowly"
        return PostFailed(channel, sentence, retry=True, wait=wait_of(refusal))
    if error in DEAD:
        return PostFailed(channel, _dead(error), retry=True, wait=WHILE_DEAD, known=True)
    if status >= 500 or error in UNCLEAR or not error:  # noqa: PLR2004 - HTTP's own number
        return PostUnclear(f"Slack couldn't say what became of it ({error or status})")
    return PostFailed(
        channel, sentence_of(refusal, shown, bot), retry=error in PASSING, wait=wait_of(refusal)
    )


def sentence_of(refusal: SlackApiError, shown: str, bot: str) -> str:
    """*refusal* in a sentence for people, with the remedy where one is known."""
    error = error_of(refusal)
    if error in DEAD:
        return _dead(error)
    known = next((REFUSED[name] for name in REFUSED if error.startswith(name)), None)
    if known is None:
        return f"Slack refuses ({error or status_of(refusal)})"
    needed = refusal.response.get("needed", "")
    return known.format(channel=shown, bot=bot, needed=needed, error=error)


def _dead(error: str) -> str:
    return f"Slack lets us do nothing: {DEAD[error]}; install the app again, or set a new token"

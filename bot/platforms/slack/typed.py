"""What people typed, freed of what Slack makes of it: links, mentions, and escaped signs."""

import html
import re

_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_CHANNEL_OF_A_SCHEDULE = re.compile(
    r"""(\bchannel:\s*["“”„]?)<\#([A-Z0-9]+)(?:\|[^>]*)?>""", re.IGNORECASE | re.VERBOSE
)
_CHANNEL_OR_PERSON = re.compile(r"<([#@])([A-Z0-9]+)(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!([a-z]+)(?:\^[^|>]*)?(?:\|@?([^>]*))?>")


def written(text: str) -> str:
    """*text* as it was written: `#news` for a channel that Slack found, `@ada` for a person.

    Behind `channel:`, a channel is its address, by which schedules know it: "slack:C0123".
    """
    text = _LINK.sub(r"\1", text)
    text = _CHANNEL_OF_A_SCHEDULE.sub(r"\1slack:\2", text)
    text = _CHANNEL_OR_PERSON.sub(lambda found: f"{found[1]}{found[3] or found[2]}", text)
    text = _GROUP.sub(lambda found: f"@{found[2] or found[1]}", text)
    return html.unescape(text)

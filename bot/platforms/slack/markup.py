"""Slack's markup: what others wrote, so that it only says what it says; and our links and dates.

Slack knows no way to escape `*`, `_`, `~` and backticks. So look-alikes stand for them: what is
read stays the same. Invisible characters between them would end up in whatever people copy, and
`rich_text`, which has no markup, holds neither a picture nor a menu.
"""

import re
from collections.abc import Callable
from datetime import datetime
from string import punctuation
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from bot.wording import Markup
from digests.schedule.channel import Channel
from digests.text import shorten, tidy
from digests.wording import place

LONGEST_ADDRESS = 2_000
"""Characters of a link's address as it's sent; a longer one isn't linked: its label needs room."""

LONGEST_CHANNEL = 600
"""Characters of one that isn't Slack's."""

DAY_AND_TIME = "{date_short_pretty}, {time}"
"""In the reader's own zone and manner: "Today, 08:30", "Nov 20, 2026, 8:30 AM"."""

LONG_DAY_AND_TIME = "{date_long_pretty}, {time}"

_IN_SLACK = re.compile(r"[CG][A-Z0-9]+")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_SIGN = re.compile("[&<>*_~`]")
_ENTITY = re.compile("[&<>]")
_EMOJI_CODE = re.compile(r":(?=[\w+'-]+:)")
_IN_ADDRESSES = "".join(sorted(set(punctuation) - set('<>|"`^\\{}')))


def escaped(text: str, limit: int) -> str:
    """*text* as markup shows it word for word, of at most *limit* characters as it's sent.

    Shortened first and escaped second, so that no entity is cut in half.
    """
    return _fitted(tidy(text), limit, _escape)


def plain(text: str, limit: int) -> str:
    """*text* for where there's no markup, of at most *limit* characters; "" stays ""."""
    return shorten(_without_codes(tidy(text)), limit)


def code(text: str, limit: int = 600) -> str:
    """*text* to be copied and typed, in the type of code; it can't close that itself."""
    return f"`{_fitted(tidy(text).replace('`', 'ˋ') or ' ', limit, _in_code)}`"


def sentence(words: str, limit: int) -> str:
    """A sentence of ours, in which `commands` may stand between backticks, as markup.

    Whatever else is in it is escaped, and all of it where it's too long or a backtick has no other.
    """
    parts = tidy(words).split("`")
    paired = len(parts) % 2 and all(command.strip() for command in parts[1::2])
    marked = "".join(f"`{_in_code(p)}`" if n % 2 else _escape(p) for n, p in enumerate(parts))
    return marked if paired and len(marked) <= limit else escaped(words, limit)


def channel(channel: Channel) -> str:
    """A channel of Slack as Slack shows it; any other as the settings spell it."""
    here = channel.platform == "slack" and _IN_SLACK.fullmatch(channel.id)
    return f"<#{channel.id}>" if here else escaped(str(channel), LONGEST_CHANNEL)


def linked(url: str | None, label: str) -> str:
    """*label*, which is markup already, leading to *url*; alone where that's no address."""
    leads = address(url)
    sent = _in_code(leads) if leads else ""
    return f"<{sent}|{label}>" if 0 < len(sent) <= LONGEST_ADDRESS else label


def address(url: str | None) -> str | None:
    """*url* in ASCII without anything that ends a link; None where it isn't http(s)."""
    whole = tidy(url or "")
    try:
        parts = urlsplit(whole)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    return quote(whole, safe=_IN_ADDRESSES)


def date(moment: datetime, zone: ZoneInfo, form: str = DAY_AND_TIME) -> str:
    """*moment* as each reader's own clock says it; where none can tell, as *zone*'s does."""
    local = moment.astimezone(zone)
    words = f"{local.day} {local:%B %Y, %H:%M} ({place(zone)})"
    return f"<!date^{int(moment.timestamp())}^{form}|{words}>"


def _escape(text: str) -> str:
    """A sign of quotation counts at the beginning of a line alone, even where it's escaped."""
    unquoted = f"›{text[1:]}" if text.startswith(">") else text
    return _SIGN.sub(_as_sign, _without_codes(unquoted))


def _in_code(text: str) -> str:
    return _ENTITY.sub(_as_sign, text)


def _as_sign(found: re.Match[str]) -> str:
    return _SIGNS[found[0]]


def _without_codes(text: str) -> str:
    """Nobody who writes ":100:" in an article means the picture that Slack makes of it."""
    return _EMOJI_CODE.sub("∶", text)


def _fitted(text: str, limit: int, escape: Callable[[str], str]) -> str:
    room = limit
    while len(sent := escape(shorten(text, room))) > limit:
        room = min(room - 1, room * limit // len(sent))
    return sent


MARKUP = Markup(text=escaped, typed=code, channel=channel)
"""Dates in a schedule's zone stand alone: App Home shows them on the reader's own clock."""

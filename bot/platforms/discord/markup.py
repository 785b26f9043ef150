"""Foreign text made harmless for Discord: it can't ping, format, link or break out (DESIGN D17)."""

import re
from datetime import datetime
from urllib.parse import quote

from bot.wording import Markup
from digests.schedule.channel import Channel
from digests.text import canonical_url, shorten, tidy

LONGEST_NAME = 100
"""Characters of what we name ourselves: schedules, zones, channels elsewhere."""

LONGEST_LINK = 1_000
"""Characters of an address behind a title; a longer one would take a quarter of a message."""

_ACTIVE = re.compile(
    r"""
    [\\*_~`|<>\[\]:/]   # one class first: that's what makes it quick
    (?:
        (?<![:/])        # emphasis, code, spoilers, mentions, timestamps, emoji, masked links
        | (?<=:)(?=\S)   # :emoji:, and the colon that makes an address a link
        | (?<=/)(?=\w)   # discord.gg/name is an invitation even without https
    )
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(r"-\#|[-+#]|\d+(?=[.)])")
"""Of a line: small print, headings, lists; a quotation's sign is escaped wherever it stands."""

_PING = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_DISARMED = "@\N{ZERO WIDTH SPACE}"
"""As Discord's own libraries disarm it: no sign that shows would do."""

_IN_AN_ADDRESS = "%/:@!$&+,;=?-._#"
"""What may stand in a link as it is; brackets, blanks, quotes and markdown are percent-encoded."""


def escape(text: str) -> str:
    """*text* in one line that Discord shows as it stands, whatever it holds."""
    return _escaped(tidy(text))


def fitted(text: str, limit: int) -> str:
    """*text* escaped, in at most *limit* characters: shortened first, so that no escape is cut."""
    text = tidy(text)
    room = limit
    while len(escaped := _escaped(shorten(text, room))) > limit:
        room -= max(1, (len(escaped) - limit) // 2)
    return escaped


def plain(text: str, limit: int) -> str:
    """*text* for where nothing is markup (labels, names, what a picture shows)."""
    words = tidy(text)
    return shorten(_PING.sub(_DISARMED, words) if "@" in words else words, limit)


def masked(label: str, url: str | None, limit: int) -> str:
    """*label*, at most *limit* long, as a link to *url* where that is one that can be followed.

    Square brackets become round ones: an odd one would end the label, escaped or not.
    """
    target = address(url)
    if target is None or len(target) > LONGEST_LINK:
        return fitted(label, limit)
    words = fitted(label.replace("[", "(").replace("]", ")"), limit)
    return f"[{words}]({target})" if words else ""


def moment(when: datetime, style: str) -> str:
    """*when* in the reader's zone and language: R is how long ago, f date and time (FACTS 2.1)."""
    return f"<t:{int(when.timestamp())}:{style}>"


def channel(channel: Channel) -> str:
    """A channel of Discord by its name, as a link; that pings nobody."""
    return f"<#{channel.id}>" if channel.platform == "discord" else _named(str(channel))


def address(url: str | None) -> str | None:
    """*url* in ASCII that can't end the markup around it; None where it isn't public http(s)."""
    canonical = canonical_url(tidy(url or ""))
    if canonical is None or "[" in canonical:  # nothing that's published has a bare IPv6 address
        return None
    scheme, _, rest = canonical.partition("://")
    quoted = quote(rest, safe=_IN_AN_ADDRESS)
    return f"{scheme}://{_PING.sub('%40', quoted)}"


def _escaped(text: str) -> str:
    """*text*, which is tidy already. A number that begins a list is escaped behind its digits."""
    found = _ACTIVE.sub(r"\\\g<0>", text)
    if begins := _BEGINNING.match(found):
        sign = begins[0]
        first = f"{sign}\\" if sign.isdigit() else "".join(f"\\{c}" for c in sign)
        found = first + found[begins.end() :]
    return _PING.sub(_DISARMED, found) if "@" in found else found


def _named(name: str) -> str:
    return fitted(name, LONGEST_NAME)


def _own_clock(when: datetime) -> str:
    return f" ({moment(when, 'f')})"


MARKUP = Markup(text=fitted, typed=_named, channel=channel, own_clock=_own_clock)
"""Commands are chosen from menus here: nothing that's shown is there to be typed."""

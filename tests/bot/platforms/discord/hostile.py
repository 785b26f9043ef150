"""Text and addresses that try to ping, format, link and break out."""

from hypothesis import strategies as st

HOSTILE = (
    "@everyone look",
    "@here <@123456789012345678> <@&123456789012345678> <#123456789012345678>",
    "<t:1700000000:R> </news latest:123456789012345678> <:smile:123456789012345678>",
    "[free money](https://evil.example.com) ](https://evil.example.com",
    "https://evil.example.com/a_b?c=*d* http://evil.example.com discord.gg/evil",
    "# big", "-# small", "> quote", ">>> all", "- list", "* list", "1. list", "+ list",
    "```py\ncode", "`tick", "||spoiler", "**bold", "__under_", "~~gone", "\\", "\\\\*",
    "one\n# two\n> three\r\n@everyone",
    "\u202eright to left\u2066 \u200bzero\ufeff width\x00 \x1b[31mred",
    ":smile: a:b:c <a:dance:123456789012345678>",
    "👩‍👩‍👧‍👦" * 60,
    "字" * 5000,
    "<" * 3000,
    "[" * 700 + "x" + "]" * 700,
    "e\u0301" * 900,
)  # fmt: skip

ADDRESSES = (
    "https://news.example.com/1",
    "https://news.example.com/a_(b)_[c]*d*|e|~~f~~",
    "https://news.example.com/@everyone/)](https://evil.example.com",
    "https://news.example.com/a b<c>`d`",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "https://" + "a" * 300 + ".example.com/",
    "https://news.example.com/" + "x" * 1900,
    "https://news.example.com/" + "é(" * 700,
    "http://localhost/admin",
    "not an address",
    None,
)


def texts():
    """Anything at all, and what is known to be hostile, alone and run together."""
    joined = st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)
    return st.one_of(st.text(max_size=30), st.sampled_from(HOSTILE), joined)


def titles():
    """As `texts`, but with something to see, as a story's title has."""
    return texts().map(lambda text: text if text.strip() else "Untitled")


def addresses():
    return st.one_of(st.sampled_from(ADDRESSES), st.text(max_size=20))

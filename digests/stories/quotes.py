"""Which sentences of an article can stand in a summary, and which only after the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from digests.article import Article
from digests.sentences import sentences
from digests.stories.capping import breaks_off
from digests.text import words

FEWEST_WORDS = 4
MOST_WORDS = 45
"""Telling words of a sentence: less is a caption or an exclamation, more is a list."""

_SENTENCE = 400
"""Characters of an article that are cut into sentences, for each that's wanted."""

_TIME = r"[\d:]*\s?(?:[ap]\.?m\.?)?(?:\s[A-Z]{2,4}\b)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DASH = r"(?:\s?(?:--|[–—])+\s?|\s-\s)"
_PERSON = r"[A-Z][\w.'’-]+(?:\s[\w.'’-]+){0,3}\s[A-Z][\w.'’-]+"
_PREFIXES = (
    # An agency after the place: LONDON (Reuters) -, Canberra, Australia (AP) —, or alone: (CNN) --
    re.compile(rf"^(?:[A-Z][\w .,'’/-]{{2,45}}\s?)?\([A-Z][\w .,]{{1,25}}\){_DASH}"),
    # A place in capitals, maybe with a country or a day: BRUSSELS, May 4 –
    re.compile(
        rf"^[A-Z][A-Z .'’/-]{{3,30}}(?:,\s[A-Z][\w. ]{{2,25}})?(?:,\s{_MONTH}\s\d{{1,2}})?{_DASH}"
    ),
    # A place, the day, maybe who sends it: KYIV, Ukraine, March 23, 2021 /PRNewswire/ --
    re.compile(
        rf"^[A-Z][\w .'’-]{{2,30}}(?:,\s[A-Z][\w. ]{{1,25}})?,\s{_MONTH}\s\d{{1,2}},\s\d{{4}}"
        rf"(?:\s/[\w -]{{2,30}}/)?(?:{_DASH}|:\s)"
    ),
    # Who sends it, maybe after place or day, or what is left of it: Oct. 28, 2020 /PRNewswire/ --
    re.compile(rf"^(?:[A-Z][\w .,'’-]{{2,60}}\s/)?/?[A-Z][\w -]{{2,30}}/{_DASH}"),
    # Who wrote it, maybe after the title: Bridges are old By Jane Doe, CTO, Acme - ; By Gazette -
    re.compile(
        rf"^(?:[A-Z0-9][^.!?]{{1,150}}\s)?By\s(?:{_PERSON},\s[A-Z][^–—]{{1,80}}?|[A-Z][\w.]+)"
        rf"{_DASH}(?=[A-Z\"“])"
    ),
    re.compile(r"^TL;DR[:,]?\s"),
    # What is left of one of the above: —Avid has
    re.compile(r"^(?:--|[–—])+\s?(?=[A-Z])"),
    # When it was put online: Updated Jul 7, 2012 6:40 PM ET
    re.compile(
        rf"^(?:updated|published|posted):?\s{_TIME},?\s?(?:(?:mon|tue|wed|thu|fri|sat|sun)\s)?"
        rf"{_MONTH}\s\d{{1,2}},?\s\d{{4}},?\s?{_TIME}\s",
        re.IGNORECASE,
    ),
    # The credit of the picture above: (9NEWS)
    re.compile(r"^\([A-Z0-9][\w /&]{1,30}\)\s(?=[A-Z])"),
)

_CAPTION = re.compile(
    r"\((?:pictured|left|right|above|below|cent(?:re|er)|top|bottom|file|l|r)\b[^)]*\)"
    r"|^(?:photo(?:graph)?s?|image|picture|video|credit|illustration)(?: by)?\s?:"
    r"|\bGetty Images\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(?:scroll down|click (?:here|on)|read (?:more|also|next)|see also|related|watch|listen"
    r"|let['’]s|sign up|subscribe|follow us|find out|check out|editor['’]?s['’]? note|advertisement"
    r"|the [\w ]{3,40} was not involved in the creation\b"
    r"|copyright|all rights reserved|this (?:article|story) (?:was|is|has|first|originally))\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^(?:by|from|text by|reporting by|written by|additional reporting)\s+[A-Z][\w.'’-]+(?:\s|$)"
)
# By Jane Doe, Vice President of Marketing, Acme
_WRITER = re.compile(rf"^By {_PERSON},\s[A-Z][^,]{{1,40}},\s[A-Z]")
# Names such as eBay and d'Artagnan have a capital, 3D has a digit.
_MID_SENTENCE = re.compile(r"^[^\w\s]*(?![\w'’-]*[\dA-Z])[a-zß-öø-ÿ]")
_LABEL = re.compile(r"^[A-Z][\w'’-]*(?: [\w'’-]+){0,2}: [A-Z]")
# What opens the next sentence, and was taken for the end of this one.
_NEXT_QUOTATION = re.compile(r"(?<=[.!?])\s[“\"„«]$")
_BROKEN_OFF = re.compile(r"(?:\.\.\.|…)[\"”'’»)\]]*$")
_END = re.compile(r"(?<!\s)[.!…。！．｡][\"”'’»」』)\]]*$")

_DANGLING = re.compile(
    r"^[\"“'‘]?(?:he|she|they|it|this|that|these|those|his|hers?|theirs?|its|him|them"
    r"|but|and|or|nor|so|however|also|then|meanwhile|moreover|furthermore|in addition"
    r"|for (?:example|instance)|instead|still|yet|nevertheless|nonetheless|therefore|thus|besides"
    r"|otherwise|as a result|on the other hand|such|both|others?|another|later|afterwards?)\b"
    r"(?! (?:week|month|year|morning|evening|afternoon|summer|winter|spring|autumn|fall|season)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence, word for word but for a dateline before it, and its place in the article.

    A *dangling* one speaks of what the sentence before it says.
    """

    text: str
    place: int
    dangling: bool


def quotes(article: Article, most: int) -> tuple[Quote, ...]:
    """Those of the first *most* sentences of *article* that can stand in a summary, in order.

    None where nothing can.
    """
    found = _found(article, most)
    return tuple(
        Quote(text=text, place=place, dangling=bool(_DANGLING.match(text)))
        for place, text in enumerate(map(_without_prefix, found))
        if _stands(text)
    )


def plain(article: Article, most: int) -> tuple[Quote, ...]:
    """The first *most* sentences of *article*, whatever they are; only datelines are cut.

    For an excerpt: it was chosen by somebody. And for what has nothing better to say. A first
    sentence that names the writer or has lost its beginning, and a last one that its source broke
    off, maybe in a quotation, are left out where there's another.
    """
    found = list(map(_without_prefix, _found(article, most)))
    if len(found) > 1 and _is_part(found[-1]):
        found.pop()
    if len(found) > 1 and (_WRITER.search(found[0]) or _MID_SENTENCE.search(found[0])):
        del found[0]
    return tuple(Quote(text=t, place=place, dangling=False) for place, t in enumerate(found))


def _found(article: Article, most: int) -> Sequence[str]:
    said = article.text[: most * _SENTENCE] or article.excerpt
    return sentences(said, article.language)[:most]


def _without_prefix(text: str) -> str:
    for prefix in _PREFIXES:
        text = prefix.sub("", text, count=1)
    return _NEXT_QUOTATION.sub("", text)


def _stands(text: str) -> bool:
    """Whether *text* is a whole statement: no question, caption, byline, label, call or rest."""
    if not _END.search(text) or _is_part(text):
        return False
    if any(rule.search(text) for rule in (_CAPTION, _CALL, _BYLINE, _LABEL, _MID_SENTENCE)):
        return False
    return FEWEST_WORDS <= len(terms(text)) <= MOST_WORDS


def _is_part(text: str) -> bool:
    """Whether *text* breaks off, or somebody is quoted in it whose words go on elsewhere."""
    half_quoted = text.count('"') % 2 == 1 or text.count("“") != text.count("”")
    return half_quoted or breaks_off(text) or _BROKEN_OFF.search(text) is not None


@lru_cache(maxsize=1024)
def terms(sentence: str) -> tuple[str, ...]:
    """The words of *sentence*; those of a story's sentences are asked for twice."""
    return tuple(words(sentence))

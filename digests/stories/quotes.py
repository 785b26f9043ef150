"""Which sentences of an article can stand in a summary, and which only after the one before."""

import re
from dataclasses import dataclass
from functools import lru_cache

from digests.article import Article
from digests.sentences import sentences
from digests.stories.capping import breaks_off
from digests.stories.datelines import PERSON, bare, without_next, without_title
from digests.stories.quotation import is_half_quoted, mended
from digests.text import words

FEWEST_WORDS = 4
MOST_WORDS = 45
"""Telling words of a sentence: less is a caption or an exclamation, more is a list."""

_SENTENCE = 400
"""Characters of an article that are cut into sentences, for each that's wanted."""

_CAPTION = re.compile(
    r"\((?:pictured|left|right|above|below|cent(?:re|er)|top|bottom|file|l|r)\b[^)]*\)"
    r"|^(?:photo(?:graph)?s?|image|picture|video|credit|illustration|source)(?: by)?\s?:"
    r"|\bGetty Images\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(?:(?:scroll down|click (?:here|on)|read (?:more|also|next)|see also|related|watch|listen"
    r"|let['’]s|sign up|subscribe|follow us|find out|check out|learn more|stay tuned"
    r"|editor['’]?s['’]? note|advertisement"
    r"|the [\w ]{3,40} was not involved in the creation"
    r"|this (?:article|story) (?:was|is|has|first|originally))\b"
    # A link is lost: Download the overview here. And what only says that more is coming.
    r"|(?:read|see|download|register|view|visit|get)\b.{0,80}\bhere[.!]$"
    r"|here(?:['’]s| is| are)\b.{0,40}$)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"©|\(c\)|copyright\b|stock quotes by\b"
    r"|(?:content|article|story|data) (?:provided|supplied|powered) by\b"
)
_LEGAL_WORDS = (
    *("all rights reserved", "were not compensated", "use of this site", "use of this website"),
    *("earn a commission", "earn commission", "earn an affiliate commission"),
    *("receive a commission", "receive an affiliate commission"),
)
# Another article's title that was taken for the sentence's end, as its label in capitals shows.
_POINTER = re.compile(
    r"(?:^|\s)(?:SEE|READ|ALSO|RELATED|WATCH|MORE)(?: (?:ALSO|NOW|MORE|READ))?:\s.*"
)
_BYLINE = re.compile(
    r"^(?:by|from|text by|reporting by|written by|additional reporting)\s+[A-Z][\w.'’-]+(?:\s|$)"
)
# By Jane Doe, Vice President of Marketing, Acme
_WRITER = re.compile(rf"^By {PERSON},\s[A-Z][^,]{{1,40}},\s[A-Z]")
# Names such as eBay and d'Artagnan have a capital, 3D has a digit.
_MID_SENTENCE = re.compile(r"^[^\w\s]*(?![\w'’-]*[\dA-Z])[a-zß-öø-ÿ]")
_LABEL = re.compile(r"^[A-Z][\w'’-]*(?: [\w'’-]+){0,2}: [A-Z]")
_BROKEN_OFF = re.compile(r"(?:\.\.\.|…)[\"”'’»)\]]*$")
# As search engines join two pieces of a text: "is intended ... namely the merits".
_PIECED = re.compile(r"\w (?:\.\.\.|…) [a-z]")
# After these a name or a number has to come.
_UNNAMED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|No|vs)\.$"
)
_LONGEST_ABBREVIATION = 6
"""Characters: those of "Sept.", and one before."""
# "$12." of an excerpt that its source cut at the point: half a number.
_HALF_A_NUMBER = re.compile(r"(?:[$€£¥+-]\d+|\s\d)\.$")
_END = re.compile(r"(?<!\s)[.!…。！．｡][\"”'’»」』)\]]*$")

_DANGLING = re.compile(
    r"^[\"“'‘]?(?:he|she|they|it|this|that|these|those|his|hers?|theirs?|its|him|them"
    r"|but|and|or|nor|so|however|also|then|meanwhile|moreover|furthermore|in addition"
    r"|for (?:example|instance)|instead|still|yet|nevertheless|nonetheless|therefore|thus|besides"
    r"|otherwise|as a result|on the other hand|such|both|others?|another|later|afterwards?"
    r"|(?:against|despite|after|before) (?:that|this))\b"
    r"(?! (?:week|month|year|morning|evening|afternoon|summer|winter|spring|autumn|fall|season)\b)"
    # Who "we" are, in a quotation, stands before it.
    r"|^[\"“](?:we|i|my|our)\b",
    re.IGNORECASE,
)


_NO_STATEMENT = (_CALL, _BYLINE, _LABEL, _MID_SENTENCE)


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
    return tuple(
        Quote(text=text, place=place, dangling=bool(_DANGLING.match(text)))
        for place, text in enumerate(_found(article, most))
        if _stands(text)
    )


def plain(article: Article, most: int) -> tuple[Quote, ...]:
    """The first *most* sentences of *article*, whatever they are, but for what isn't theirs.

    For an excerpt: it was chosen by somebody. And for what has nothing better to say. A site's
    furniture is left out; where there's something else, so are calls to the reader, pieces that
    break off, a first sentence that names the writer, has lost its beginning or hangs on one that
    isn't there, and a last one that its source cut, maybe in a quotation.
    """
    found = list(enumerate(_found(article, most)))
    kept = [(place, text) for place, text in found if text and not _is_legal(text)]
    if kept:
        kept[-1] = (kept[-1][0], without_next(kept[-1][1]))
    for is_poor in (_is_cut, _is_headless, _is_call):
        rest = [each for each in kept if not is_poor(*each, last=found[-1][0])]
        kept = rest or kept
    kept = _from_an_opening(kept)
    return tuple(Quote(text=mended(text), place=place, dangling=False) for place, text in kept)


def _from_an_opening(kept: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """*kept* from its first statement on, if what comes before it hangs on what isn't there.

    "This bundle" hangs on the title, which is.
    """
    if not kept or kept[0][1].startswith(("This ", "These ")) or not _DANGLING.match(kept[0][1]):
        return kept
    standing = (
        n for n, (_, text) in enumerate(kept) if not _DANGLING.match(text) and _stands(text)
    )
    return kept[next(standing, 0) :]


def _is_cut(place: int, text: str, *, last: int) -> bool:
    """Whether it breaks off, or is the *last* and may have been cut at a number's point."""
    if place == last:
        return _is_part(text) or _HALF_A_NUMBER.search(text) is not None
    return _has_dots(text)


def _is_headless(place: int, text: str, *, last: int) -> bool:
    """Whether it's the first and names the writer or begins in mid-sentence."""
    return place == 0 < last and (_WRITER.match(text) or _MID_SENTENCE.match(text)) is not None


def _is_call(_place: int, text: str, *, last: int) -> bool:
    """Whether it isn't alone, and calls to the reader, exclaims, or tells what a picture shows."""
    if last == 0:
        return False
    exclaims = text.endswith("!") and len(terms(text)) < FEWEST_WORDS
    return exclaims or (_CALL.match(text) or _CAPTION.search(text)) is not None


def _found(article: Article, most: int) -> list[str]:
    """The first *most* sentences, bare; "" where nothing is left of one, so that places stay."""
    said = article.text[: most * _SENTENCE] or article.excerpt
    found = [bare(text) for text in sentences(said, article.language)[:most]]
    found = [_POINTER.sub("", text) if ": " in text else text for text in found]
    if found:
        found[0] = without_title(found[0], article.title)
    return found


def _stands(text: str) -> bool:
    """Whether *text* is a whole statement: no question, caption, byline, label, call or rest."""
    if not _END.search(text) or _is_part(text):
        return False
    if any(rule.match(text) for rule in _NO_STATEMENT) or _CAPTION.search(text):
        return False
    if _is_legal(text):
        return False
    return FEWEST_WORDS <= len(terms(text)) <= MOST_WORDS


def _is_part(text: str) -> bool:
    """Whether *text* breaks off, has a hole, or quotes somebody whose words go on elsewhere."""
    if is_half_quoted(text) or breaks_off(text) or text.count("(") > text.count(")"):
        return True
    return _has_dots(text) or _UNNAMED.search(text[-_LONGEST_ABBREVIATION:]) is not None


def _has_dots(text: str) -> bool:
    """Whether dots end *text*, or join two pieces of one."""
    if "..." not in text and "…" not in text:
        return False
    pieced = _PIECED.search(text)  # in a quotation, what is left out was left out by a writer
    between = pieced is not None and not is_half_quoted(text[: pieced.start()])
    return between or _BROKEN_OFF.search(text) is not None


def _is_legal(text: str) -> bool:
    """Whether a house speaks of its rights and earnings, or only its name is left: AP NEWS."""
    if text.isupper() and len(terms(text)) < FEWEST_WORDS:
        return True
    text = text.lower()
    return _LEGAL.match(text) is not None or any(words in text for words in _LEGAL_WORDS)


@lru_cache(maxsize=1024)
def terms(sentence: str) -> tuple[str, ...]:
    """The words of *sentence*; those of a story's sentences are asked for twice."""
    return tuple(words(sentence))

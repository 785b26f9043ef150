"""A title for an article that has none, from its own words: a whole clause, never made up."""

import re
from collections.abc import Iterable

from digests.sentences import sentences
from digests.text import normalise, shorten, words

LONGEST = 90
"""Characters; about what a newspaper sets over two columns."""
SHORTEST = 25
LEAST_WORDS = 5
TRIED = 3
"""Sentences that could stand alone: what a text is about stands early, and later ones mislead."""
LOOKED_AT = 12

_BARS = (" | ", " - ", " – ", " — ", " · ", " :: ")

# As in "MADRID (AP) – Spain’s …", "(CNN) -- Two …", "AP - A …".
_DATELINE = re.compile(
    r"(?:[A-Z][\w .,'’-]{0,50})?\([A-Z][A-Za-z .]{1,20}\)\s?(?:--|[-–—])\s"
    r"|[A-Z][A-Z .'’-]{1,30}(?:, [A-Z][\w .]{1,20})?\s(?:--|[-–—])\s"
)
# A sentence that opens so leans on the one before it, or speaks to the reader.
_LEANING = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|others?|some|both|here|there|"
    r"but|and|or|so|yet|also|additionally|moreover|furthermore|however|meanwhile|instead|besides|"
    r"nevertheless|now|nonetheless|therefore|thus|hence|then|still|finally|indeed|because|well|"
    r"as a result|in addition|for example|for instance|on the other hand|personally|hey|"
    r"by|posted|published|updated|last updated|editor['’]s note|note|photo|image|"
    r"the (?:article|author|report|text|piece|post|passage|video|document)(?! (?:of|by|from)))\b"
    r"|[\"“'‘]",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\b(?:I|I['’]m|I['’]ve|me|my|we|our|you|your|for example|however)\b")
# Opened by one of these, a sentence comes to its point only after a comma: it can't be cut.
_DETOUR = re.compile(
    r"(?:in|on|at|for|from|with|after|before|amid|despite|as|when|while|if|although|though|since|"
    r"during|following|under|over|by|to|looking|according|because|once|until|unless|[a-z]+ing)\b",
    re.IGNORECASE,
)
# Before these, what came so far may be a clause that stands alone: first after a comma, then before
# an adverbial, last before any preposition; never before an infinitive or an object.
_CUTS = (
    re.compile(
        r"(?:[,;:]| [–—-])(?= (?:which|who|whose|where|when|while|as|after|before|because|although|"
        r"though|since|amid|despite|according|but|with|including|such|similar|just|so|due|thanks|"
        r"potentially|and (?:is|are|has|have|had|was|were|will|it|they|he|she|that)|[a-z]+ing|"
        r"in|on|at|for|from)\b)"
    ),
    re.compile(
        r"(?= (?:while|after|before|because|although|though|amid|despite|during|following|whereas|"
        r"according to|due to|thanks to|as part of|in order to|as well as|unless|since|until|which|"
        r"but (?!to\b)|and (?:has|have|had|is|are|was|were|will|may|could|should|that|said|plans?)"
        r"\b)(?<!, ))"
    ),
    re.compile(r"(?= (?:in|at|on|across|throughout|within|from|by|and|with|through|over)\b)"),
)
# What can't end a clause: articles, prepositions, conjunctions, auxiliaries, bare infinitives.
_OPEN_END = re.compile(
    r"\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|nor|as|than|that|which|who|whose|"
    r"is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might|must|should|not|"
    r"no|more|less|most|very|so|such|its|their|his|her|our|your|my|this|these|those|both|all|only|"
    r"even|between|among|into|after|before|against|under|during|about|like|including|according|"
    r"due|each|any|(?:U\.)?S\.|Mr|Mrs|Ms|Dr|St|vs|said|says|say|told|want|wants|plan|plans|likely|"
    r"able|announced|made|left|took|gave|found|kept|put|set|to (?:\w+ly |further |also )?\w+)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|do|does|did|"
    r"isn't|aren't|wasn't|won't|can't|said|says|told|made|makes|got|goes|went|comes|came|takes|took|"
    r"gives|gave|sees|saw|finds|found|keeps|kept|rises|rose|falls|fell|wins|won|loses|lost|begins|"
    r"began|builds|built|buys|bought|sells|sold|cuts|sets|puts|hits|hit|leads|led|leaves|left|meets|"
    r"met|pays|paid|shows|plans|aims|seeks|sought|grew|grows|beat|beats|struck|strikes|caught|"
    r"[a-z]{3,}(?:ates|izes|ifies|ects|orts|ounces|aunches|eopens)"
    r"|[a-z]{3,}ed(?= (?:a|an|the|its|his|her|their|that|to|two|three|through|people|[A-Z$\d])))\b"
)
_RELATIVE = re.compile(r"\b(?:who|which|that|if|whether|where|when|because|whose)\b")


def without_house(title: str, house: str) -> str:
    """*title* without the name of the *house* behind a bar or a dash: "Ferries return | Gazette".

    A house may be called by the first of its names: "Gazette" of "Gazette, Inc.".
    """
    for bar in _BARS:
        head, found, tail = title.rpartition(bar)
        if (
            found
            and head.strip()
            and tail.strip()
            and _is_called(normalise(tail), normalise(house))
        ):
            return head.strip()
    return title


def _is_called(tail: str, house: str) -> bool:
    return house == tail or house.startswith((f"{tail},", f"{tail}."))


def made_title(lines: Iterable[str], language: str | None = None) -> str:
    """A title from the beginning of *lines*; "" where they hold no words.

    The first of the early sentences that stands on its own and fits, whole or without its tail;
    where none does, the first of them, shortened. Datelines and the full stop go.
    """
    early = _early(lines, language)
    standing = [each for each in early if _stands_alone(each)]
    for sentence in standing[:TRIED]:
        if title := _fitting(sentence):
            return title
    first = next(iter(standing or early), "")
    return shorten(_bare(first), LONGEST)


def _early(lines: Iterable[str], language: str | None) -> list[str]:
    """The first sentences with enough words, else with any."""
    found: list[str] = []
    for line in lines:
        found += sentences(_DATELINE.sub("", line[:2000], count=1), language)
        if len(found) >= LOOKED_AT:
            break
    telling = [each for each in found if words(each)]
    return [each for each in telling if len(each.split()) >= LEAST_WORDS] or telling


def _stands_alone(sentence: str) -> bool:
    leaning = _LEANING.match(sentence) or _PERSONAL.search(sentence)
    letters = sum(c.isalpha() for c in sentence)
    return not leaning and not sentence.endswith("?") and letters > len(sentence) * 0.6


def _fitting(sentence: str) -> str:
    """*sentence* without its full stop, whole or cut where a clause ends; "" if neither fits."""
    bare = _bare(sentence)
    if len(bare) <= LONGEST:
        return "" if _OPEN_END.search(bare) else bare
    if _DETOUR.match(bare):
        return ""
    for cut in _CUTS:
        for end in reversed([m.start() for m in cut.finditer(bare, 0, LONGEST + 1)]):
            head = bare[:end].rstrip(" ,;:–—-")
            if _is_clause(head):
                return head
    return ""


def _bare(sentence: str) -> str:
    """Without the full stop, and without quotation marks that only open or only close."""
    bare = sentence.rstrip("。.;: ")
    for pair in ("“”", "()", "[]"):
        if bare.count(pair[0]) != bare.count(pair[1]):
            bare = bare.replace(pair[0], "").replace(pair[1], "")
    return bare.replace('"', "") if bare.count('"') % 2 else bare


def _is_clause(head: str) -> bool:
    whole = all(head.count(pair[0]) == head.count(pair[1]) for pair in ("()", "“”", "[]"))
    enough = len(head) >= SHORTEST and len(head.split()) >= LEAST_WORDS
    if not (whole and enough) or _OPEN_END.search(head):
        return False
    spine = _RELATIVE.split(_spine(head))
    return bool(_VERB.search(spine[0])) and bool(_VERB.search(spine[-1]))


def _spine(text: str) -> str:
    """*text* without what stands between two commas, where the verb of another clause may be.

    After a single comma, only what precedes it counts: "Ann Lee, who founded it" has no verb.
    """
    parts = text.split(", ")
    return parts[0] if _VERB.search(parts[0]) else " ".join(parts[2:])

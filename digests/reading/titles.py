"""A title for an article that has none, from its own words: a whole clause, never made up."""

import re
from collections.abc import Iterable, Sequence

from digests.text import sentences, shorten, words

LONGEST = 90
"""Characters; about what a newspaper sets over two columns."""
LEAST_WORDS = 5
LOOKED_AT = 12
"""Sentences; what a text is about stands early."""

# A sentence that opens so leans on the one before it.
_LEANING = re.compile(
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|such|others?|some|both|here|there|"
    r"but|and|or|so|yet|also|additionally|moreover|furthermore|however|meanwhile|instead|besides|"
    r"nevertheless|nonetheless|therefore|thus|hence|then|still|finally|as a result|in addition|"
    r"for example|for instance|on the other hand|despite (?:this|that|these|those)|the (?:article|"
    r"author|report|text|piece|post|passage|video|document)\b(?! (?:of|by|from)))\b",
    re.IGNORECASE,
)
# Before these, what came so far may be a clause that can stand alone. The earlier, the safer: a
# comma's second half and an adverbial can go, an infinitive or an object can't.
_CUTS = (
    re.compile(
        r"(?:[,;:]| [–—-])(?= )(?= (?:which|who|whose|where|when|while|as|after|before|because|"
        r"although|though|since|amid|despite|according|but|with|including|such|similar|just|"
        r"and (?:is|are|has|have|had|was|were|will|it|they|he|she|that)|(?:[a-z]+ing)|so|"
        r"potentially|due|thanks|in|on|at|for|from)\b)"
    ),
    re.compile(
        r"(?= (?:while|after|before|because|although|though|amid|despite|during|following|"
        r"according to|due to|thanks to|as part of|in order to|as well as|whereas|unless|"
        r"but|and (?:has|have|had|is|are|was|were|will|may|could|should|that|said|plans?)|"
        r"since|until|which)\b)"
    ),
    re.compile(r"(?= (?:in|at|on|across|throughout|within|from|by|as|and|with|through|over)\b)"),
)
# What can't end a clause: articles, prepositions, conjunctions, auxiliaries, half comparisons.
_OPEN_END = re.compile(
    r"\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|nor|as|than|that|which|who|whose|"
    r"is|are|was|were|be|been|being|has|have|had|will|would|can|could|may|might|must|should|"
    r"not|no|more|less|most|very|so|such|its|their|his|her|our|your|my|this|these|those|both|"
    r"between|among|into|over|about|like|including|according|due|role|part|one|each|any|"
    r"U\.S|Mr|Mrs|Ms|Dr|St|vs|said|says|say|told|want|wants|plan|plans|likely|able)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|must|should|do|does|did|"
    r"isn't|aren't|wasn't|won't|can't|said|says?|told|made|makes?|gets?|got|goes|went|comes?|came|"
    r"takes?|took|gives?|gave|sees?|saw|finds?|found|keeps?|kept|rises?|rose|falls?|fell|wins?|won|"
    r"loses?|lost|begins?|began|builds?|built|buys?|bought|sells?|sold|cuts?|sets?|puts?|hits?|"
    r"leads?|led|leaves?|left|meets?|met|pays?|paid|shows?|plans?|aims?|seeks?|sought|grew|grows?|"
    r"[a-z]{3,}(?:ed|ates|izes|ises|ifies|ects|orts|ounces|aunches|eopens|ises))\b"
)


def made_title(lines: Iterable[str], language: str | None = None) -> str:
    """A title from the beginning of *lines*; "" where they hold no words.

    The first of the early sentences that stands on its own and fits whole or without its tail;
    where none does, the first sentence, shortened. The full stop goes.
    """
    early = _early(lines, language)
    standing = [each for each in early if not _LEANING.match(each) and not each.endswith("?")]
    for sentence in standing[:LOOKED_AT]:
        if title := _fitting(sentence):
            return title
    first = (standing or early or [""])[0]
    return shorten(_bare(first), LONGEST)


def _early(lines: Iterable[str], language: str | None) -> list[str]:
    found: list[str] = []
    for line in lines:
        found += [each for each in sentences(line[:2000], language) if words(each)]
        if len(found) >= LOOKED_AT:
            break
    return found


def _fitting(sentence: str) -> str:
    """*sentence* without its full stop, whole or cut where a clause ends; "" if neither fits."""
    bare = _bare(sentence)
    if len(bare) <= LONGEST:
        return bare if _stands(bare) or not bare.isascii() else ""
    for cut in _CUTS:
        for end in reversed([m.start() for m in cut.finditer(bare, 0, LONGEST + 1)]):
            head = bare[:end].rstrip(" ,;:–—-")
            if _stands(head) and not _OPEN_END.search(head) and _VERB.search(_spine(head)):
                return head
    return ""


def _bare(sentence: str) -> str:
    """Without the full stop, and without quotation marks that only open or only close."""
    bare = sentence.rstrip("。.;: ") if not sentence.endswith("..") else sentence.rstrip(". ")
    for opening, closing in ("“”", "‘’", "()", "[]"):
        if (opening in bare) != (closing in bare):
            bare = bare.replace(opening, "").replace(closing, "") if opening != "‘" else bare
    return bare.replace('"', "") if bare.count('"') % 2 else bare


def _stands(text: str) -> bool:
    return len(text.split()) >= LEAST_WORDS and _balanced(text, ("()", "“”", "[]"))


def _balanced(text: str, pairs: Sequence[str]) -> bool:
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in pairs)


def _spine(text: str) -> str:
    """*text* without what stands between two commas, where the verb of another clause may be.

    After a single comma, only what follows it counts: "Ann Lee, who founded it" has no verb.
    """
    parts = text.split(", ")
    if len(parts) == 1:
        return text
    return parts[0] if _VERB.search(parts[0]) else " ".join(parts[2:])

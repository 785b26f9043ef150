"""Words that say nothing about which event a text tells, for `digests.text.words`."""

STOP_WORDS = frozenset(
    """
    a about above according across add added after again against ago all almost along already also
    although always am among an and another any anyone anything are aren't around as ask asked at
    away back be became because become been before began behind being below between both but by
    call called came can can't cannot come could couldn't did didn't do does doesn't doing don't
    done down due during each either else enough even ever every for from further gave get gets
    getting give given go goes going gone got had hadn't has hasn't have haven't having he he'd
    he'll her here hers herself him himself his how however i i'd i'll i'm i've if in including
    instead into is isn't it it'll itself its just keep kept know known last later least less let
    like likely made make makes making many may maybe me might more most mostly much must my myself
    near need needs neither never new next no nor not nothing now of off often on once one only
    onto or other others our ours out over own per perhaps put rather re really said same saw say
    saying says see seen several shall she she'd she'll should shouldn't since so some something
    soon still such take taken takes tell than that that'll that the their theirs them themselves
    then there these they they'd they'll they're they've thing this those though through thus to
    together told too took toward towards two under until up upon us use used using very via want
    wants was wasn't way we we'd we'll we're we've well went were weren't what whatever when where
    whether which while who whom whose why will with within without won't would wouldn't yes yet
    you you'd you'll you're you've your yours yourself
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    january february march april may june july august september october november december
    jan feb apr jun jul aug sep sept oct nov dec today yesterday tomorrow
    """.split()
) - {"us"}  # more often the country than the pronoun, in the news

UNCHANGED = frozenset("news series species gas bias lens atlas texas kansas paris always".split())
"""Words whose last s is no plural."""

GLUED = "(?:up|off|out|down|over|back)"
"""What a hyphen hangs on to a word that is as often written in one: start-up, buy-out."""

"""The verbs of `/news`, as help shows them; the README and every platform's commands follow it."""

from bot.commands.replies import VerbHelp

COMMAND = "/news"

VERBS: tuple[VerbHelp, ...] = (
    VerbHelp(
        verb="latest",
        usage="latest [topic] [count]",
        promise="the newest stories, under their topics",
        example="latest AI 5",
        more=("latest", "latest 20", "latest Elsewhere"),
    ),
    VerbHelp(
        verb="story",
        usage="story WORDS",
        promise="one story in full: summary, who tells it, when, links",
        example="story zhipu",
    ),
    VerbHelp(
        verb="similar",
        usage="similar WORDS",
        promise="stories like the one you name",
        example="similar zhipu",
    ),
    VerbHelp(
        verb="search",
        usage="search WORDS",
        promise="stories in the archive; topic:, from:, since: and “quoted phrases” narrow it",
        example='search "language model" topic:AI since:2023-05-01',
        more=("search chips from:cnbc since:7d", "search chips page:2"),
    ),
    VerbHelp(
        verb="topics",
        usage="topics",
        promise="the headings, and how many stories stand under each",
        example="topics",
    ),
    VerbHelp(
        verb="schedule",
        usage="schedule list | add | edit | show | preview | run | pause | resume | remove",
        promise="when digests come, for admins",
        example="schedule add evening-brief every: weekday at 18:30 topics: AI, Funding",
        more=(
            "schedule edit evening-brief timezone: Asia/Hong_Kong stories: 5",
            "schedule edit evening-brief every: mon, thu at 08:00, 18:30",
            "schedule preview evening-brief",
            "schedule pause evening-brief",
        ),
    ),
    VerbHelp(
        verb="help",
        usage="help [verb]",
        promise="this list, or one verb with an example",
        example="help search",
    ),
)

NAMES: tuple[str, ...] = tuple(v.verb for v in VERBS)


def help_for(verb: str | None) -> tuple[VerbHelp, ...]:
    """The verb's own entry, or all of them where *verb* is None or unknown."""
    return tuple(v for v in VERBS if v.verb == verb) or VERBS

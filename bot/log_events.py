"""Every event that our log can name, with what it means to the admin who reads it."""

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    "article set aside": "An article took its worker down; it's kept, but stands in no story.",
    "articles collected": "A look at the sources found new, changed or removed documents.",
    "articles filed": "New articles were grouped into stories and put under topics.",
    "document not read": "A document of a folder is broken or of no known shape; the others are.",
    "job cancelled at the end": "Work was cut short when the bot ended; it's done again at start.",
    "job failed": "Work failed that is done again at its next turn; the traceback says how.",
    "schedule set aside": "A schedule couldn't be dealt with; the others were. It's tried again.",
    "source not read": "A source couldn't be looked at; the others were, and it's looked at again.",
}

"""Every event that our log can name, with what it means to the admin who reads it."""

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    "article set aside": "An article took its worker down; it's kept, but stands in no story.",
    "articles collected": "A look at the sources found new, changed or removed documents.",
    "articles filed": "New articles were grouped into stories and put under topics.",
    "claim lost": "Another worker took a part over before it was posted; that one posts it.",
    "delivery interrupted": "Posting to a platform met a fault; it goes on at the next turn.",
    "document not read": "A document of a folder is broken or of no known shape; the others are.",
    "ending": "The bot was told to stop; what it has begun is finished first.",
    "job cancelled at the end": "Work was cut short when the bot ended; it's done again at start.",
    "job failed": "Work failed that is done again at its next turn; the traceback says how.",
    "old entries deleted": "Articles or editions older than the settings keep were deleted.",
    "part failed": "A platform refused a part for good; its articles may be told again.",
    "part found": "A part that nobody was sure of is in the channel; it isn't posted again.",
    "part held": "Nobody can tell whether a part was posted; `broadsheet editions` decides.",
    "part interrupted": "A fault stopped a part on its way; it's taken up again.",
    "part posted": "A part of an edition is in its channel.",
    "part posted again": "A part that isn't in its channel is posted once more, by the same key.",
    "part refused": "A platform refused a part for now; it's posted again after the seconds named.",
    "part unclear": "The answer to a post was lost; the channel is read back before anything else.",
    "parts adopted": "Parts that a dead process left behind are taken up again.",
    "read-back failed": "A channel couldn't be read back; it's tried again later.",
    "schedule set aside": "A schedule couldn't be dealt with; the others were. It's tried again.",
    "settings not reloaded": "The settings have a mistake; those from before stay in force.",
    "settings reloaded": "The settings were read again and are in force.",
    "source not read": "A source couldn't be looked at; the others were, and it's looked at again.",
}

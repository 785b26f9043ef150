"""The scopes that the app asks for, each with what needs it; the manifest asks for the same."""

from collections.abc import Mapping

NEEDED: Mapping[str, str] = {
    "app_mentions:read": "answering who mentions the bot",
    "channels:read": "telling whose a channel is and whether the bot is in it",
    "chat:write": "posting digests, and answers where a command's own way is used up",
    "commands": "the slash command",
    "groups:read": "telling the same of private channels",
    "im:history": "answering who writes to the bot directly",
    "users:read": "people's time zones, and who is an admin",
}

OPTIONAL: Mapping[str, str] = {
    "channels:history": "looking whether a post arrived whose answer was lost",
    "groups:history": "looking the same in private channels",
}
"""Without these, a post whose answer was lost is held or doubled, as `on_unknown` says."""

SCOPES = (*NEEDED, *OPTIONAL)

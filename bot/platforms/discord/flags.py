"""The flags of a message (FACTS 2.1)."""

IS_CROSSPOSTED = 1 << 0
"""It was handed on to the channels that follow its own."""

NO_PREVIEWS = 1 << 2
"""Links in it have none."""

EPHEMERAL = 1 << 6
"""One alone sees it."""

SILENT = 1 << 12
"""It's posted without a notification."""

COMPONENTS_V2 = 1 << 15
"""Without it, Discord takes no containers."""

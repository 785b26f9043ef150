"""Rights: what the bot's role lacks in a channel, by the names that Discord's settings show."""

from collections.abc import Iterator, Mapping, Sequence

import discord

from bot.platforms.discord.places import Kind, Place
from bot.platforms.discord.rest import Rest

NAMES: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
"""The rights that are asked for when the bot is invited, in the order they're missed in."""

INVITED = discord.Permissions(**dict.fromkeys(NAMES, True))
"""What the invitation asks for."""

SCOPES = ("bot", "applications.commands")


def invitation(application_id: str) -> str:
    """The address at which an admin invites the bot into a server, with the rights it needs."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}"
        f"&scope={'+'.join(SCOPES)}&permissions={INVITED.value}"
    )


def needed(place: Place) -> tuple[str, ...]:
    """What posting to *place*, and reading it back, takes."""
    sending = "send_messages_in_threads" if place.kind is Kind.THREAD else "send_messages"
    also = ("send_messages_in_threads",) if place.kind is Kind.FORUM else ()
    return ("view_channel", sending, *also, "embed_links", "read_message_history")


async def missing(rest: Rest, place: Place) -> tuple[str, ...]:
    """The rights that the bot lacks in *place*; raises as `Rest.ask` does."""
    if place.guild is None:
        return ()
    client = await rest.client()
    guild = await client.fetch_guild(int(place.guild), with_counts=False)
    above = place.parent if place.kind is Kind.THREAD and place.parent else place.id
    channel = await guild.fetch_channel(int(above))
    me = await guild.fetch_member(int(await rest.user_id()))
    if isinstance(channel, discord.Thread):  # whose parent isn't one
        return ()
    held = channel.permissions_for(me)
    lacking = [right for right in needed(place) if not getattr(held, right)]
    # Without the first, discord.py takes what follows from it for missing as well.
    return tuple(lacking[:1] if lacking[:1] == ["view_channel"] else _own(lacking))


def _own(lacking: Sequence[str]) -> Iterator[str]:
    """*lacking* without what nobody holds who may not send."""
    silent = any(right.startswith("send_") for right in lacking)
    yield from (right for right in lacking if not (silent and right == "embed_links"))


def sentence(place: Place, rights: Sequence[str]) -> str:
    """What is missing, where, and what to do."""
    names = [NAMES[right] for right in rights]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return (
        f"in {place.shown} the bot lacks {listed}; allow that to its role under "
        "Edit Channel, Permissions"
    )

"""What is in Discord: servers, channels, messages, webhooks, and the clock that dates them."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from discord import Permissions
from tests.fakes.discord import shapes
from tests.fakes.discord.shapes import ANNOUNCEMENT, ANNOUNCEMENT_THREAD, FORUM, TEXT, THREAD

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
NONCE_KEPT = timedelta(minutes=5)
"""Discord says “the past few minutes”."""

FLAG_CROSSPOSTED = 1

USABLE = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""What the bot's role has, unless a test takes it away."""


class Refused(Exception):
    """What the API answers instead."""

    def __init__(self, status, code, message, **fields):
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message, **fields}


def no_channel():
    return Refused(404, 10003, "Unknown Channel")


@dataclass
class Place:
    """A channel or a thread: *shown* is what the API gives."""

    shown: dict
    messages: list = field(default_factory=list)
    refuses: tuple | None = None
    """(status, code, message): what posts are answered with."""

    @property
    def id(self):
        return self.shown["id"]

    @property
    def is_thread(self):
        return self.shown["type"] in (ANNOUNCEMENT_THREAD, THREAD)

    @property
    def texts(self):
        return [m["content"] for m in self.messages]


class World:
    """Servers and what is in them, as the bot's own account sees them."""

    def __init__(self, now):
        self.now = now
        self._count = itertools.count(1)
        self.bot = shapes.user(self.snowflake(), "Broadsheet", bot=True)
        self.owner = shapes.user(self.snowflake(), "owner")
        self.application_id = str(self.snowflake())
        self.guilds = {}
        self.places = {}
        self.webhooks = {}
        self.commands = []
        self.members = defaultdict(dict)
        self._nonces = {}

    def snowflake(self, at=None):
        """An id of this instant, never the same."""
        elapsed = (at or self.now()) - EPOCH
        return (int(elapsed.total_seconds() * 1000) << 22) | (next(self._count) & 0x3FFFFF)

    def guild(self, name="Readers", *, rights=USABLE):
        """A new server where the bot has a role with *rights*; its id."""
        id_ = str(self.snowflake())
        everyone = shapes.role(id_, "@everyone", 0, 0)
        ours = shapes.role(self.snowflake(), "Broadsheet", rights.value, 1)
        roles = [everyone, ours]
        self.guilds[id_] = shapes.guild(id_, name, owner=self.owner["id"], roles=roles)
        self.members[id_][self.bot["id"]] = shapes.member(self.bot, [ours["id"]])
        return id_

    def channel(self, guild, name="news", *, kind=TEXT, tags=(), **fields):
        """A new channel of *guild*; its id."""
        shown = {
            "id": str(self.snowflake()),
            "type": kind,
            "flags": 0,
            "guild_id": guild,
            "name": name,
            "position": len(self.places),
            "permission_overwrites": [],
            "parent_id": None,
            "nsfw": False,
            **fields,
        }
        if kind == FORUM:
            shown["available_tags"] = [self.tag(tag) for tag in tags]
        self.places[shown["id"]] = Place(shown)
        return shown["id"]

    def tag(self, name):
        return {
            "id": str(self.snowflake()),
            "name": name,
            "moderated": False,
            "emoji_id": None,
            "emoji_name": None,
        }

    def thread(self, parent, name="talk", *, archived=False, locked=False, tags=()):
        """A new thread below the channel *parent*; its id."""
        above = self.places[parent].shown
        kind = ANNOUNCEMENT_THREAD if above["type"] == ANNOUNCEMENT else THREAD
        id_ = str(self.snowflake())
        state = {
            "archived": archived,
            "archive_timestamp": self.now().isoformat(),
            "auto_archive_duration": 1440,
            "locked": locked,
            "create_timestamp": self.now().isoformat(),
        }
        shown = {
            "id": id_,
            "type": kind,
            "flags": 0,
            "guild_id": above["guild_id"],
            "parent_id": parent,
            "name": name,
            "owner_id": self.bot["id"],
            "thread_metadata": state,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "applied_tags": list(tags),
        }
        self.places[id_] = Place(shown)
        return id_

    def webhook(self, channel):
        """A new webhook of *channel*; its id and token."""
        id_, token = str(self.snowflake()), "hook-token-" + "0123456789" * 6
        self.webhooks[id_] = {
            "application_id": None,
            "avatar": None,
            "channel_id": channel,
            "guild_id": self.places[channel].shown["guild_id"],
            "id": id_,
            "name": "News",
            "type": 1,
            "token": token,
        }
        return id_, token

    def deny(self, channel, **rights):
        """Take *rights* (send_messages=False …) from the bot in *channel*."""
        denied = {
            "id": self.bot["id"],
            "type": 1,
            "allow": "0",
            "deny": str(Permissions(**dict.fromkeys(rights, True)).value),
        }
        self.places[channel].shown["permission_overwrites"].append(denied)

    def rights(self, place):
        """What the bot may do in *place*."""
        guild = self.guilds[place.shown["guild_id"]]
        ours = self.members[guild["id"]][self.bot["id"]]["roles"]
        allowed = 0
        for role in guild["roles"]:
            if role["id"] in (guild["id"], *ours):
                allowed |= int(role["permissions"])
        above = self.places[place.shown["parent_id"]] if place.is_thread else place
        for overwrite in above.shown["permission_overwrites"]:
            allowed = allowed & ~int(overwrite["deny"]) | int(overwrite["allow"])
        return Permissions(allowed)

    def place(self, id_):
        """The channel of that id that the bot can see; raises Refused."""
        found = self.places.get(id_)
        if found is None:
            raise no_channel()
        if found.shown["guild_id"] not in self.guilds or not self.rights(found).view_channel:
            raise Refused(403, 50001, "Missing Access")
        return found

    def post(self, channel, body):
        """Post *body* as the bot; a nonce of the last minutes gives the first message again."""
        place = self.place(channel)
        self._check_postable(place)
        if place.shown["type"] == FORUM:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        key = (channel, body.get("nonce")) if body.get("enforce_nonce") else None
        if key in self._nonces and self.now() - self._nonces[key][0] < NONCE_KEPT:
            return {**self._nonces[key][1], "nonce": body["nonce"]}
        posted = self._add(place, self.bot, body)
        if key and body.get("nonce"):
            self._nonces[key] = (self.now(), posted)
        return {**posted, "nonce": body["nonce"]} if body.get("nonce") else posted

    def start_post(self, forum, body):
        """Start a post in *forum*; the new thread with its first message, which has its id."""
        place = self.place(forum)
        self._check_postable(place)
        if place.shown["flags"] & 1 << 4 and not body.get("applied_tags"):
            raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
        known = {tag["id"] for tag in place.shown.get("available_tags", ())}
        if set(body.get("applied_tags") or ()) - known:
            raise Refused(400, 10087, "Unknown tag")
        id_ = self.thread(forum, body["name"], tags=body.get("applied_tags") or ())
        thread = self.places[id_]
        first = self._add(thread, self.bot, body["message"], id_=id_)
        return {**thread.shown, "message": first}

    def execute(self, webhook, body, *, thread=None):
        """Post *body* through *webhook*, into *thread* of its channel where one is named."""
        place = self.places[thread or webhook["channel_id"]]
        if place.shown["type"] == FORUM:
            if not body.get("thread_name"):
                raise Refused(400, 220001, "Webhooks posted to forum channels must have a name")
            if place.shown["flags"] & 1 << 4 and not body.get("applied_tags"):
                raise Refused(
                    400, 40067, "A tag is required to create a forum post in this channel"
                )
            place = self.places[self.thread(place.id, body["thread_name"])]
            place.shown["owner_id"] = self.owner["id"]  # whose it is, Discord's documents don't say
        author = {**shapes.user(webhook["id"], webhook["name"], bot=True)}
        id_ = place.id if place.is_thread and not place.messages else None
        return self._add(place, author, body, id_=id_, webhook_id=webhook["id"])

    def reopen(self, thread, change):
        """Change *thread*, archived or not."""
        place = self.place(thread)
        if place.shown["thread_metadata"]["locked"] and not self.rights(place).manage_threads:
            raise Refused(403, 50013, "Missing Permissions")
        place.shown["thread_metadata"] |= {k: v for k, v in change.items() if k == "archived"}
        return place.shown

    def crosspost(self, channel, message):
        """Hand *message* on to the channels that follow."""
        place = self.place(channel)
        if place.shown["type"] != ANNOUNCEMENT:
            raise Refused(400, 50068, "Invalid message type")
        found = next((m for m in place.messages if m["id"] == message), None)
        if found is None:
            raise Refused(404, 10008, "Unknown Message")
        if found["flags"] & FLAG_CROSSPOSTED:
            raise Refused(400, 40033, "This message has already been crossposted")
        found["flags"] |= FLAG_CROSSPOSTED
        return found

    def history(self, channel, *, after, before, limit):
        """Messages of *channel* between two ids: the newest, or with *after* the oldest, first."""
        place = self.place(channel)
        if not self.rights(place).read_message_history:
            return []
        between = [
            m
            for m in place.messages
            if (after is None or int(m["id"]) > after) and (before is None or int(m["id"]) < before)
        ]
        chosen = between[:limit] if after is not None else between[-limit:]
        return list(reversed(chosen))

    def _check_postable(self, place):
        if place.refuses:
            status, code, message = place.refuses
            raise Refused(status, code, message)
        rights = self.rights(place)
        may = rights.send_messages_in_threads if place.is_thread else rights.send_messages
        if not may:
            raise Refused(403, 50013, "Missing Permissions")
        if place.is_thread and place.shown["thread_metadata"]["archived"]:
            raise Refused(400, 50083, "Thread is archived")

    def _add(self, place, author, body, *, id_=None, **fields):
        id_ = id_ or self.snowflake()
        posted = shapes.message(id_, place.id, author, body, at=self.now(), **fields)
        if reference := body.get("message_reference"):
            posted["message_reference"] = {"type": 0, "channel_id": place.id, **reference}
        place.messages.append(posted)
        return posted

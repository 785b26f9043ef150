"""Interactions: what people do is sent through the gateway, and what the bot answers is kept."""

import asyncio
import time

from tests.fakes.discord import shapes
from tests.fakes.discord.world import Refused

LATE = 3.0
"""Seconds after which an interaction that wasn't answered is dead at Discord's."""
DEAD = 120.0
"""Seconds after which it's dead here: a busy machine takes its time, and benchmarks count LATE."""

EPHEMERAL = 1 << 6
LOADING = 1 << 7
CHANGEABLE = 1 << 2 | 1 << 15


class Answer:
    """What became of one interaction; *first_after* are the seconds until the bot said anything.

    *said* are the bodies of what it said, as they came.
    """

    def __init__(self, payload, message):
        self.payload = payload
        self.sent_at = time.monotonic()
        self.callback = None
        self.first_after = None
        self.original = None
        self.clicked = message
        self.messages = []
        self.said = []
        self.whole = asyncio.Event()

    @property
    def kind(self):
        return self.callback["type"]

    @property
    def choices(self):
        return self.callback["data"]["choices"]

    @property
    def private(self):
        return bool(self.messages[0]["flags"] & EPHEMERAL)

    @property
    def text(self):
        """All that is said in it, one piece a line."""
        return "\n".join(piece for m in self.messages for piece in pieces(m))

    @property
    def custom_ids(self):
        return [
            c["custom_id"]
            for m in self.messages
            for c in shapes.every(m["components"])
            if "custom_id" in c
        ]


def pieces(message):
    if message["content"]:
        yield message["content"]
    for embed in message["embeds"]:
        yield from (embed[key] for key in ("title", "description") if key in embed)
    for component in shapes.every(message["components"]):
        yield from (str(component[key]) for key in ("content", "label") if component.get(key))


class Answers:
    """The interactions that were sent, by their tokens."""

    def __init__(self, fake):
        self._fake = fake
        self._world = fake.world
        self._by_token = {}
        self.next_is_dead = False

    async def send(
        self, kind, data, *, guild, channel, user=None, rights=0, message=None, **fields
    ):
        """Send an interaction of *kind* by *user* (a new one); gives what will become of it."""
        user = user or shapes.user(self._world.snowflake(), "reader")
        id_ = str(self._world.snowflake())
        token = f"interaction-token-{id_}"
        payload = {
            "id": id_,
            "application_id": self._world.application_id,
            "type": kind,
            "data": data,
            "token": token,
            "version": 1,
            "locale": "en-US",
            "app_permissions": "0",
            "entitlements": [],
            "attachment_size_limit": 10485760,
            **self._where(guild, channel, user, rights),
            **fields,
        }
        if message is not None:
            payload["message"] = message
        answer = self._by_token[token] = Answer(payload, message)
        if self.next_is_dead:
            self.next_is_dead, answer.sent_at = False, answer.sent_at - 2 * DEAD
        await self._fake.gateway.tell("INTERACTION_CREATE", payload, guild=guild)
        return answer

    def _where(self, guild, channel, user, rights):
        place = self._world.places.get(channel)
        if guild is None:
            private = {"id": channel, "type": 1, "flags": 0, "last_message_id": None}
            owners = {"1": user["id"]}
            return {
                "user": user,
                "channel_id": channel,
                "channel": {**private, "recipients": [user]},
                "context": 1,
                "authorizing_integration_owners": owners,
            }
        known = guild in self._world.guilds
        return {
            "member": shapes.member(user, [], permissions=str(rights)),
            "guild_id": guild,
            "guild": {"id": guild, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "channel_id": channel,
            "channel": {
                **(
                    place.shown if place else {"id": channel, "type": 0, "name": "x", "position": 0}
                ),
                "permissions": "0",
            },
            "context": 0,
            "authorizing_integration_owners": {"0": guild} if known else {"1": user["id"]},
        }

    async def command(self, *path, **where):
        """`/news latest count:5` is command("news", "latest", {"count": 5}, guild=…, channel=…)."""
        return await self.send(2, self._data(path), **where)

    async def typing(self, *path, focused, **where):
        """As `command`, while the option *focused* is being typed."""
        return await self.send(4, self._data(path, focused), **where)

    async def click(self, message, custom_id, *, values=None, **where):
        """A click on the component *custom_id* of *message*."""
        kind = 2 if values is None else 3
        data = {"custom_id": custom_id, "component_type": kind, "id": 1}
        if values is not None:
            data["values"] = values
        where.setdefault("channel", message["channel_id"])
        return await self.send(3, data, message=message, **where)

    def _data(self, path, focused=None):
        options = path[-1] if isinstance(path[-1], dict) else {}
        name, *verbs = (word for word in path if isinstance(word, str))
        kinds = self._kinds(name, verbs)
        inner = [
            {
                "name": key,
                "type": kinds[key],
                "value": value,
                **({"focused": True} if key == focused else {}),
            }
            for key, value in options.items()
        ]
        for depth, verb in reversed(list(enumerate(verbs))):
            kind = 1 if depth == len(verbs) - 1 else 2
            inner = [{"name": verb, "type": kind, "options": inner}]
        known = {c["name"]: c["id"] for c in self._world.commands}
        return {"id": known.get(name, "1"), "name": name, "type": 1, "options": inner}

    def _kinds(self, name, verbs):
        """The kinds of a subcommand's options, as the bot has registered them."""
        options = next(c for c in self._world.commands if c["name"] == name)["options"]
        for verb in verbs:
            options = next(o for o in options if o["name"] == verb).get("options", [])
        return {option["name"]: option["type"] for option in options}

    def first(self, id_, token, body):
        """The first answer to an interaction; there can be but one, and not too late."""
        answer = self._by_token.get(token)
        if answer is None or time.monotonic() - answer.sent_at > DEAD:
            raise Refused(404, 10062, "Unknown interaction")
        if answer.callback is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        answer.callback, answer.first_after = body, time.monotonic() - answer.sent_at
        data = body.get("data") or {}
        match body["type"]:
            case 4:
                answer.original = self._message(answer, data)
                answer.messages.append(answer.original)
            case 5:
                if (data.get("flags") or 0) & ~EPHEMERAL:
                    raise Refused(400, 50035, "Invalid Form Body")
                waiting = {"flags": (data.get("flags") or 0) | LOADING}
                answer.original = self._message(answer, waiting)
            case 6 | 7:
                answer.original = answer.clicked
            case _:
                answer.whole.set()
        if body["type"] == 4:
            answer.whole.set()
        return 200, {"interaction": {"id": id_, "type": answer.payload["type"], **_state(answer)}}

    def change(self, token, body):
        """Replace the first message."""
        answer = self._answer(token)
        answer.said.append(body)
        if (body.get("flags") or 0) & ~CHANGEABLE:
            raise Refused(400, 50035, "Invalid Form Body")
        kept = answer.original["flags"] & EPHEMERAL
        body = {**body, "flags": (body.get("flags") or 0) | kept}
        if _v2(answer.original) and not _v2(body):
            raise Refused(400, 50035, "Invalid Form Body")
        answer.original = {**self._message(answer, body), "id": answer.original["id"]}
        answer.messages = [answer.original, *answer.messages[1:]]
        answer.whole.set()
        return answer.original

    def follow_up(self, token, body):
        """Say more."""
        answer = self._answer(token)
        answer.said.append(body)
        answer.messages.append(self._message(answer, body))
        return answer.messages[-1]

    def _answer(self, token):
        answer = self._by_token.get(token)
        if answer is None or answer.original is None:
            raise Refused(404, 10015, "Unknown Webhook")
        return answer

    def _message(self, answer, body):
        channel = answer.payload["channel_id"]
        id_, now = self._world.snowflake(), self._world.now()
        return shapes.message(id_, channel, self._world.bot, body, at=now)


def _v2(message):
    return bool((message.get("flags") or 0) & 1 << 15)


def _state(answer):
    """What the callback tells of the message that stands there now, if any does."""
    if answer.original is None:
        return {}
    flags = answer.original["flags"]
    return {
        "response_message_id": answer.original["id"],
        "response_message_loading": bool(flags & LOADING),
        "response_message_ephemeral": bool(flags & EPHEMERAL),
    }

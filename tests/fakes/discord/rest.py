"""The REST API: routes, rate limits, faults; every body is checked on its way in and out."""

import asyncio
import json
import socket
import struct
import time
from datetime import datetime

from aiohttp import web

from tests.fakes.discord import shapes
from tests.fakes.discord.shapes import FORUM
from tests.fakes.discord.world import Refused
from tests.fakes.discord_rules import faults

ROUTES = {
    "users.me": ("GET", "/users/@me"),
    "applications.me": ("GET", "/oauth2/applications/@me"),
    "gateway.bot": ("GET", "/gateway/bot"),
    "channels.get": ("GET", "/channels/{channel_id}"),
    "channels.change": ("PATCH", "/channels/{channel_id}"),
    "guilds.get": ("GET", "/guilds/{guild_id}"),
    "guilds.member": ("GET", "/guilds/{guild_id}/members/{user_id}"),
    "threads.active": ("GET", "/guilds/{guild_id}/threads/active"),
    "threads.archived": ("GET", "/channels/{channel_id}/threads/archived/public"),
    "threads.create": ("POST", "/channels/{channel_id}/threads"),
    "messages.list": ("GET", "/channels/{channel_id}/messages"),
    "messages.get": ("GET", "/channels/{channel_id}/messages/{message_id}"),
    "messages.create": ("POST", "/channels/{channel_id}/messages"),
    "messages.crosspost": ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost"),
    "commands.list": ("GET", "/applications/{application_id}/commands"),
    "commands.replace": ("PUT", "/applications/{application_id}/commands"),
    "interactions.answer": ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"),
    "webhooks.get": ("GET", "/webhooks/{webhook_id}/{webhook_token}"),
    "webhooks.execute": ("POST", "/webhooks/{webhook_id}/{webhook_token}"),
    "original.change": (
        "PATCH",
        "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    ),
}

WITHOUT_TOKEN = {
    "interactions.answer",
    "webhooks.get",
    "webhooks.execute",
    "original.change",
}

LIMITED = {"messages.create", "messages.list", "webhooks.execute"}


class Rest:
    """Answers the calls that a bot such as ours makes, and no others."""

    def __init__(self, fake):
        self._fake = fake
        self._world = fake.world

    def add_to(self, app):
        for name, (method, path) in ROUTES.items():
            app.router.add_route(method, f"/api/v10{path}", self._route(name))

    def _route(self, name):
        answer = getattr(self, "_" + name.replace(".", "_"))

        async def handle(request):
            text = await request.text()
            body = json.loads(text) if text else None
            self._note(name, request, body)
            queue = self._fake.faults.get(name)
            fault = queue.popleft() if queue else None
            if isinstance(fault, asyncio.Event):
                await fault.wait()
            if fault == "lose the request":
                request.transport.abort()
            if fault == "500 before":
                return self._reply(name, 500, {"code": 0, "message": "500: Internal Server Error"})
            if fault == "refuse":
                return self._reply(name, 400, {"code": 50035, "message": "Invalid Form Body"})
            if isinstance(fault, dict):
                return self._reply(name, 200, fault)
            if isinstance(fault, tuple):
                return self._too_fast(fault[1])
            if isinstance(fault, int):  # an edge's or a proxy's own page
                return web.Response(status=fault, text="<html>Access denied</html>")
            if fault == "ban":
                return web.Response(status=429, text="error code: 1015")
            if limited := self._limited(name, request):
                return limited
            status, reply = self._answered(name, answer, request, body)
            if fault == "reset":
                _reset(request.transport)
            if fault == "lose the reply":
                request.transport.abort()
            if fault == "500 after":
                return self._reply(name, 500, {"code": 0, "message": "500: Internal Server Error"})
            return self._reply(name, status, reply, request)

        return handle

    def _note(self, name, request, body):
        from tests.fakes.discord.server import Request

        token = request.headers.get("Authorization")
        self._fake.calls.append(
            Request(name, dict(request.match_info), dict(request.query), body, token)
        )
        self._fake.called.set()

    def _answered(self, name, answer, request, body):
        self._check(name, request, body)
        try:
            if name not in WITHOUT_TOKEN:
                self._authorise(request)
            status, reply = answer(request.match_info, request.query, body)
        except Refused as refused:
            return refused.status, refused.body
        if self._fake.contract:
            wrong = self._fake.contract.reply(*_called(request), status, reply)
            self._fake.problems += [f"reply of {name}: {fault}" for fault in wrong]
        return status, reply

    def _check(self, name, request, body):
        """Note whatever Discord would object to in *body*, by its document and besides."""
        wrong = (
            list(self._fake.contract.request(*_called(request), body))
            if self._fake.contract
            else []
        )
        if self._fake.checked and (message := _message_in(name, body)):
            wrong += faults(message)
        self._fake.problems += [f"{name}: {fault}" for fault in wrong]

    def _authorise(self, request):
        if request.headers.get("Authorization") != f"Bot {self._fake.token}":
            raise Refused(401, 0, "401: Unauthorized")

    def _limited(self, name, request):
        if name not in LIMITED:
            return None
        key, rate, now = self._bucket(name, request), self._fake.rate, time.monotonic()
        until, left = rate.left.get(key, (0.0, 0))
        if now >= until:
            until, left = now + rate.per, rate.limit
        if left <= 0:
            return self._too_fast(until - now)
        rate.left[key] = until, left - 1
        return None

    def _bucket(self, name, request):
        where = request.match_info
        return name, where.get("channel_id") or where.get("webhook_id")

    def _too_fast(self, seconds):
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(seconds)))}
        return web.Response(
            status=429,
            body=json.dumps(body),
            headers={**headers, "Content-Type": "application/json"},
        )

    def _reply(self, name, status, body, request=None):
        # Exactly so: with a charset, discord.py takes JSON for text (FACTS B).
        headers = {"Content-Type": "application/json"}
        if request is not None and name in LIMITED:
            key = self._bucket(name, request)
            until, left = self._fake.rate.left[key]
            headers |= {
                "X-RateLimit-Bucket": name,
                "X-RateLimit-Limit": str(self._fake.rate.limit),
                "X-RateLimit-Remaining": str(left),
                "X-RateLimit-Reset-After": str(max(0.0, until - time.monotonic())),
                "X-RateLimit-Reset": str(time.time() + max(0.0, until - time.monotonic())),
            }
        if body is None:
            return web.Response(status=status)
        return web.Response(status=status, body=json.dumps(body), headers=headers)

    def _users_me(self, path, query, body):
        return 200, shapes.own_user(self._world.bot)

    def _applications_me(self, path, query, body):
        return 200, shapes.application(self._world.application_id, self._world.owner)

    def _gateway_bot(self, path, query, body):
        limit = {"max_concurrency": 16, "remaining": 999, "reset_after": 1000, "total": 1000}
        url, shards = self._fake.gateway_url, self._fake.shards
        return 200, {"url": url, "session_start_limit": limit, "shards": shards}

    def _channels_get(self, path, query, body):
        return 200, self._world.place(path["channel_id"]).shown

    def _channels_change(self, path, query, body):
        return 200, self._world.reopen(path["channel_id"], body)

    def _guilds_get(self, path, query, body):
        guild = self._world.guilds.get(path["guild_id"])
        if guild is None:
            raise Refused(404, 10004, "Unknown Guild")
        return 200, guild

    def _guilds_member(self, path, query, body):
        members = self._world.members.get(path["guild_id"], {})
        if path["user_id"] not in members:
            raise Refused(404, 10007, "Unknown Member")
        return 200, members[path["user_id"]]

    def _threads(self, archived, chosen):
        threads = [
            p.shown
            for p in self._world.places.values()
            if p.is_thread and p.shown["thread_metadata"]["archived"] is archived and chosen(p)
        ]
        return {"threads": threads, "members": [], "has_more": False}

    def _threads_active(self, path, query, body):
        guild = path["guild_id"]
        return 200, self._threads(False, lambda p: p.shown["guild_id"] == guild)

    def _threads_archived(self, path, query, body):
        parent = path["channel_id"]
        return 200, self._page(self._threads(True, lambda p: p.shown["parent_id"] == parent), query)

    def _page(self, found, query):
        """The threads closed last, of those before what *query* says."""
        before, limit = query.get("before"), int(query.get("limit", 50))
        threads = sorted(found["threads"], key=_closed_at, reverse=True)
        if before is not None:
            at = datetime.fromisoformat(before)
            threads = [thread for thread in threads if _closed_at(thread) < at]
        return {**found, "threads": threads[:limit], "has_more": len(threads) > limit}

    def _threads_create(self, path, query, body):
        place = self._world.place(path["channel_id"])
        if place.shown["type"] != FORUM:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        return 201, self._world.start_post(path["channel_id"], body)

    def _messages_list(self, path, query, body):
        after, before = query.get("after"), query.get("before")
        listed = self._world.history(
            path["channel_id"],
            after=after and int(after),
            before=before and int(before),
            limit=int(query.get("limit", 50)),
        )
        return 200, listed

    def _messages_get(self, path, query, body):
        place = self._world.place(path["channel_id"])
        found = [m for m in place.messages if m["id"] == path["message_id"]]
        if not found:
            raise Refused(404, 10008, "Unknown Message")
        return 200, found[0]

    def _messages_create(self, path, query, body):
        return 200, self._world.post(path["channel_id"], body)

    def _messages_crosspost(self, path, query, body):
        return 200, self._world.crosspost(path["channel_id"], path["message_id"])

    def _commands_list(self, path, query, body):
        return 200, self._world.commands

    def _commands_replace(self, path, query, body):
        self._world.commands = [self._command(wanted) for wanted in body]
        return 200, self._world.commands

    def _command(self, wanted):
        """A command as Discord keeps it: with ids, and with what was left out."""
        rights = wanted.get("default_member_permissions")
        return {
            "nsfw": False,
            "name_localizations": None,
            "description_localizations": None,
            **wanted,
            "id": str(self._world.snowflake()),
            "application_id": self._world.application_id,
            "version": str(self._world.snowflake()),
            "default_member_permissions": None if rights is None else str(rights),
            "type": wanted.get("type", 1),
        }

    def _interactions_answer(self, path, query, body):
        return self._fake.answers.first(path["interaction_id"], path["interaction_token"], body)

    def _webhook(self, path):
        known = self._world.webhooks.get(path["webhook_id"])
        if known is None:
            raise Refused(404, 10015, "Unknown Webhook")
        if known["token"] != path["webhook_token"]:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return known

    def _webhooks_get(self, path, query, body):
        return 200, self._webhook(path)

    def _webhooks_execute(self, path, query, body):
        if path["webhook_id"] == self._world.application_id:
            return 200, self._fake.answers.follow_up(path["webhook_token"], body)
        webhook = self._webhook(path)
        if _interactive(body) or (
            body.get("components") and not int(query.get("with_components", 0))
        ):
            raise Refused(400, 50035, "Invalid Form Body")
        posted = self._world.execute(webhook, body, thread=query.get("thread_id"))
        return (200, posted) if query.get("wait") in ("1", "true") else (204, None)

    def _original_change(self, path, query, body):
        return 200, self._fake.answers.change(path["webhook_token"], body)


def _reset(transport):
    """End the connection as a crash does, not as a goodbye."""
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()


def _closed_at(thread):
    return datetime.fromisoformat(thread["thread_metadata"]["archive_timestamp"])


def _called(request):
    return request.method, request.path.removeprefix("/api/v10")


def _message_in(name, body):
    """The message that is posted or changed, as the rules want it."""
    match name:
        case "messages.create" | "webhooks.execute" | "original.change":
            return body
        case "threads.create":
            return body["message"]
        case "interactions.answer" if body["type"] in (4, 7):
            return body["data"]
        case _:
            return None


def _interactive(body):
    """Whether *body* has components that webhooks of nobody's application can't send."""
    return any("custom_id" in c for c in shapes.every(body.get("components") or []))

"""The gateway: sessions of shards, heartbeats, events, and every way to be cut off."""

import asyncio
import itertools
import json

from aiohttp import WSMsgType, web

from tests.fakes.discord.shapes import ALL_RIGHTS

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
PATIENCE = 120
"""Seconds after which what a test waits for won't come any more."""

DEAD_TOKEN, WRONG_SHARD, FORBIDDEN_INTENTS = 4004, 4010, 4014


class Session:
    """What a shard was told, so that it can be told again."""

    def __init__(self, id_, shard, intents):
        self.id = id_
        self.shard = shard
        self.intents = intents
        self.told = []
        self.socket = None

    async def tell(self, name, data):
        event = {"op": DISPATCH, "t": name, "s": len(self.told) + 1, "d": data}
        self.told.append(event)
        if self.socket is not None and not self.socket.closed:
            await self.socket.send_str(json.dumps(event))


class Gateway:
    """*down*: connections are refused. *identified* and *resumed* are the shards that did."""

    def __init__(self, fake):
        self._fake = fake
        self._ids = itertools.count(1)
        self.sessions = {}
        self.down = False
        self.attempts = 0
        self.identified = []
        self.resumed = []
        self.beats = 0
        self.changed = asyncio.Event()

    async def connect(self, request):
        """One connection, from HELLO to its end."""
        self.attempts += 1
        self._note()
        if self.down:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await self._send(socket, HELLO, {"heartbeat_interval": 41250})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(frame.data))
        self._note()
        return socket

    async def _take(self, socket, said):
        match said["op"]:
            case 1:
                self.beats += 1
                await self._send(socket, ACK, None)
            case 2:
                await self._identify(socket, said["d"])
            case 6:
                await self._resume(socket, said["d"])

    async def _identify(self, socket, wish):
        shard, shards = wish.get("shard", (0, 1))
        if wish["token"] != self._fake.token:
            await socket.close(code=DEAD_TOKEN, message=b"Authentication failed.")
        elif wish["intents"] & PRIVILEGED:
            await socket.close(code=FORBIDDEN_INTENTS, message=b"Disallowed intent(s).")
        elif not 0 <= shard < shards:
            await socket.close(code=WRONG_SHARD, message=b"Invalid shard.")
        else:
            session = Session(f"session{next(self._ids)}", (shard, shards), wish["intents"])
            session.socket = socket
            self.sessions[session.id] = session
            await self._welcome(session)
            self.identified.append(shard)
            self._note()

    async def _welcome(self, session):
        world = self._fake.world
        theirs = [g for g in world.guilds if self._belongs(g, session)]
        ready = {
            "v": 10,
            "user": {**world.bot, "mfa_enabled": False, "verified": True, "email": None},
            "guilds": [{"id": g, "unavailable": True} for g in theirs],
            "session_id": session.id,
            "resume_gateway_url": self._fake.gateway_url,
            "shard": session.shard,
            "application": {"id": world.application_id, "flags": 0},
        }
        await session.tell("READY", ready)
        for guild in theirs:
            await session.tell("GUILD_CREATE", self._guild(guild))

    async def _resume(self, socket, wish):
        session = self.sessions.get(wish["session_id"])
        if session is None:
            await self._send(socket, INVALID, False)
            return
        session.socket = socket
        for event in session.told[wish["seq"] :]:
            await socket.send_str(json.dumps(event))
        await session.tell("RESUMED", {})
        self.resumed.append(session.shard[0])
        self._note()

    def _guild(self, id_):
        """A server as GUILD_CREATE has it."""
        world = self._fake.world
        places = [p for p in world.places.values() if p.shown["guild_id"] == id_]
        ours = world.members[id_][world.bot["id"]]
        return {
            **world.guilds[id_],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "unavailable": False,
            "member_count": 2,
            "voice_states": [],
            "members": [ours],
            "channels": [p.shown for p in places if not p.is_thread],
            "threads": [p.shown for p in places if p.is_thread],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "application_command_counts": {},
            "permissions": str(ALL_RIGHTS),
        }

    async def joined(self, guild):
        """The bot was added to *guild*, or again; nothing says then that it's available."""
        shown = {k: v for k, v in self._guild(guild).items() if k != "unavailable"}
        await self.tell("GUILD_CREATE", shown, guild=guild)

    async def left(self, guild):
        """The bot was thrown out of *guild*."""
        await self.tell("GUILD_DELETE", {"id": guild}, guild=guild)
        del self._fake.world.guilds[guild]

    async def unavailable(self, guild):
        """*guild* is away for a while."""
        await self.tell("GUILD_DELETE", {"id": guild, "unavailable": True}, guild=guild)

    async def tell(self, name, data, *, guild=None):
        """Tell the shard that *guild* belongs to; direct messages are shard 0's."""
        for session in self.sessions.values():
            alive = session.socket is not None and not session.socket.closed
            if alive and self._belongs(guild or "0", session):
                await session.tell(name, data)
                return
        raise AssertionError("no shard is there to be told")

    def _belongs(self, guild, session):
        shard, shards = session.shard
        return (int(guild) >> 22) % shards == shard

    async def until(self, reached):
        """Return when *reached* of this gateway."""
        async with asyncio.timeout(PATIENCE):
            while not reached(self):
                self.changed.clear()
                await self.changed.wait()

    async def ready(self, shards=1):
        """Return when so many shards have identified."""
        await self.until(lambda gateway: len(gateway.identified) >= shards)

    async def close_all(self, code=1001, *, forget=False):
        """Cut every connection off; with *forget*, no session can be resumed."""
        for session in list(self.sessions.values()):
            if session.socket is not None and not session.socket.closed:
                await session.socket.close(code=code)
        if forget:
            self.sessions.clear()

    async def invalidate(self, *, resumable):
        """Tell every shard that its session is invalid."""
        for session in list(self.sessions.values()):
            if session.socket is not None and not session.socket.closed:
                await self._send(session.socket, INVALID, resumable)

    async def ask_to_reconnect(self):
        for session in list(self.sessions.values()):
            await self._send(session.socket, RECONNECT, None)

    async def _send(self, socket, op, data):
        await socket.send_str(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def _note(self):
        self.changed.set()

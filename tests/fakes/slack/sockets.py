"""The fake's Socket Mode: one-time addresses, hello, envelopes, acks, disconnects."""

import asyncio
import json
import secrets
import time

from aiohttp import WSMsgType, web

PATIENCE = 120
"""Seconds after which what a test waits for won't come any more."""


class Envelope:
    """Something delivered over a socket; *acked* ends with the ack's payload, None for none."""

    def __init__(self, kind, payload):
        self.id = secrets.token_hex(8)
        self.kind = kind
        self.payload = payload
        self.acked = asyncio.get_running_loop().create_future()
        self.sent_at = time.perf_counter()
        self.acked_after = None

    def text(self):
        fields = {
            "envelope_id": self.id,
            "type": self.kind,
            "payload": self.payload,
            "accepts_response_payload": self.kind != "events_api",
        }
        if self.kind == "events_api":
            fields |= {"retry_attempt": 0, "retry_reason": ""}
        return json.dumps(fields)


class Sockets:
    """Every open socket; an envelope goes to one of them, and waits where there's none."""

    def __init__(self, slack):
        self._slack = slack
        self._tickets = set()
        self._open = []
        self._connected = asyncio.Event()
        self._waiting = {}
        self.opened = 0
        self.to_refuse = 0
        self.asked_again = 0

    def ticket(self):
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"{self._slack.url.replace('http', 'ws', 1)}link/?ticket={ticket}&app_id=A0APP"

    async def handle(self, request):
        ticket = request.query.get("ticket")
        if ticket not in self._tickets:
            self.asked_again += 1
            return web.Response(status=404)
        self._tickets.remove(ticket)
        if self.to_refuse:
            self.to_refuse -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        self.opened += 1
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open),
                "debug_info": {"host": "applink", "approximate_connection_time": 18060},
                "connection_info": {"app_id": "A0APP"},
            }
        )
        self._connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(json.loads(message.data))
        finally:
            self._forget(socket)
        return socket

    async def connected(self, times=1):
        """Return once one is open, and at least so many were."""
        await self._slack.until(lambda: self._open and self.opened >= times)

    async def deliver(self, envelope):
        """Send it once a socket is open; gives it back."""
        self._waiting[envelope.id] = envelope
        while True:
            await self._connected.wait()
            socket = self._open[-1]
            envelope.sent_at = time.perf_counter()
            try:
                await socket.send_str(envelope.text())
            except ConnectionError:
                self._forget(socket)
            else:
                return envelope

    async def disconnect(self, reason="refresh_requested", *, warn=True):
        """Ask each socket to make way for a new one, or drop it without a word."""
        for socket in [*self._open]:
            if warn:
                await socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}}
                )
            else:
                self._forget(socket)
                await socket.close()

    async def close(self):
        await self.disconnect(warn=False)

    def _take(self, ack):
        envelope = self._waiting.pop(ack.get("envelope_id"), None)
        if envelope and not envelope.acked.done():
            envelope.acked_after = time.perf_counter() - envelope.sent_at
            envelope.acked.set_result(ack.get("payload"))

    def _forget(self, socket):
        if socket in self._open:
            self._open.remove(socket)
        if not self._open:
            self._connected.clear()

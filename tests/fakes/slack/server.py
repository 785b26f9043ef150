"""A Slack on a local port: Web API, Socket Mode, response_urls and OAuth, for the bot as it is."""

import asyncio
import hashlib
import hmac
import json
import re
import secrets
import time
from contextlib import suppress
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.fakes.slack import payloads
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.sockets import PATIENCE, Envelope, Sockets
from tests.fakes.slack.web_api import WebApi, fail
from tests.fakes.slack.workspace import Workspace

USES = 5
"""Of a response_url."""

LOOK = 0.02
"""Seconds between looks at what the fake itself doesn't notice: a line of the log, say."""


class FakeSlack:
    """Speaks both transports: over sockets, or to the bot's own listener once `bot_url` is set."""

    def __init__(self, *, check=None, now=None):
        self.workspaces = {}
        self.app_token = "xapp-1-example"
        self.app_token_dead = False
        self.signing_secret = "signing-secret"
        self.bot_url = None
        self.should_escape = False
        """As the app's manifest says of its command: names of channels come with their ids."""
        self.faults = Faults()
        self.page = 1_000
        """Messages that Slack gives at a time, however many are asked for."""
        self.triggers = {}
        self.codes = {}
        self.responses = {}
        self.waiting = {}
        self.driven_by = None
        self.url = ""
        self.check = check or (lambda payload: None)
        self.now = now or (lambda: None)
        self.api = WebApi(self)
        self._news = asyncio.Event()

    async def __aenter__(self):
        self.sockets = Sockets(self)
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link/", self.sockets.handle)
        app.router.add_post("/respond/{key}", self._respond)
        app.router.add_get("/oauth/v2/authorize", self._consent)
        if self.driven_by is not None:
            self.driven_by.add_to(app)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_):
        await self.sockets.close()
        await self._session.close()
        await self._runner.cleanup()

    @property
    def api_url(self):
        """What SLACK_API_URL is set to."""
        return f"{self.url}api/"

    @property
    def calls(self):
        return self.api.calls

    def called(self, method):
        """The arguments of every call of *method*."""
        return [args for name, args in self.calls if name == method]

    def add(self, workspace=None):
        workspace = workspace or Workspace()
        self.workspaces[workspace.id] = workspace
        return workspace

    def direct(self, workspace, user):
        """The direct messages between the app and *user*."""
        id_ = f"D0{user[1:]}"
        if id_ not in workspace.channels:
            workspace.add_channel(id_, "direct", is_im=True, members={user})
        return workspace.channels[id_]

    def changed(self):
        """Something was shown somewhere: whoever waits looks again."""
        self._news.set()
        self._news = asyncio.Event()

    async def until(self, there):
        """What *there* gives, once it gives something."""
        async with asyncio.timeout(PATIENCE):
            while not (found := there()):
                with suppress(TimeoutError):  # what isn't shown here may have come true as well
                    await asyncio.wait_for(self._news.wait(), LOOK)
        return found

    def trigger(self):
        key = secrets.token_hex(6)
        self.triggers[key] = True
        return key

    def response_url(self, workspace, user, channel):
        key = secrets.token_hex(8)
        self.responses[key] = [workspace, user, channel, USES]
        return f"{self.url}respond/{key}"

    async def type(self, workspace, text, *, user="U012", channel="C0123", **fields):
        """Somebody types `/news TEXT`; the delivery, once it's acknowledged."""
        fields.setdefault("response_url", self.response_url(workspace, user, channel))
        fields.setdefault("trigger_id", self.trigger())
        if self.should_escape:
            text = escaped(workspace, text)
        payload = payloads.slash_command(workspace, text, user=user, channel=channel, **fields)
        return await self.deliver("slash_commands", payload)

    async def click(self, workspace, action, *, message=None, user="U012", channel="C0123", **over):
        """Somebody clicks a button or chooses from a menu of a message."""
        payload = payloads.block_actions(
            workspace,
            action,
            message=message,
            user=user,
            channel=channel,
            response_url=self.response_url(workspace, user, channel),
            trigger_id=self.trigger(),
        )
        return await self.deliver("interactive", payload | over)

    async def click_in_view(self, workspace, action, view, *, user="U012"):
        payload = payloads.view_actions(
            workspace, action, view, user=user, trigger_id=self.trigger()
        )
        return await self.deliver("interactive", payload)

    async def suggest(self, workspace, action_id, typed, **fields):
        """Somebody types into a menu; the options that they're shown."""
        payload = payloads.block_suggestion(workspace, action_id, typed, **fields)
        return await (await self.deliver("interactive", payload)).acked

    async def happen(self, workspace, event, **fields):
        """An event of the Events API."""
        return await self.deliver("events_api", payloads.event(workspace, event, **fields))

    async def deliver(self, kind, payload):
        """Send *payload* the way that's in use, and wait until it's acknowledged."""
        if self.bot_url is None:
            envelope = await self.sockets.deliver(Envelope(kind, payload))
        else:
            envelope = Envelope(kind, payload)
            await self._over_http(envelope)
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(envelope.acked)
        return envelope

    async def _over_http(self, envelope):
        body, content_type = as_http(envelope.kind, envelope.payload)
        headers = {"Content-Type": content_type, **self.signed(body)}
        envelope.sent_at = time.perf_counter()
        async with self._session.post(self.bot_url, data=body, headers=headers) as answer:
            text = await answer.text()
            envelope.acked_after = time.perf_counter() - envelope.sent_at
            if answer.status != 200:
                envelope.acked.set_exception(AssertionError(f"{answer.status}: {text}"))
                return
            envelope.acked.set_result(json.loads(text) if text.startswith("{") else text or None)

    def signed(self, body, *, at=None, secret=None):
        """The headers that prove that *body* is Slack's."""
        at = str(int(time.time())) if at is None else at
        key = (secret or self.signing_secret).encode()
        digest = hmac.new(key, f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest}"}

    async def _consent(self, request):
        """Somebody of the workspace *team*, or of the first one, says yes to the app."""
        asked = request.query
        if not asked.get("client_id") or not asked.get("scope") or not asked.get("redirect_uri"):
            return web.Response(status=400, text="invalid_client_id")
        chosen = asked.get("team") or next(iter(self.workspaces))
        code = secrets.token_hex(8)
        self.codes[code] = self.workspaces[chosen]
        back = urlencode({"code": code, "state": asked.get("state", "")})
        raise web.HTTPFound(f"{asked['redirect_uri']}?{back}")

    async def _respond(self, request):
        """A response_url: five uses; shown to one person, or to the channel."""
        answer = await request.json()
        entry = self.responses.get(request.match_info["key"])
        fault = self.faults.due("respond")
        if fault and not fault.comes_after:
            return fail(request, fault)
        if entry is None or entry[3] == 0:
            return web.Response(status=404, text="used_url")
        self.check(answer)
        waiting = self.waiting.get(request.match_info["key"])
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
        workspace, user, channel, _ = entry
        entry[3] -= 1
        if answer.get("response_type") == "in_channel" and not answer.get("replace_original"):
            workspace.post(channel, answer, at=self.now())
        else:
            workspace.shown_to(user).append(answer)
        self.changed()
        return fail(request, fault) if fault else web.Response(text="ok")


def escaped(workspace, text):
    """*text* with the channels and people that Slack finds in it."""
    names = {f"#{c.name}": f"<#{c.id}|{c.name}>" for c in workspace.channels.values()}
    names |= {f"@{u['name']}": f"<@{u['id']}|{u['name']}>" for u in workspace.users.values()}
    return re.sub(r"[#@][\w-]+", lambda found: names.get(found[0], found[0]), text)


def as_http(kind, payload):
    """The body and the kind of content with which Slack sends *payload* over HTTP."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields), "application/x-www-form-urlencoded"

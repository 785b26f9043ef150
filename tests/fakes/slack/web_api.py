"""The fake's Web API: GET reads, JSON and form writes, tokens, scopes, errors as Slack's."""

import json
import secrets

from aiohttp import web

from tests.fakes.slack.workspace import timestamp

SCOPES = {
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "users.info": {"users:read"},
}
"""What a method needs; those of conversations depend on the channel."""

READING = {"conversations.info", "conversations.members", "users.conversations"}
HISTORY = {"conversations.history", "conversations.replies"}
DEAD = {"revoked": "token_revoked", "inactive": "account_inactive", "invalid": "invalid_auth"}
MOST = 1_000


class Refused(Exception):
    def __init__(self, error, **fields):
        super().__init__(error)
        self.body = {"ok": False, "error": error, **fields}


async def arguments(request):
    """The call's arguments, however they came; JSON within a form is read as well."""
    if request.method == "GET":
        found = dict(request.query)
    elif request.content_type == "application/json":
        found = await request.json()
    else:
        found = dict(await request.post())
    for name in ("blocks", "view", "metadata"):
        if isinstance(found.get(name), str):
            found[name] = json.loads(found[name])
    return found


class WebApi:
    """Answers calls on the workspaces of *slack*; each call is remembered with its arguments."""

    def __init__(self, slack):
        self._slack = slack
        self.calls = []

    async def handle(self, request):
        method = request.match_info["method"]
        args = await arguments(request)
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, args))
        fault = self._slack.faults.due(method)
        if fault is None:
            return self._answered(method, args, bearer)
        fault.begun.set()
        if fault.comes_after:
            self._answered(method, args, bearer)
        if fault.kind == "hang":
            await fault.go_on.wait()
            return self._answered(method, args, bearer)
        return fail(request, fault)

    def _answered(self, method, args, bearer):
        token = args.pop("token", None) or bearer
        headers = {}
        try:
            workspace = self._workspace(method, token)
            if workspace:
                headers["x-oauth-scopes"] = ",".join(sorted(workspace.scopes))
                self._check_scopes(method, args, workspace)
            body = {"ok": True, **self._action(method)(args, workspace or token)}
        except Refused as refusal:
            body = refusal.body
        return web.json_response(body, headers=headers)

    def _action(self, method):
        action = getattr(self, "_" + method.replace(".", "_"), None)
        if action is None:
            raise Refused("unknown_method", req_method=method)
        return action

    def _workspace(self, method, token):
        """Whose *token* it is; apps.connections.open and oauth.v2.access have their own."""
        if method in {"apps.connections.open", "oauth.v2.access"}:
            return None
        if not token:
            raise Refused("not_authed")
        for workspace in self._slack.workspaces.values():
            if workspace.token == token:
                if workspace.token_state in DEAD:
                    raise Refused(DEAD[workspace.token_state])
                return workspace
        raise Refused("not_allowed_token_type" if token.startswith("xapp-") else "invalid_auth")

    def _check_scopes(self, method, args, workspace):
        needed = set(SCOPES.get(method, ()))
        kind = self._kind(args, workspace)
        if method in READING:
            needed.add(f"{kind}:read")
        if method in HISTORY:
            needed.add(f"{kind}:history")
        if lacking := needed - workspace.scopes:
            raise Refused(
                "missing_scope",
                needed=",".join(sorted(lacking)),
                provided=",".join(sorted(workspace.scopes)),
            )

    @staticmethod
    def _kind(args, workspace):
        """What its scopes are called after; the letter of an id doesn't tell that it's private."""
        channel = workspace.channels.get(args.get("channel"))
        if args.get("types") == "private_channel" or (channel and channel.is_private):
            return "groups"
        return "im" if channel and channel.is_im else "channels"

    def _channel(self, args, workspace):
        channel = workspace.channels.get(args.get("channel"))
        if channel is None or (channel.is_private and not channel.is_member):
            raise Refused("channel_not_found")
        return channel

    def _auth_test(self, args, workspace):
        return {
            "url": f"https://{workspace.id.lower()}.slack.example/",
            "team": workspace.name,
            "team_id": workspace.id,
            "user": workspace.bot_name,
            "user_id": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "is_enterprise_install": workspace.is_enterprise_install,
            **({"enterprise_id": workspace.enterprise} if workspace.enterprise else {}),
        }

    def _chat_postMessage(self, args, workspace):  # noqa: N802 - named as the method is
        self._slack.check(args)
        if args.get("channel") in workspace.users:  # to a person is to their direct messages
            args = {**args, "channel": self._slack.direct(workspace, args["channel"]).id}
        channel = self._channel(args, workspace)
        if channel.is_archived:
            raise Refused("is_archived")
        if not channel.is_member and "chat:write.public" not in workspace.scopes:
            raise Refused("not_in_channel")
        message = workspace.post(channel.id, args, at=self._slack.now())
        self._slack.changed()
        return {"channel": channel.id, "ts": message["ts"], "message": message}

    def _chat_postEphemeral(self, args, workspace):  # noqa: N802 - named as the method is
        self._slack.check(args)
        channel = self._channel(args, workspace)
        if not channel.is_member:
            raise Refused("not_in_channel")
        if args["user"] not in channel.members:
            raise Refused("user_not_in_channel")
        workspace.shown_to(args["user"]).append(args)
        self._slack.changed()
        return {"message_ts": timestamp()}

    def _conversations_info(self, args, workspace):
        return {"channel": self._channel(args, workspace).seen(workspace.id)}

    def _conversations_members(self, args, workspace):
        members = sorted(self._channel(args, workspace).members)
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    def _conversations_history(self, args, workspace):
        channel = self._channel(args, workspace)
        if not channel.is_member:
            raise Refused("not_in_channel")
        top = [m for m in channel.messages if m.get("thread_ts", m["ts"]) == m["ts"]]
        return self._page([*reversed(top)], args)

    def _conversations_replies(self, args, workspace):
        channel = self._channel(args, workspace)
        found = [m for m in channel.messages if args["ts"] in (m["ts"], m.get("thread_ts"))]
        if not found:
            raise Refused("thread_not_found")
        return self._page(found, args)

    def _page(self, messages, args):
        """The messages within oldest and latest, from the cursor on, with what follows."""
        oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or 9e12)
        inclusive = str(args.get("inclusive", "0")) in {"1", "true"}
        within = [m for m in messages if oldest < float(m["ts"]) < latest]
        if inclusive:
            within = [m for m in messages if oldest <= float(m["ts"]) <= latest]
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        limit = min(limit, self._slack.page)
        shown = [dict(m) for m in within[start : start + limit]]
        if str(args.get("include_all_metadata", "0")) not in {"1", "true"}:
            for message in shown:
                message.pop("metadata", None)
        more = start + limit < len(within)
        cursor = str(start + limit) if more else ""
        return {
            "messages": shown,
            "has_more": more,
            "response_metadata": {"next_cursor": cursor},
        }

    def _users_info(self, args, workspace):
        person = workspace.users.get(args.get("user"))
        if person is None:
            raise Refused("user_not_found")
        return {"user": person}

    def _users_conversations(self, args, workspace):
        user = args.get("user", workspace.bot_user)
        seen = [
            c.seen(workspace.id)
            for c in workspace.channels.values()
            if user in c.members and not c.is_im and (c.is_member or not c.is_private)
            if args.get("team_id") in {None, c.team or workspace.id, *c.shared_teams}
            if ("private_channel" if c.is_private else "public_channel") in args.get("types", "")
        ]
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        more = start + limit < len(seen)
        cursor = str(start + limit) if more else ""
        return {
            "channels": seen[start : start + limit],
            "response_metadata": {"next_cursor": cursor},
        }

    def _views_open(self, args, workspace):
        return {"view": self._shown(args, workspace)}

    _views_push = _views_open

    def _views_update(self, args, workspace):
        self._slack.check(args["view"])
        for number, view in enumerate(workspace.views):
            if view["id"] == args.get("view_id"):
                if args.get("hash") and args["hash"] != view["hash"]:
                    raise Refused("hash_conflict")
                workspace.views[number] = {**view, **args["view"], "hash": secrets.token_hex(4)}
                self._slack.changed()
                return {"view": workspace.views[number]}
        raise Refused("not_found")

    def _views_publish(self, args, workspace):
        self._slack.check(args["view"])
        workspace.homes[args["user_id"]] = args["view"]
        self._slack.changed()
        return {"view": {"id": "V" + secrets.token_hex(4).upper(), **args["view"]}}

    def _shown(self, args, workspace):
        if not self._slack.triggers.pop(args.get("trigger_id"), None):
            raise Refused("expired_trigger_id")
        self._slack.check(args["view"])
        view = {
            "id": "V" + secrets.token_hex(4).upper(),
            "team_id": workspace.id,
            "hash": secrets.token_hex(4),
            **args["view"],
        }
        workspace.views.append(view)
        self._slack.changed()
        return view

    def _apps_connections_open(self, args, token):
        if not token.startswith("xapp-"):
            raise Refused("not_allowed_token_type")
        if token != self._slack.app_token or self._slack.app_token_dead:
            raise Refused("invalid_auth")
        return {"url": self._slack.sockets.ticket()}

    def _oauth_v2_access(self, args, token):
        workspace = self._slack.codes.pop(args.get("code"), None)
        if workspace is None:
            raise Refused("invalid_code")
        return {
            "access_token": workspace.token,
            "token_type": "bot",
            "scope": ",".join(sorted(workspace.scopes)),
            "bot_user_id": workspace.bot_user,
            "app_id": workspace.app,
            "team": None
            if workspace.is_enterprise_install
            else {"id": workspace.id, "name": workspace.name},
            "enterprise": {"id": workspace.enterprise, "name": "Grid"}
            if workspace.enterprise
            else None,
            "authed_user": {"id": "U0ADMIN"},
            "is_enterprise_install": workspace.is_enterprise_install,
        }


def fail(request, fault):
    """The answer, or the end of the connection, that *fault* means."""
    match fault.kind:
        case "lose the reply" | "lose the call":
            request.transport.close()
            return web.Response()
        case "500 before" | "500 after":
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        case "html":
            return web.Response(text="<html>Bad gateway", content_type="text/html", status=502)
        case "limit":
            headers = {"Retry-After": str(fault.seconds)}
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers=headers
            )
        case "refuse":
            return web.json_response({"ok": False, "error": fault.error})
        case _:
            raise ValueError(fault.kind)

"""The payloads that Slack sends, with Slack's own keys."""

import secrets

APP = "A0APP"


def slash_command(workspace, text, *, user="U012", channel="C0123", command="/news", **fields):
    """What `/news TEXT` sends; it has a response_url and a trigger of its own in *fields*."""
    return {
        "token": "verification",
        "team_id": workspace.id,
        "team_domain": workspace.name.lower().replace(" ", "-"),
        "channel_id": channel,
        "channel_name": "news",
        "user_id": user,
        "user_name": "ada",
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": str(workspace.is_enterprise_install).lower(),
        **_enterprise(workspace),
        **fields,
    }


def _enterprise(workspace):
    if workspace.enterprise is None:
        return {}
    return {"enterprise_id": workspace.enterprise, "enterprise_name": "Grid"}


def _interactive(kind, workspace, user, **fields):
    return {
        "type": kind,
        "token": "verification",
        "api_app_id": APP,
        "team": {"id": workspace.id, "domain": "example-times"},
        "enterprise": {"id": workspace.enterprise, "name": "Grid"}
        if workspace.enterprise
        else None,
        "is_enterprise_install": workspace.is_enterprise_install,
        "user": {"id": user, "username": "ada", "name": "ada", "team_id": workspace.id},
        **fields,
    }


def block_actions(workspace, action, *, message=None, channel="C0123", user="U012", **fields):
    """A click on *action* in *message*; without one, in something that the user alone sees."""
    private = message is None
    shown = {"type": "message", "ts": "1795000000.000001", **(message or {})}
    return _interactive(
        "block_actions",
        workspace,
        user,
        container={
            "type": "message",
            "message_ts": shown["ts"],
            "channel_id": channel,
            "is_ephemeral": private,
        },
        channel={"id": channel, "name": "news"},
        **({} if private else {"message": shown}),
        state={"values": {}},
        actions=[_acted(action)],
        **fields,
    )


def view_actions(workspace, action, view, *, user="U012", **fields):
    """A click on *action* in a modal or in App Home."""
    return _interactive(
        "block_actions",
        workspace,
        user,
        container={"type": "view", "view_id": view["id"]},
        view={"team_id": workspace.id, "app_id": APP, "app_installed_team_id": workspace.id} | view,
        actions=[_acted(action)],
        **fields,
    )


def view_submission(workspace, view, *, user="U012", **fields):
    own = {"team_id": workspace.id, "app_id": APP, "app_installed_team_id": workspace.id}
    shown = {**own, "callback_id": ""}
    return _interactive("view_submission", workspace, user, view=shown | view, **fields)


def _acted(action):
    """An action as it comes: the element's own fields, without what only its author needs."""
    kept = {"type", "action_id", "block_id", "value", "text", "selected_option", "url"}
    return {
        "block_id": "b1",
        "action_ts": "1795000001.000001",
        **{name: value for name, value in action.items() if name in kept},
    }


def block_suggestion(workspace, action_id, typed, *, user="U012", channel="C0123"):
    return _interactive(
        "block_suggestion",
        workspace,
        user,
        action_id=action_id,
        block_id="b1",
        value=typed,
        container={
            "type": "message",
            "message_ts": "1795000000.000001",
            "channel_id": channel,
            "is_ephemeral": True,
        },
        channel={"id": channel, "name": "news"},
    )


def event(workspace, event, *, event_id=None):
    """The envelope of the Events API around *event*."""
    return {
        "token": "verification",
        "team_id": workspace.id,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id or "Ev" + secrets.token_hex(5).upper(),
        "event_time": 1_795_000_000,
        "authorizations": [
            {
                "enterprise_id": workspace.enterprise,
                "team_id": workspace.id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": workspace.is_enterprise_install,
            }
        ],
        "is_ext_shared_channel": False,
        **({"enterprise_id": workspace.enterprise} if workspace.enterprise else {}),
    }


def app_mention(workspace, text, *, user="U012", channel="C0123", **fields):
    return {
        "type": "app_mention",
        "user": user,
        "text": f"<@{workspace.bot_user}> {text}",
        "ts": "1795000000.000002",
        "channel": channel,
        "event_ts": "1795000000.000002",
        **fields,
    }


def direct_message(text, *, user="U012", channel="D0ADA", **fields):
    return {
        "type": "message",
        "channel_type": "im",
        "user": user,
        "text": text,
        "ts": "1795000000.000003",
        "channel": channel,
        "event_ts": "1795000000.000003",
        **fields,
    }

"""What Discord's objects look like: whole, as its OpenAPI document wants them."""

TEXT, DM, ANNOUNCEMENT, ANNOUNCEMENT_THREAD, THREAD, FORUM = 0, 1, 5, 10, 11, 15

FOLLOWS_FROM = 1288834974657
ALL_RIGHTS = (1 << 53) - 1


def user(id_, name, *, bot=False):
    return {
        "id": str(id_),
        "username": name,
        "avatar": None,
        "discriminator": "0",
        "public_flags": 0,
        "flags": 0,
        "global_name": None,
        "primary_guild": None,
        "bot": bot,
    }


def own_user(account):
    shown = {k: v for k, v in account.items() if k != "primary_guild"}
    return {**shown, "primary_guild": None, "mfa_enabled": False, "locale": "en-US"}


def application(id_, owner):
    return {
        "id": str(id_),
        "name": "Broadsheet",
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": owner,
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "bot_public": True,
        "bot_require_code_grant": False,
    }


def role(id_, name, permissions, position):
    colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": str(id_),
        "name": name,
        "permissions": str(permissions),
        "position": position,
        "color": 0,
        "colors": colours,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member(account, roles, **fields):
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "nick": None,
        "pending": False,
        "premium_since": None,
        "roles": [str(r) for r in roles],
        "user": account,
        "mute": False,
        "deaf": False,
        **fields,
    }


def guild(id_, name, *, owner, roles, system_channel=None):
    return {
        "id": str(id_),
        "name": name,
        "owner_id": str(owner),
        "roles": roles,
        "system_channel_id": system_channel and str(system_channel),
        **dict.fromkeys(
            "icon description home_header splash discovery_splash banner application_id "
            "afk_channel_id widget_channel_id max_presences vanity_url_code rules_channel_id "
            "safety_alerts_channel_id public_updates_channel_id incidents_data".split()
        ),
        **dict.fromkeys(
            "system_channel_flags verification_level default_message_notifications mfa_level "
            "explicit_content_filter premium_tier premium_subscription_count nsfw_level".split(),
            0,
        ),
        **dict.fromkeys("widget_enabled premium_progress_bar_enabled nsfw".split(), False),
        "features": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "preferred_locale": "en-US",
        "emojis": [],
        "stickers": [],
    }


def message(id_, channel, author, body, *, at, **fields):
    """A message as it's listed: with ids on its components, without the nonce that it came with."""
    return {
        "type": 0,
        "content": body.get("content") or "",
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or []],
        "timestamp": at.isoformat(),
        "edited_timestamp": None,
        "flags": body.get("flags") or 0,
        "components": numbered(body.get("components") or []),
        "id": str(id_),
        "channel_id": str(channel),
        "author": author,
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
        **fields,
    }


def numbered(components):
    """*components* with an id on each that had none, as Discord gives them: 1, 2, 3 …"""
    taken = {c["id"] for c in every(components) if c.get("id")}
    free = (n for n in range(1, 10_000) if n not in taken)
    return [_numbered(c, free) for c in components]


def _numbered(component, free):
    whole = {"id": component.get("id") or next(free), **component}
    if "accessory" in whole:
        whole["accessory"] = _numbered(whole["accessory"], free)
    if "components" in whole:
        whole["components"] = [_numbered(c, free) for c in whole["components"]]
    for name in ("media",):
        if name in whole:
            whole[name] = medium(whole[name]["url"])
    if "items" in whole:
        whole["items"] = [{**i, "media": medium(i["media"]["url"])} for i in whole["items"]]
    return _defaults(whole)


def _defaults(component):
    """What Discord fills in."""
    match component["type"]:
        case 17 | 12 | 11:
            return {"spoiler": False, "accent_color": None, "description": None, **component}
        case 14:
            return {"spacing": 1, "divider": True, **component}
        case 2:
            return {"disabled": False, **component}
        case 3:
            return {"min_values": 1, "max_values": 1, "disabled": False, **component}
        case _:
            return component


def medium(url):
    return {
        "id": "1",
        "url": url,
        "proxy_url": url,
        "width": None,
        "height": None,
        "content_type": None,
    }


def every(components):
    """All components, nested ones too."""
    for component in components:
        yield component
        yield from every(component.get("components", ()))
        if "accessory" in component:
            yield component["accessory"]

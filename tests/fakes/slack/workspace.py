"""What a workspace of the fake holds: people, channels, messages, and the app's token in it."""

from dataclasses import dataclass, field
from itertools import count

ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "users:read",
    }
)

EPOCH = 1_795_000_000
"""Seconds; in November 2026."""

_ticks = count(1)


def timestamp(at=None):
    """A message's `ts`: no two are alike, and later ones are greater."""
    tick = next(_ticks)
    return f"{int(EPOCH + tick if at is None else at)}.{tick:06}"


@dataclass
class Channel:
    id: str
    name: str
    is_member: bool = True
    is_private: bool = False
    is_archived: bool = False
    is_im: bool = False
    team: str | None = None
    """Of an organisation's; else the workspace's."""
    shared_teams: tuple[str, ...] = ()
    members: set[str] = field(default_factory=set)
    messages: list[dict] = field(default_factory=list)

    def seen(self, team):
        """As `conversations.info` and `users.conversations` show it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.is_private and not self.is_im,
            "is_group": self.is_private,
            "is_im": self.is_im,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_member": self.is_member,
            "context_team_id": self.team or team,
            **({"shared_team_ids": [*self.shared_teams]} if self.shared_teams else {}),
        }


@dataclass
class Workspace:
    """One team with the app in it; *token* None is a team that hasn't installed it."""

    id: str = "T024"
    name: str = "Example Times"
    enterprise: str | None = None
    is_enterprise_install: bool = False
    token: str | None = "xoxb-1111-example"
    token_state: str = "good"
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    bot_user: str = "U0BOT"
    bot_id: str = "B0BOT"
    bot_name: str = "broadsheet"
    app: str = "A0APP"
    channels: dict[str, Channel] = field(default_factory=dict)
    users: dict[str, dict] = field(default_factory=dict)
    private: dict[str, list[dict]] = field(default_factory=dict)
    homes: dict[str, dict] = field(default_factory=dict)
    views: list[dict] = field(default_factory=list)

    def add_channel(self, id="C0123", name="news", **fields):  # noqa: A002 - as Slack calls it
        self.channels[id] = Channel(id=id, name=name, **fields)
        return self.channels[id]

    def add_user(self, id="U012", name="ada", *, admin=False, **fields):  # noqa: A002 - as above
        """A person, as `users.info` shows them."""
        self.users[id] = {
            "id": id,
            "team_id": self.id,
            "name": name,
            "deleted": False,
            "real_name": name.title(),
            "tz": "Europe/London",
            "tz_offset": 0,
            "is_admin": admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": False,
            "updated": EPOCH,
            **fields,
        }
        for channel in self.channels.values():
            channel.members.add(id)
        return id

    def shown_to(self, user):
        """Everything that only *user* was shown, in order."""
        return self.private.setdefault(user, [])

    def post(self, channel, args, *, at=None):
        """Put a message of the app's into *channel*; gives it as Slack shows it."""
        message = {
            "type": "message",
            "user": self.bot_user,
            "bot_id": self.bot_id,
            "app_id": self.app,
            "team": self.id,
            "text": args.get("text", ""),
            "ts": timestamp(at),
        }
        for name in ("blocks", "thread_ts", "metadata"):
            if args.get(name):
                message[name] = args[name]
        self.channels[channel].messages.append(message)
        return message

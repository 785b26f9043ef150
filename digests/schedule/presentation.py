"""How a schedule's digests look where they are posted; each platform reads what it knows of."""

from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """How Slack shows a digest: in one piece, or its topics as replies below the titles."""

    FLAT = "flat"
    THREAD = "thread"


class Style(StrEnum):
    """What Discord's messages are made of."""

    COMPONENTS = "components"
    EMBEDS = "embeds"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """What a schedule may choose.

    *layout* is Slack's; *style*, *silent* (no notification), *crosspost* (from an announcement
    channel to those that follow it) and *forum_tags* (by name) are Discord's.
    """

    layout: Layout = Layout.FLAT
    style: Style = Style.COMPONENTS
    pictures: bool = True
    silent: bool = False
    crosspost: bool = False
    forum_tags: tuple[str, ...] = ()

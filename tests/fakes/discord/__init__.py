"""A Discord of our own on the loopback interface: REST API and gateway, over real sockets."""

from tests.fakes.discord.server import FakeDiscord

__all__ = ["FakeDiscord"]
